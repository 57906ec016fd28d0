import type { CompactionSummary, CompactionTrigger } from '../../protocol/compactionEvents.ts';
import type { Event, EventOf } from '../../protocol/events.ts';
import { dearestAnswer, estimateRequest } from '../budget/estimate.ts';
import { timeLimit } from '../budget/timeLimit.ts';
import { limitedTo } from '../budget/underBudget.ts';
import { type Model, ModelError, type ModelRequest } from '../ports.ts';
import { type Context, requestOf } from './context.ts';
import { type Outline, thresholdOf, usualSummary } from './plan.ts';
import { outlineOf } from './stateNow.ts';
import { askForSummary, nothingSpent, type Spent } from './summarise.ts';

export type Compacted = Omit<EventOf<'compacted'>, 'id' | 'time'>;

const noBudget = 'The budget of this session has no room for a summary. Raise it first.';

const noMinutes =
  'The minutes of this session’s budget are used up, so the summary was not waited for. Raise them first.';

/** `before` are the tokens of the next request, and `counted` what the local count makes of the same. */
interface Measured {
  readonly sizes: Outline;
  readonly before: number;
  readonly counted: number;
  readonly trigger: CompactionTrigger;
}

/** What a model would be asked. `shortened` is 0 where all of the conversation is in it, more the more is left out. */
interface Question {
  readonly request: ModelRequest;
  readonly shortened: number;
  readonly tokens: number;
}

/**
 * A summary by the session's own model, which finds the conversation in its cache, or by the small one that the person
 * set, whichever is cheaper; the other one where that fails, and in the end the one that was named for this. Throws the
 * `ModelError` of the session's own model where it was asked, since that is what a person can act on. `spent` is what the
 * last of them used, `inVain` gets what those before it did.
 */
export async function writeSummary(
  context: Context,
  events: readonly Event[],
  measured: Measured,
  spent: Spent,
  inVain: Spent[],
): Promise<CompactionSummary> {
  const own = context.model();
  const asked = new Set<string>();
  let failure: ModelError | undefined;
  const last = async () => await context.deps.compaction?.fallback?.(own.info.id).catch(() => undefined);
  for (const next of [...(await byCost(context, events, measured)), last]) {
    const model = typeof next === 'function' ? await next() : next;
    if (!model || asked.has(model.info.id)) continue;
    asked.add(model.info.id);
    if (failure) {
      context.deps.log.warn(`${model.info.label} writes the summary instead: ${failure.message}`);
      inVain.push({ ...spent });
      Object.assign(spent, nothingSpent());
    }
    try {
      return await summariseWith(model, context, events, measured, spent);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof ModelError) || error.message === noMinutes) throw error;
      if (failure) context.deps.log.warn(`${model.info.label} could not either: ${error.message}`);
      if (!failure || model === own) failure = error;
    }
  }
  throw failure ?? new Error('no model was asked for a summary');
}

/** The session's own model and the small one that was set, the one to ask first before the other. */
async function byCost(context: Context, events: readonly Event[], measured: Measured): Promise<Model[]> {
  const own = context.model();
  const small = await context.deps.compaction?.small?.().catch(() => undefined);
  if (!small || small.info.id === own.info.id) return [own];
  const [question, ofSmall] = [
    await questionFor(own, context, events, measured),
    await questionFor(small, context, events, measured),
  ];
  // Less of the conversation in it would be a worse summary, at whatever price.
  if (!ofSmall || (question && ofSmall.shortened > question.shortened)) return [own, small];
  if (!question || ofSmall.shortened < question.shortened) return [small, own];
  const costs = [costOf(own, question, context), costOf(small, ofSmall, context)] as const;
  // Who set a small model set it for this, so that it is asked where nobody can tell which is cheaper.
  const ownFirst = costs[0] !== undefined && costs[1] !== undefined && costs[0] <= costs[1];
  return ownFirst ? [own, small] : [small, own];
}

/** What a summary would probably cost: the provider keeps only the whole conversation, and only for who answered last. */
function costOf(model: Model, { request, shortened, tokens }: Question, context: Context): number | undefined {
  const whole = estimateRequest(request, context.events, model, Date.now());
  const anew = { input: 0, cacheRead: 0, cacheWrite: Math.ceil(tokens) };
  return model.cost({ ...whole, ...(shortened === 0 ? {} : anew), output: usualSummary }, model.info.id);
}

async function questionFor(
  model: Model,
  context: Context,
  events: readonly Event[],
  { sizes, before, counted, trigger }: Measured,
): Promise<Question | undefined> {
  const room = thresholdOf(model.info.contextWindow, 0.95);
  const limit = trigger === 'contextFull' ? Math.min(room, before * 0.75) : room;
  let shortened = 0;
  for (const request of shorterAndShorter(context, events, sizes)) {
    const tokens = ((await context.sizes.request(request, context.model().info.id)) * before) / counted;
    if (tokens <= limit) return { request, shortened, tokens };
    shortened++;
  }
  return undefined;
}

async function summariseWith(
  model: Model,
  context: Context,
  events: readonly Event[],
  measured: Measured,
  spent: Spent,
): Promise<CompactionSummary> {
  const question = await questionFor(model, context, events, measured);
  if (!question) {
    throw new ModelError('contextFull', `The conversation does not fit into ${model.info.label} even for a summary.`);
  }
  context.deps.onDelta({ type: 'waiting', delayMs: 0, text: 'Making room: the conversation is being summarised.' });
  const { next, by } = dearestAnswer(question.request, context.events, model, Date.now());
  if (context.budget.excess(next, by).length > 0) throw new ModelError('settings', noBudget);
  const release = context.budget.reserve(next, by);
  const time = timeLimit(context);
  const began = performance.now();
  try {
    const limited = limitedTo(context.budget, question.request, next, by);
    return (await time.during(() => askForSummary(model, limited, time.signal, spent))).summary;
  } catch (error) {
    if (!time.usedUp && !context.signal.aborted) throw error;
    // It counts, whether or not its adapter told of it.
    if (spent.by === undefined) Object.assign(spent, { by: model.info.id, cost: null });
    context.signal.throwIfAborted();
    throw new ModelError('settings', noMinutes, { cause: error });
  } finally {
    spent.ms += performance.now() - began;
    release();
  }
}

/**
 * Requests that hold less and less of the conversation: first all of it, which is read from the cache; then without
 * results of calls; then only its newer part, with an outline in place of the rest.
 */
function* shorterAndShorter(context: Context, events: readonly Event[], sizes: Outline): Generator<ModelRequest> {
  yield requestOf(context, events);
  const bare: Compacted = { ...dropping('contextFull', sizes, 0, Number.POSITIVE_INFINITY) };
  yield requestOf(context, withEvent(events, bare));
  const summary = outlineOf(events);
  for (const { id } of [...sizes.cuts].reverse()) {
    yield requestOf(context, withEvent(events, { ...bare, keepFrom: id, summary }));
  }
}

export function withEvent(events: readonly Event[], event: Compacted): readonly Event[] {
  return [...events, { ...event, id: '', time: 0 }];
}

/** Only results of calls before `end` are left out. */
export function dropping(trigger: CompactionTrigger, { results }: Outline, before: number, end: number): Compacted {
  const dropped = results.filter(({ index }) => index < end).map(({ id }) => id);
  return { type: 'compacted', trigger, dropped, before, after: before };
}
