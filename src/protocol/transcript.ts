import type { ChangeSummary } from './changes.ts';
import type { AssistantBlock, Usage } from './content.ts';
import type { Event, EventOf } from './events.ts';
import { budgetAfter } from './transcriptBudget.ts';
import {
  addItem,
  type Draft,
  draftOf,
  dropProvisional,
  newCall,
  updateCall,
  withoutWriting,
} from './transcriptDraft.ts';
import type { CallItem, CallState, EndedItem, Item, ThinkingItem, Transcript } from './transcriptItems.ts';
import { addUndone } from './transcriptUndone.ts';

export { foldDelta, foldDeltas } from './transcriptDeltas.ts';

export const emptyTranscript: Transcript = {
  items: [],
  provisional: 0,
  pending: [],
  todos: [],
  usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  edited: [],
};

export function foldAll(events: Iterable<Event>): Transcript {
  return foldEvents(emptyTranscript, events);
}

export function foldEvent(transcript: Transcript, event: Event): Transcript {
  return foldEvents(transcript, [event]);
}

export function foldEvents(transcript: Transcript, events: Iterable<Event>): Transcript {
  const draft = draftOf(transcript);
  for (const event of events) {
    addEvent(draft, event);
    const budget = budgetAfter(draft.budget, event);
    if (budget) draft.budget = budget;
    else delete draft.budget;
  }
  return draft;
}

/**
 * A proposal whose turn is over can still be applied where nobody decided on it, or where the person approved it and
 * everything ended before the first byte was written.
 */
export function canApplyLater(call: CallItem): boolean {
  const over = call.state === 'stopped' || call.state === 'interrupted' || call.state === 'rejected';
  const refused = call.answered?.by === 'person' && call.answered.decision === 'rejected';
  return over && call.proposal !== undefined && call.applied === undefined && !refused;
}

function addEvent(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'session':
      draft.sessionId = event.sessionId;
      draft.root = event.root;
      return;
    case 'setting':
      if (event.model !== undefined) draft.model = event.model;
      if (event.mode !== undefined) draft.mode = event.mode;
      if (event.plan !== undefined) draft.plan = event.plan;
      if (event.title !== undefined) draft.title = event.title;
      return;
    case 'user': {
      if (!event.steering) dropProvisional(draft);
      const { turn, text, steering, attachments, images, time } = event;
      addItem(draft, { type: 'user', id: event.id, turn, text, steering, attachments, images, time });
      draft.running = turn;
      delete draft.waiting;
      return;
    }
    case 'assistant':
      addAnswer(draft, event);
      return;
    case 'call': {
      const { turn, callId, tool, kind, title, input, time } = event;
      draft.running = turn;
      const known = { turn, tool, kind, title, input, startedAt: time, state: 'waiting' as const };
      if (!updateCall(draft, callId, (call) => ({ ...withoutWriting(call), ...known }))) {
        addItem(draft, { ...newCall(callId, turn, tool, input), ...known });
      }
      return;
    }
    case 'verdict': {
      const { verdict } = event;
      updateCall(draft, event.callId, (call) => ({
        ...call,
        verdict,
        state: verdict.decision === 'allow' ? 'running' : call.state,
      }));
      return;
    }
    case 'proposal':
      updateCall(draft, event.callId, (call) => ({
        ...call,
        proposal: event.summary,
        ...(event.repairs ? { repairs: event.repairs } : {}),
        ...(event.refused ? { refused: event.refused } : {}),
      }));
      return;
    case 'asked': {
      const { request } = event;
      updateCall(draft, request.callId, (call) => ({ ...call, request, state: 'waiting' }));
      draft.pending = [...draft.pending, { type: 'approval', callId: request.callId }];
      return;
    }
    case 'answered': {
      const { decision, scope, rule, by, reason, edited, rejected, kept } = event;
      const answered = {
        decision,
        scope,
        by,
        ...(rule ? { rule } : {}),
        ...(reason ? { reason } : {}),
        ...(edited ? { edited } : {}),
        ...(rejected ? { rejected } : {}),
        ...(kept ? { kept } : {}),
      };
      const state: CallState = decision === 'approved' ? 'running' : by === 'stop' ? 'stopped' : 'rejected';
      updateCall(draft, event.callId, (call) => ({ ...call, answered, state }));
      settle(draft, event.callId);
      return;
    }
    case 'question':
      updateCall(draft, event.callId, (call) => ({ ...call, question: event.question, state: 'waiting' }));
      draft.pending = [...draft.pending, { type: 'question', callId: event.callId }];
      return;
    case 'result': {
      const { text, view, images, durationMs } = event;
      const state = resultState[event.status];
      updateCall(draft, event.callId, (call) => ({ ...call, state, durationMs, result: { text, view, images } }));
      settle(draft, event.callId);
      if (view.type === 'todos') draft.todos = view.todos;
      return;
    }
    case 'applying':
      updateCall(draft, event.callId, (call) => ({ ...call, applying: event.summary }));
      return;
    case 'applied':
      updateCall(draft, event.callId, (call) => ({ ...call, applied: event.summary, undone: false }));
      addEdited(draft, event);
      return;
    case 'undone':
    case 'restored':
    case 'redone':
      addUndone(draft, event);
      return;
    case 'reviewed':
    case 'chosen':
      return;
    case 'rated':
      forTurn(draft, event.turn, (item) => (item.type === 'ended' ? { ...item, thumb: event.thumb } : item));
      return;
    case 'prompt':
    case 'tools':
    case 'context':
    case 'spent':
    case 'budgetAsked':
    case 'budgetAnswered':
      return;
    case 'compacted': {
      const { id, trigger, summary, by, dropped, before, after, usage } = event;
      const made = { ...(summary ? { summary } : {}), ...(by === undefined ? {} : { by }) };
      addItem(draft, { type: 'compacted', id, trigger, dropped: dropped.length, before, after, ...made });
      if (usage) addUsage(draft, usage);
      delete draft.waiting;
      return;
    }
    case 'compactionFailed': {
      const text = `The conversation could not be compacted: ${event.text}`;
      addItem(draft, { type: 'notice', level: 'warning', code: 'compactionFailed', text });
      if (event.usage) addUsage(draft, event.usage);
      delete draft.waiting;
      return;
    }
    case 'notice': {
      const { level, code, text } = event;
      addItem(draft, { type: 'notice', level, code, text });
      return;
    }
    case 'cacheBreak': {
      const { type, vector, changed, tokens, dollars } = event;
      addItem(draft, { type, vector, changed, tokens, dollars });
      return;
    }
    case 'ended':
      addEnded(draft, event);
      return;
  }
}

const resultState: Record<EventOf<'result'>['status'], CallState> = {
  ok: 'done',
  error: 'failed',
  denied: 'denied',
  rejected: 'rejected',
  stopped: 'stopped',
};

/** The finished answer takes the place of what had streamed of it, row by row, so that nothing on screen jumps. */
function addAnswer(draft: Draft, event: EventOf<'assistant'>): void {
  const thoughts = dropProvisional(draft).filter((item): item is ThinkingItem => item.type === 'thinking');
  for (const block of event.content) {
    const item = itemOf(block, event, thoughts);
    if (item) draft.items.push(item);
  }
  addUsage(draft, event.usage);
  draft.running = event.turn;
}

function addUsage(draft: Draft, more: Usage): void {
  const { usage } = draft;
  draft.usage = {
    input: usage.input + more.input,
    output: usage.output + more.output,
    cacheRead: usage.cacheRead + more.cacheRead,
    cacheWrite: usage.cacheWrite + more.cacheWrite,
  };
}

function itemOf(block: AssistantBlock, event: EventOf<'assistant'>, thoughts: ThinkingItem[]): Item | undefined {
  switch (block.type) {
    case 'text':
      if (block.text.trim() === '') return undefined;
      return { type: 'text', text: block.text, streaming: false, partial: event.partial };
    case 'thinking': {
      const seen = thoughts.shift();
      if (block.thinking.trim() === '') return undefined;
      const durationMs = seen?.durationMs ?? (seen?.startedAt === undefined ? undefined : event.time - seen.startedAt);
      return {
        type: 'thinking',
        text: block.thinking,
        streaming: false,
        ...(durationMs !== undefined && durationMs >= 0 ? { durationMs } : {}),
      };
    }
    case 'toolUse':
      return newCall(block.id, event.turn, block.name, block.malformed ?? block.input);
    case 'redactedThinking':
      return undefined;
  }
}

function addEnded(draft: Draft, event: EventOf<'ended'>): void {
  const { turn, reason, text, action, choices } = event;
  dropProvisional(draft);
  const cut: ChangeSummary[] = [];
  const left: CallState = reason === 'stopped' ? 'stopped' : 'interrupted';
  forTurn(draft, turn, (item) => {
    if (item.type === 'ended' && item.undoable) return { ...item, undoable: false };
    if (item.type !== 'call' || !openStates.has(item.state)) return item;
    if (item.applying && !item.applied) cut.push(...item.applying);
    return { ...withoutWriting(item), state: left, ...(item.applying ? { applied: item.applying } : {}) };
  });
  // An edit that was cut in the middle may stand in the files, so the row offers to undo it.
  if (cut.length > 0) noteEdited(draft, turn, cut);
  const files = draft.edited.find((one) => one.turn === turn)?.files ?? [];
  const more = choices ? { choices } : {};
  draft.items.push({
    type: 'ended',
    id: event.id,
    turn,
    reason,
    text,
    action,
    ...more,
    undoable: files.length > 0,
    files,
  });
  draft.pending = [];
  delete draft.running;
}

function noteEdited(draft: Draft, turn: string, summary: readonly ChangeSummary[]): readonly string[] {
  const before = draft.edited.find((one) => one.turn === turn)?.files ?? [];
  const files = [...new Set([...before, ...summary.map((one) => one.to ?? one.path)])];
  draft.edited = [...draft.edited.filter((one) => one.turn !== turn), { turn, files }];
  return files;
}

const openStates: ReadonlySet<CallState> = new Set(['writing', 'waiting', 'running']);

/** Notes the files of an edit; where its turn is already over, the turn's last row offers to undo it. */
function addEdited(draft: Draft, event: EventOf<'applied'>): void {
  const { turn } = event;
  const files = noteEdited(draft, turn, event.summary);
  if (draft.running === turn) return;
  const last = draft.items.findLastIndex((item) => item.type === 'ended' && item.turn === turn);
  const ended = draft.items[last];
  if (ended?.type === 'ended') draft.items[last] = { ...ended, undoable: true, files } satisfies EndedItem;
}

/** Replaces items of a turn, going back from the end to the message that began it. */
function forTurn(draft: Draft, turn: string, change: (item: Item) => Item): void {
  for (let index = draft.items.length - 1; index >= 0; index--) {
    const item = draft.items[index];
    if (!item) continue;
    if ('turn' in item && item.turn === turn) draft.items[index] = change(item);
    if (item.type === 'user' && item.turn === turn && !item.steering) return;
  }
}

function settle(draft: Draft, callId: string): void {
  if (draft.pending.some((one) => one.callId === callId)) {
    draft.pending = draft.pending.filter((one) => one.callId !== callId);
  }
}
