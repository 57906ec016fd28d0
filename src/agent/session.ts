import type { ChangeSummary, FileChange } from '../protocol/changes.ts';
import type { ImageBlock } from '../protocol/content.ts';
import type { Attachment, Event, EventOf, NewEvent } from '../protocol/events.ts';
import type { Thumb } from '../protocol/promptChoice.ts';
import { standing } from '../protocol/rewind.ts';
import type { Mode } from '../protocol/risk.ts';
import { type Budget, type BudgetAnswer, defaultLimits } from './budget/budget.ts';
import type { SmallWork } from './budget/smallWork.ts';
import { createSpending, type Spending } from './budget/spending.ts';
import { cleanAttachment } from './cleanAttachment.ts';
import { type Compacting, createCompacting } from './compaction/compacting.ts';
import { shownTokens } from './compaction/context.ts';
import { rememberedEvents } from './compaction/forgetting.ts';
import { createSizes } from './compaction/sizes.ts';
import { asInterrupted, bugText, interruptedText } from './endings.ts';
import { projectHistory } from './history.ts';
import { planOf, untold } from './latches.ts';
import { runTurn } from './loop.ts';
import type { Model, SeenTexts, SystemPrompt } from './ports.ts';
import { alone, createRestoring, type Restoring } from './restoring.ts';
import { createSeenFiles } from './seenFiles.ts';
import { createSessionPrompt } from './systemPrompt.ts';
import { type SeenFile, ToolError } from './tool.ts';
import { latchedTools } from './toolLatch.ts';
import type { SessionDeps, Turn } from './turn.ts';
import { lastTurn, openTurn, type Said, type UserEvent, userEvent } from './turns.ts';
import { recoverCut } from './watching.ts';
import { confirmYolo } from './yolo.ts';

/** One conversation: what it is made of, and what a person can do with it. */
export interface Session extends Restoring, Compacting {
  readonly id: string;
  readonly events: readonly Event[];
  readonly busy: boolean;
  readonly mode: Mode;
  /** While it is on, nothing that changes something runs, whatever the mode. */
  readonly plan: boolean;
  readonly model: Model;
  /** Messages typed while a turn runs; each joins it at the next step. */
  readonly queue: readonly { readonly id: string; readonly text: string }[];
  /** What all requests so far cost, and those of the last turn. */
  readonly spent: Spending['spent'];
  readonly budget: Budget;
  /** Cheap work for this session, such as a second opinion; it is refused where no budget is left. */
  readonly smallWork: SmallWork;
  /** Tokens of the last request, or what a compaction left since, and about what came after it; 0 before the first. */
  readonly contextTokens: number;
  /** What the model was told before the conversation; `undefined` before the first turn since it was opened. */
  readonly system: SystemPrompt | undefined;
  /** Starts a turn and resolves when it has ended; in a running turn, queues and resolves at once. */
  prompt(
    text: string,
    extras?: {
      readonly attachments?: readonly Attachment[];
      readonly images?: readonly ImageBlock[];
      /** Files that are attached whole; the model need not read them before it edits them. */
      readonly seen?: readonly SeenFile[];
    },
  ): Promise<void>;
  /** Takes a queued message back and returns what was said with it. */
  unqueue(id: string): Said | undefined;
  /** Ends the running turn: the model's stream, commands, and pending questions. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Goes on with a turn that failed or was interrupted, without a new message. */
  retry(): Promise<void>;
  /**
   * The mode from here on. YOLO needs what the person typed for each of `yoloConditions`, in any order; without it this
   * throws `ToolError`, and the mode stays.
   */
  setMode(mode: Mode, typed?: readonly string[]): Promise<void>;
  /** Turns plan mode on or off, also in a running turn: what has not begun by then is refused, approved or not. */
  setPlan(plan: boolean): Promise<void>;
  setModel(model: Model): Promise<void>;
  /**
   * The person's word on the question about the budget; a raise lets an interrupted turn go on. Throws `ToolError` where no
   * such question waits.
   */
  answerBudget(answer: BudgetAnswer): Promise<void>;
  /** Applies a proposal that was left undecided when its turn ended. `changes` as the person left them. */
  applyLater(callId: string, changes?: readonly FileChange[]): Promise<void>;
  /** Notes which parts of applied edits the person took back or brought back, so that the model knows. */
  reviewed(review: Pick<EventOf<'reviewed'>, 'undone' | 'broughtBack'>): Promise<void>;
  /** Notes what the person thinks of a turn. Throws `ToolError` for a turn that is not in the conversation. */
  rate(turn: string, thumb: Thumb): Promise<void>;
  /** Resolves when the title that a turn began to write is there, or came to nothing; closing the session gives it up. */
  titled(): Promise<void>;
  /** Stops what runs and closes the transcript. */
  dispose(): Promise<void>;
}

/** Opens a session: a new one, or one with the events of an earlier run, whose unfinished turn is then marked as such. */
export async function createSession(
  deps: SessionDeps,
  resumed?: { readonly events: readonly Event[]; readonly dropped: string | undefined },
): Promise<Session> {
  const events: Event[] = [...(resumed?.events ?? [])];
  const seen = createSeenFiles(withoutSecrets(deps));
  const approvedExactly = new Set<string>();
  let queue: (Said & { readonly id: string })[] = [];
  let { mode, model, plan = planOf(events) } = deps;
  let compactWish = false;
  const limits = deps.limits ?? (() => defaultLimits);
  const sizes = createSizes(deps.tokens);
  let running: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  let disposed = false;

  const spending = createSpending({
    deps,
    events,
    model: () => model,
    busy: () => running !== undefined,
    append: (event) => append(event),
    retry: () => retry(),
  });

  function take(event: Event): void {
    seen.take(event);
    spending.take(event);
  }

  function recall(): void {
    seen.recall(rememberedEvents(standing(events)));
  }

  async function append(fresh: NewEvent): Promise<Event> {
    const event = { id: deps.newId(), time: Date.now(), ...fresh } as Event;
    await deps.transcript.append(event);
    events.push(event);
    take(event);
    // What the model has seen of files is what stands in its conversation.
    if (event.type === 'restored' || event.type === 'redone' || event.type === 'compacted') recall();
    deps.onEvent(event);
    if (event.type === 'ended') await deps.transcript.sync();
    return event;
  }

  /** Everything of one turn, from the first step to its `ended` event; a bug ends it too, in one plain sentence. */
  async function play(turn: string, first: NewEvent | undefined): Promise<void> {
    if (running) throw new Error('a turn is already running');
    await alive(async (controller) => {
      try {
        await prompt.choose(model, mode);
        const settings = untold(standing(events), { mode, plan, limits: limits() });
        if (settings) await append({ type: 'setting', ...settings });
        if (first) await append(first);
        const context = await turnContext(turn, controller);
        for await (const event of runTurn(context)) await append(disposed ? asInterrupted(event) : event);
      } catch (error) {
        controller.abort(error);
        deps.log.error('the turn ended by an error of Belay itself', error);
        await append({ type: 'ended', turn, reason: 'error', text: bugText(error), action: 'showLog' });
      }
    });
    if (!disposed) spending.giveTitle();
    // The person asked while the last step ran, and no other came before which it could be done.
    if (compactWish && !disposed) {
      compactWish = false;
      await compacting.compact().catch((error: unknown) => deps.log.warn(`not compacted: ${String(error)}`));
    }
  }

  /** What runs can be stopped, and is the only thing that runs. */
  async function alive(work: (controller: AbortController) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    const whole = async (): Promise<void> => {
      try {
        await work(controller);
      } finally {
        running = undefined;
        deps.onState();
      }
    };
    const ended = whole();
    running = { controller, ended: ended.catch(() => undefined) };
    deps.onState();
    await ended;
  }

  async function turnContext(turn: string, controller: AbortController): Promise<Turn> {
    return {
      id: turn,
      deps,
      signal: controller.signal,
      system: await prompt.assemble(model),
      events,
      sizes,
      mode: () => mode,
      plan: () => plan,
      cacheWatch,
      toolsAt: (now) => latchedTools(deps, events, model, now),
      model: () => model,
      history: () => projectHistory(standing(events)),
      seen: seen.hash,
      seenText: seen.text,
      keepText: seen.keepText,
      budget: spending.budget,
      askBudget: () => spending.desk.ask(controller.signal),
      hasQueue: () => queue.length > 0,
      takeQueue: () => takeQueue(turn),
      takeCompactWish() {
        const wished = compactWish;
        compactWish = false;
        return wished;
      },
      approvedExactly,
    };
  }

  /** Work in the place of a turn; what was typed meanwhile begins one afterwards. */
  async function between(work: (context: Turn) => AsyncGenerator<NewEvent, void>): Promise<void> {
    const turn = lastTurn(standing(events)) ?? deps.sessionId;
    try {
      await alive(async (controller) => {
        for await (const event of work(await turnContext(turn, controller))) await append(event);
      });
    } finally {
      const [next, ...rest] = queue;
      if (next && !disposed) {
        queue = rest;
        await play(next.id, { ...userEvent(next.id, next, false), id: next.id });
      }
    }
  }

  function takeQueue(turn: string): UserEvent[] {
    const taken = queue.map((said) => userEvent(turn, said, true));
    queue = [];
    if (taken.length > 0) deps.onState();
    return taken;
  }

  async function stop(): Promise<void> {
    running?.controller.abort(new DOMException('stopped by the person', 'AbortError'));
    await running?.ended;
  }

  const cacheWatch = deps.cacheWatch?.(events);
  async function retry(): Promise<void> {
    const turn = lastTurn(standing(events));
    if (running || turn === undefined) return;
    const answered = projectHistory(standing(events)).at(-1)?.role === 'assistant';
    await play(turn, answered ? userEvent(turn, { text: 'Continue.' }, true) : undefined);
  }

  const compacting = createCompacting({
    events,
    busy: () => running !== undefined,
    wish: () => {
      compactWish = true;
    },
    look: () => turnContext(deps.sessionId, new AbortController()),
    mode: () => mode,
    between,
  });
  const prompt = createSessionPrompt(deps, events, append);
  for (const event of events) take(event);
  recall();
  if (!resumed) {
    await append({ type: 'session', version: 1, sessionId: deps.sessionId, root: deps.root });
    await append({ type: 'setting', model: model.info.id, mode, ...(plan ? { plan } : {}), limits: limits() });
  }
  if (resumed?.dropped) await append({ type: 'notice', level: 'warning', code: 'dropped', text: resumed.dropped });
  const cut = openTurn(standing(events));
  if (cut) await recoverCut(deps, events, cut, append);
  if (cut) await append({ type: 'ended', turn: cut, reason: 'interrupted', text: interruptedText, action: 'continue' });

  return {
    id: deps.sessionId,
    events,
    get busy() {
      return running !== undefined;
    },
    get mode() {
      return mode;
    },
    get plan() {
      return plan;
    },
    get model() {
      return model;
    },
    get queue() {
      return queue;
    },
    get spent() {
      return spending.spent;
    },
    budget: spending.budget,
    smallWork: spending.smallWork,
    get contextTokens() {
      return shownTokens(standing(events));
    },
    get system() {
      return prompt.current;
    },
    async prompt(text, extras = {}) {
      if (disposed) throw new Error('the session is closed');
      const attachments = (extras.attachments ?? []).map((one) => cleanAttachment(one, deps));
      for (const { hash, text } of extras.seen ?? []) if (text !== undefined) seen.keepText(hash, text);
      const said: Said = { ...extras, text, attachments };
      const id = deps.newId();
      if (running) {
        queue = [...queue, { ...said, id }];
        deps.onState();
        return;
      }
      await play(id, { ...userEvent(id, said, false), id });
    },
    unqueue(id) {
      const found = queue.find((message) => message.id === id);
      queue = queue.filter((message) => message !== found);
      deps.onState();
      return found;
    },
    stop,
    retry,
    async setMode(next, typed = []) {
      if (next === 'yolo') await confirmYolo(deps, typed);
      mode = next;
      await append({ type: 'setting', mode });
      deps.onState();
    },
    async setPlan(next) {
      if (next === plan) return;
      plan = next;
      await append({ type: 'setting', plan });
      deps.onState();
    },
    async setModel(next) {
      model = next;
      await append({ type: 'setting', model: model.info.id });
      deps.onState();
    },
    ...compacting,
    ...createRestoring({ deps, events, busy: () => running !== undefined, append }),
    answerBudget: (answer) => spending.answer(answer),
    async applyLater(callId, changes) {
      if (running) throw new ToolError('Wait until the running turn has ended, or stop it; then apply the proposal.');
      const proposal = events.find((event) => event.type === 'proposal' && event.callId === callId);
      if (proposal?.type !== 'proposal') throw new ToolError('This proposal is no longer known.');
      if (events.some((event) => event.type === 'applied' && event.callId === callId)) {
        throw new ToolError('This proposal has been applied already.');
      }
      const turn = lastTurn(events) ?? deps.sessionId;
      await alone(deps, async () => {
        const begun = async (checkpoint: string, summary: readonly ChangeSummary[]): Promise<void> => {
          await append({ type: 'applying', turn, callId, checkpoint, summary: [...summary] });
          await deps.transcript.sync();
        };
        const { checkpoint, summary } = await deps.edits.apply(changes ?? proposal.changes, { turn, callId, begun });
        await append({ type: 'applied', turn, callId, checkpoint, summary: [...summary] });
      });
    },
    async reviewed(review) {
      await append({ type: 'reviewed', ...review });
    },
    async rate(turn, thumb) {
      if (!events.some((event) => event.type === 'user' && event.turn === turn)) {
        throw new ToolError('This turn is not in the conversation.');
      }
      await append({ type: 'rated', turn, thumb });
    },
    titled: () => spending.titled(),
    async dispose() {
      disposed = true;
      await stop();
      await spending.close();
      await deps.transcript.close();
    },
  };
}

/** A text in which something must be hidden is kept in memory only. */
function withoutSecrets({ seenTexts, sanitise }: SessionDeps): SeenTexts | undefined {
  return (
    seenTexts && {
      get: seenTexts.get,
      keep(hash, text) {
        if (sanitise(text) === text) seenTexts.keep(hash, text);
      },
    }
  );
}
