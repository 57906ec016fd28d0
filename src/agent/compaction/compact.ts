import type { CompactionSummary, CompactionTrigger } from '../../protocol/compactionEvents.ts';
import type { Event, EventOf, NewEvent } from '../../protocol/events.ts';
import { standing } from '../../protocol/rewind.ts';
import { ModelError } from '../ports.ts';
import { type Context, requestOf, tokensOfNext } from './context.ts';
import { forgettingOf } from './forgetting.ts';
import { cutFor, type Outline, outlineSizes, tailTokens, thresholdOf } from './plan.ts';
import { outlineOf } from './stateNow.ts';
import { nothingSpent, type Spent } from './summarise.ts';
import { type Compacted, dropping, withEvent, writeSummary } from './writeSummary.ts';

/** What a compaction came to. `failed` is a sentence; the event that says so was yielded. */
export type Outcome = { readonly type: 'done' | 'nothing' } | { readonly type: 'failed'; readonly text: string };

/** Share of the window used when nothing is set. */
export const defaultThreshold = 0.8;

/** Dropping results is enough where it leaves no more than this share of the threshold. */
const enough = 0.6;
/** A summary is hardly shorter than this, in tokens. */
const worthSummarising = 500;
/** Dropping results early, while the cache is lost anyway, must free at least this share of the window. */
const worthwhile = 0.05;

/**
 * Shortens what the model reads: first the results of old calls go, and where that is not enough, or the person asked
 * for it, a summary takes the place of all but the newest messages. Yields one event, `compacted` or `compactionFailed`,
 * or none where there is nothing to leave out. Throws the signal's reason after an abort. With `outline` no model is
 * asked: the summary is what the events tell by themselves.
 */
export async function* compact(
  context: Context,
  trigger: CompactionTrigger,
  { outline = false }: { readonly outline?: boolean } = {},
): AsyncGenerator<NewEvent, Outcome> {
  const model = context.model();
  const { contextWindow, id } = model.info;
  const events = standing(context.events);
  const sizes = await outlineSizes(events, context.sizes, id);
  const before = await tokensOfNext(context);
  const counted = Math.max(1, await context.sizes.request(requestOf(context, events), id));
  /** Counted the same way and put in proportion to what was reported, so that an error of the count falls out. */
  const after = async (event: Compacted): Promise<number> => {
    const tokens = await context.sizes.request(requestOf(context, withEvent(events, event)), id);
    return Math.round((tokens * before) / counted);
  };
  const limit = thresholdOf(contextWindow, context.deps.compaction?.threshold() || defaultThreshold);
  // A provider that refused a request for its length has a smaller window than is known of it.
  const goal = trigger === 'contextFull' ? Math.min(limit, before / 2) : limit * enough;

  const early = dropping(trigger, sizes, before, cutFor(sizes, tailTokens(contextWindow))?.index ?? 0);
  if (early.dropped.length > 0) {
    const left = await after(early);
    const enoughFreed = trigger === 'cacheLost' && before - left >= contextWindow * worthwhile;
    if (enoughFreed || ((trigger === 'threshold' || trigger === 'contextFull') && left <= goal)) {
      yield { ...early, after: left };
      return { type: 'done' };
    }
  }
  if (trigger === 'cacheLost') return { type: 'nothing' };

  const tail = newestKept(trigger, sizes, contextWindow);
  const candidates = keeping(trigger, sizes, before, [tail, tail / 4, 0]);
  if (candidates.length === 0) {
    const all = dropping(trigger, sizes, before, Number.POSITIVE_INFINITY);
    if (trigger === 'command' || all.dropped.length === 0) return { type: 'nothing' };
    yield { ...all, after: await after(all) };
    return { type: 'done' };
  }
  const spent = nothingSpent();
  const inVain: Spent[] = [];
  let summary: CompactionSummary;
  try {
    const earlier = summaryStillGood(events);
    summary = outline
      ? outlineOf(events)
      : (earlier ?? (await writeSummary(context, events, { sizes, before, counted, trigger }, spent, inVain)));
    yield* inVain.flatMap(spentEvent);
  } catch (error) {
    yield* inVain.flatMap(spentEvent);
    // Who stops it has paid for what was asked until then.
    if (context.signal.aborted) yield* spentEvent(spent);
    context.signal.throwIfAborted();
    if (!(error instanceof ModelError)) throw error;
    context.deps.log.warn(`the conversation could not be compacted: ${error.message}`);
    yield { type: 'compactionFailed', trigger, text: error.message, ...paid(spent) };
    return { type: 'failed', text: error.message };
  }

  let best: (Compacted & { readonly after: number }) | undefined;
  for (const candidate of candidates) {
    const event = { ...candidate, summary, ...paid(spent), budget: [...context.budget.standing()] };
    const left = await after(event);
    if (!best || left < best.after) best = { ...event, after: left };
    if (best.after <= goal) break;
  }
  if (!best || best.after >= before) {
    if (spent.by === undefined) return { type: 'nothing' };
    const text = 'What has to be kept fills the model’s context by itself.';
    yield { type: 'compactionFailed', trigger, text, ...paid(spent) };
    return { type: 'failed', text };
  }
  yield best;
  return { type: 'done' };
}

/** Tokens of the newest messages that stay as they are; who compacts a short conversation wants it shorter still. */
export function newestKept(trigger: CompactionTrigger, { tokens }: Outline, contextWindow: number): number {
  const usual = tailTokens(contextWindow);
  return trigger === 'command' ? Math.min(usual, tokens / 4) : usual;
}

/** Ways to keep less and less: of the newest messages first as many as fit, in the end without their results. */
function keeping(
  trigger: CompactionTrigger,
  sizes: Outline,
  before: number,
  limits: readonly number[],
): (Compacted & { readonly keepFrom: string })[] {
  const whole = limits.flatMap((limit) => {
    const cut = cutFor(sizes, limit);
    return cut && sizes.tokens - cut.tokens >= worthSummarising
      ? [{ type: 'compacted' as const, trigger, dropped: [], keepFrom: cut.id, before, after: before, cut }]
      : [];
  });
  const bare = whole.flatMap((one) => {
    const dropped = sizes.results.filter(({ index }) => index > one.cut.index).map(({ id }) => id);
    return dropped.length > 0 ? [{ ...one, dropped }] : [];
  });
  return [...whole, ...bare].map(({ cut: _, ...event }) => event);
}

/** A summary that nothing was answered since: compacting again at once needs no other. */
function summaryStillGood(events: readonly Event[]): CompactionSummary | undefined {
  const { summarised, at } = forgettingOf(events);
  const answered = events.slice(at + 1).some(({ type }) => type === 'assistant');
  return answered ? undefined : summarised?.summary;
}

/** What another model used that was asked first and wrote no summary. */
function spentEvent({ by, usage, cost, ms }: Spent): NewEvent[] {
  return by === undefined ? [] : [{ type: 'spent', by: 'summary', model: by, usage, cost, ms: Math.round(ms) }];
}

function paid({ by, usage, cost, ms }: Spent): Pick<EventOf<'compacted'>, 'by' | 'usage' | 'cost' | 'ms'> {
  return by === undefined ? {} : { by, usage, cost, ms: Math.round(ms) };
}
