import { toJSONSchema } from 'zod';
import type { EventOf, NewEvent } from '../protocol/events.ts';
import { dearestAnswer } from './budget/estimate.ts';
import { timeLimit } from './budget/timeLimit.ts';
import { underBudget } from './budget/underBudget.ts';
import { cacheLifetime } from './cacheLifetime.ts';
import { unwrapped } from './dispatcher.ts';
import { followDrafts } from './drafts.ts';
import { leanSchema } from './leanSchema.ts';
import { type Model, ModelError, type ModelOutput, type ModelRequest, type Spent, type ToolSchema } from './ports.ts';
import type { Tool } from './tool.ts';
import { toolContext } from './toolContext.ts';
import type { Turn } from './turn.ts';
import { userEvent } from './turns.ts';

/** A model call that failed although the model's own retries were used up is tried this often before the turn ends. */
const failureLimit = 3;

/** `tooLong`: the provider says that the conversation does not fit into the model's context. */
export type Asked =
  | {
      readonly type: 'answer';
      readonly event: Omit<EventOf<'assistant'>, 'id' | 'time'>;
      /** What was answered. */
      readonly request: ModelRequest;
      readonly lost?: NewEvent;
    }
  | { readonly type: 'ended'; readonly ended: Omit<EventOf<'ended'>, 'id' | 'time' | 'type' | 'turn'> }
  | { readonly type: 'tooLong'; readonly text: string };

/**
 * One answer of the model. Deltas are shown while it streams; a stopped turn keeps the text that had come. Failures that
 * may pass are tried again until the circuit breaker opens; the others end the turn with a sentence to act on. Nothing is
 * sent that does not fit into the budget; attempts that came to nothing count too. A request that runs when the minutes are
 * used up is ended, and the person is asked as before any other; what had come of the answer is kept.
 */
export async function* askModel(turn: Turn, step: number): AsyncGenerator<NewEvent, Asked> {
  let cut = false;
  asking: for (let failures = 1; ; failures++) {
    let partial = '';
    const time = Date.now();
    const { tools, kept } = turn.toolsAt(time);
    if (kept) yield kept;
    const allowed = yield* underBudget(turn, { ...requestAt(turn, tools, time), messages: turn.history() });
    if ('ended' in allowed) return { type: 'ended', ended: allowed.ended };
    // The conversation ends with what had come of the answer, and no provider goes on by itself.
    if (cut) yield userEvent(turn.id, { text: 'Continue.' }, true);
    const request = cut ? { ...allowed.request, messages: turn.history() } : allowed.request;
    cut = false;
    const model = turn.model();
    const limit = timeLimit(turn);
    let began = performance.now();
    let told = true;
    const drafts = followDrafts(turn, (callId) => toolContext(turn, callId, undefined, noEvents).context);
    let done: (() => void) | undefined;
    try {
      turn.signal.throwIfAborted();
      done = limit.begin();
      told = false;
      for await (const output of unwrapped(model.stream(request, limit.signal))) {
        if (output.type === 'message') {
          drafts.end(true);
          told = true;
          return answered(turn, step, { time, request, answer: output, model, ms: performance.now() - began });
        }
        if (output.type === 'spent') {
          allowed.release();
          yield spentEvent(turn, output, performance.now() - began);
          began = performance.now();
          told = true;
          if (limit.usedUp) continue;
          // Attempts may go on for long: each is judged anew, and the loop asks before there is another.
          const { next, by } = dearestAnswer(request, turn.events, model, Date.now());
          const [again] = turn.budget.excess(next, by);
          if (!again) continue;
          drafts.end(false);
          turn.deps.onDelta({ type: 'restart' });
          continue asking;
        }
        if (output.delta.type !== 'waiting') told = false;
        if (output.delta.type === 'text') partial += output.delta.text;
        if (output.delta.type === 'restart') partial = '';
        turn.deps.onDelta(output.delta);
        drafts.see(output.delta);
      }
      throw new ModelError('network', 'The model’s answer ended before it was complete.');
    } catch (error) {
      drafts.end(false);
      // What an adapter does not tell of is of unknown cost, not of none.
      if (!told && (partial !== '' || limit.usedUp))
        yield spentEvent(turn, unknownSpent(model.info.id), performance.now() - began);
      if (turn.signal.aborted) {
        if (partial !== '') yield partialAnswer(turn, step, model.info.id, partial);
        return { type: 'ended', ended: { reason: 'stopped', text: 'Stopped.', action: 'continue' } };
      }
      if (limit.usedUp) {
        // What was waited for since the last attempt counts too, or the same would be sent again and again.
        if (limit.leftMs > 0) yield spentEvent(turn, { model: model.info.id }, performance.now() - began);
        cut = partial !== '';
        if (cut) yield partialAnswer(turn, step, model.info.id, partial);
        else turn.deps.onDelta({ type: 'restart' });
        failures = 0;
        continue;
      }
      if (!(error instanceof ModelError)) throw error;
      turn.deps.log.warn(`model call failed (${error.reason}, ${failures} in a row): ${error.message}`);
      if (error.reason === 'contextFull' && partial === '') return { type: 'tooLong', text: error.message };
      if (!error.transient || failures >= failureLimit) {
        if (partial !== '') yield partialAnswer(turn, step, model.info.id, partial);
        const { reason } = error;
        const choices = reason === 'proxy' || reason === 'certificate' ? { choices: [...ofConnection] } : {};
        const ended = { reason: 'modelFailed' as const, text: error.message, action: actions[reason], ...choices };
        return { type: 'ended', ended };
      }
      turn.deps.onDelta({ type: 'restart' });
    } finally {
      done?.();
      allowed.release();
    }
  }
}

function unknownSpent(model: string): Spent {
  return { model, usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } };
}

/** A request that came to nothing, with its price of today. */
function spentEvent(turn: Turn, { model, usage }: Spent, ms: number): NewEvent {
  const used = usage ? { usage, cost: turn.model().cost(usage, model) ?? null } : {};
  return { type: 'spent', turn: turn.id, by: 'attempt', model, ms: Math.round(ms), ...used };
}

/** A draft is no call yet: it asks nobody anything. */
async function noEvents(): Promise<void> {
  throw new Error('a draft has no events');
}

const actions: Record<ModelError['reason'], EventOf<'ended'>['action']> = {
  key: 'setKey',
  credit: 'setKey',
  unknownModel: 'chooseModel',
  rejected: 'showLog',
  contextFull: 'none',
  rateLimit: 'retry',
  overloaded: 'retry',
  network: 'retry',
  proxy: 'retry',
  certificate: 'retry',
  settings: 'openSettings',
};

/** What stands between is set up in VS Code, under the settings of its proxy; only then is another try worth it. */
const ofConnection = ['openProxySettings', 'retry'] as const;

function answerEvent(turn: Turn, step: number, output: Extract<ModelOutput, { type: 'message' }>, ms: number) {
  const { model, content, stopReason, usage } = output;
  return {
    type: 'assistant' as const,
    turn: turn.id,
    step,
    model,
    content: [...content],
    stopReason,
    usage,
    partial: false,
    cost: turn.model().cost(usage, model) ?? null,
    ms: Math.round(ms),
  };
}

export interface RequestParts extends Pick<Turn, 'events' | 'system'> {
  readonly deps: Pick<Turn['deps'], 'sessionId' | 'cacheLifetime'>;
}

/** A request at a time, without what was said. */
export function requestAt(
  { deps, events, system }: RequestParts,
  tools: readonly ToolSchema[],
  now: number,
): Omit<ModelRequest, 'messages'> {
  const [first] = events;
  const forkedFrom = first?.type === 'session' ? first.forkedFrom : undefined;
  const long = cacheLifetime(events, deps.cacheLifetime?.() ?? 'auto', now) === '1h';
  return {
    system,
    tools,
    ...(long ? { cacheLifetime: '1h' as const } : {}),
    // A fork begins with what its original has in the cache.
    cacheKey: forkedFrom?.sessionId ?? deps.sessionId,
  };
}

type Message = Extract<ModelOutput, { type: 'message' }>;

/** The answer, and what was lost of the provider's cache on the way. Watching it never stands in the way of the answer. */
function answered(
  turn: Turn,
  step: number,
  { model, ms, ...what }: { time: number; request: ModelRequest; answer: Message; model: Model; ms: number },
): Extract<Asked, { type: 'answer' }> {
  const { request } = what;
  const answer = { type: 'answer' as const, event: answerEvent(turn, step, what.answer, ms), request };
  try {
    const cost = (...used: Parameters<Model['cost']>) => model.cost(...used);
    const looked = turn.cacheWatch?.look({ ...what, mode: turn.mode(), plan: turn.plan(), cost });
    if (!looked) return answer;
    const { sent, lost } = looked;
    const whole = { ...answer, event: { ...answer.event, sent } };
    return lost ? { ...whole, lost: { type: 'cacheBreak', turn: turn.id, ...lost } } : whole;
  } catch (error) {
    turn.deps.log.error('the prompt cache could not be watched', error);
    return answer;
  }
}

function partialAnswer(turn: Turn, step: number, model: string, text: string) {
  return {
    type: 'assistant' as const,
    turn: turn.id,
    step,
    model,
    content: [{ type: 'text' as const, text }],
    stopReason: 'stopped',
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    partial: true,
    // What it cost is in the `spent` event before it.
    cost: 0,
  };
}

const schemas = new WeakMap<Tool, ToolSchema>();

/** A tool as the model is told of it; made once per tool, so that the bytes never differ within a run. */
export function toolSchema(tool: Tool): ToolSchema {
  const known = schemas.get(tool);
  if (known) return known;
  const inputSchema = leanSchema(toJSONSchema(tool.input, { io: 'input' }));
  const schema = { name: tool.name, description: tool.description, inputSchema };
  schemas.set(tool, schema);
  return schema;
}
