import type { Event, EventOf, NewEvent } from '../../protocol/events.ts';
import { standing } from '../../protocol/rewind.ts';
import { answerRoom } from '../answerRoom.ts';
import { type Asked, askModel } from '../askModel.ts';
import { cacheIsLost, isRecorded } from '../cacheState.ts';
import type { Turn } from '../turn.ts';
import { compact, defaultThreshold } from './compact.ts';
import { atMost, exactTokensOfNext, tokensOfNext } from './context.ts';
import { thresholdOf } from './plan.ts';

type Ended = Omit<EventOf<'ended'>, 'id' | 'time' | 'type' | 'turn'>;

/** After this many failures in a row Belay stops compacting by itself and asks the person. */
export const failureLimit = 3;
/** How often one request that is too long is made shorter before the turn ends. */
const shortenings = 2;
/** Providers keep a prefix at least this long, in milliseconds. */
const shortestLifeMs = 5 * 60_000;

/**
 * One answer of the model, in a context that has room for it: compacts before the request where the threshold is
 * reached, and again where the provider says that the request is too long. Never asks twice with the same conversation.
 */
export async function* askWithin(
  turn: Turn,
  step: number,
): AsyncGenerator<NewEvent, Exclude<Asked, { type: 'tooLong' }>> {
  try {
    const full = yield* makeRoom(turn);
    if (full) return { type: 'ended', ended: full };
    for (let shortened = 0; ; shortened++) {
      const asked = yield* askModel(turn, step);
      if (asked.type === 'answer') learn(turn, asked);
      if (asked.type !== 'tooLong') return asked;
      if (shortened >= shortenings) return { type: 'ended', ended: tooLong(asked.text) };
      const outcome = yield* compact(turn, 'contextFull');
      if (outcome.type === 'nothing') return { type: 'ended', ended: tooLong(asked.text) };
      if (outcome.type === 'failed') return { type: 'ended', ended: failed(outcome.text) };
    }
  } catch (error) {
    if (!turn.signal.aborted) throw error;
    return { type: 'ended', ended: { reason: 'stopped', text: 'Stopped.', action: 'continue' } };
  }
}

/** Compacts where it is time to; tells how the turn ends where the conversation cannot go on. */
async function* makeRoom(turn: Turn): AsyncGenerator<NewEvent, Ended | undefined> {
  const share = turn.deps.compaction ? turn.deps.compaction.threshold() : defaultThreshold;
  const asked = turn.takeCompactWish();
  if (asked) yield* compact(turn, 'command');
  if (share === 0) return undefined;
  const { contextWindow } = turn.model().info;
  const limit = thresholdOf(contextWindow, share);
  // Counting loads a vocabulary, which no short conversation has to wait for.
  if (atMost(turn) < limit / 2) return undefined;
  const tokens = await tokensOfNext(turn);
  if (tokens < limit) {
    if (tokens > limit / 2 && isLost(standing(turn.events))) yield* compact(turn, 'cacheLost');
    return undefined;
  }
  if (tokens < limit * 1.1 && (await exactTokensOfNext(turn)).tokens < limit) return undefined;
  // Where nothing was answered since the last one, another would find nothing more: the provider has the next word.
  if (freshlyCompacted(turn.events)) return undefined;
  const outcome = yield* compact(turn, 'threshold');
  if (outcome.type !== 'failed') return undefined;
  // A request that still has room is worth more than none: the next step tries again.
  const hopeless = tokens > contextWindow - answerRoom(contextWindow) / 2;
  return hopeless || failuresInARow(turn.events) >= failureLimit ? failed(outcome.text) : undefined;
}

/** The provider has told how long the request was. */
function learn(turn: Turn, { event: { model, usage }, request }: Extract<Asked, { type: 'answer' }>): void {
  const { id } = turn.model().info;
  // The answer of a model that stood in for it was counted by another vocabulary.
  if (id === 'tour' || !(model.startsWith(id) || id.endsWith(model))) return;
  turn.sizes.learn(request, id, usage.input + usage.cacheRead + usage.cacheWrite);
}

function freshlyCompacted(events: readonly Event[]): boolean {
  const last = standing(events).findLast(({ type }) => type === 'assistant' || type === 'compacted');
  return last?.type === 'compacted';
}

/** Failures of compaction since one worked, or since the person was last asked. */
export function failuresInARow(events: readonly Event[]): number {
  const from = events.findLastIndex(
    (event) => event.type === 'compacted' || (event.type === 'ended' && event.reason === 'contextFull'),
  );
  return events.slice(from + 1).filter(({ type }) => type === 'compactionFailed').length;
}

/** The cache is lost anyway. Where requests are not recorded: another model was chosen, or the pause was long. */
function isLost(events: readonly Event[]): boolean {
  const now = Date.now();
  if (events.some(isRecorded)) return cacheIsLost(events, now);
  const at = events.findLastIndex((event) => event.type === 'assistant' && !event.partial);
  const last = events[at];
  const switched = events.slice(at + 1).some((event) => event.type === 'setting' && event.model !== undefined);
  return last !== undefined && (switched || now - last.time > shortestLifeMs);
}

function failed(text: string): Ended {
  return {
    reason: 'contextFull',
    text: `The conversation fills the model’s context and could not be summarised: ${text} Try again, go on with an outline that is made without a model, or choose a model with a larger context.`,
    action: 'retry',
    choices: ['retry', 'compactWithOutline', 'newSessionWithOutline', 'chooseModel'],
  };
}

function tooLong(text: string): Ended {
  return {
    reason: 'contextFull',
    text: `${text} There is nothing more to leave out. Begin a new session with an outline of this one, or choose a model with a larger context.`,
    action: 'chooseModel',
    choices: ['newSessionWithOutline', 'chooseModel'],
  };
}
