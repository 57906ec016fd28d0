import type { Event } from '../../protocol/events.ts';
import { answerRoom } from '../answerRoom.ts';
import { forgettingOf } from './forgetting.ts';
import type { Sizes } from './sizes.ts';

/** Results shorter than this stay: a stub would hardly be shorter. In tokens. */
const worthDropping = 120;

/** What a summary and what is said again beside it take, by experience. In tokens. */
export const usualSummary = 1500;

/** Tokens of a request from which a conversation is compacted. `share` is of the window, over 0 and at most 1. */
export function thresholdOf(contextWindow: number, share: number): number {
  return Math.floor(Math.min(contextWindow * share, contextWindow - answerRoom(contextWindow)));
}

/** Tokens of the newest messages that are kept to the letter. */
export function tailTokens(contextWindow: number): number {
  return Math.min(20_000, Math.floor(contextWindow * 0.2));
}

/** A place at which a conversation can be cut without parting a call from its result. */
interface Cut {
  readonly index: number;
  readonly id: string;
  /** Tokens from here to the end. */
  readonly tokens: number;
}

/** What stands in a conversation that can be compacted, with sizes in tokens. */
export interface Outline {
  /** From the newest to the oldest that would leave something out; the first is the last step, or the last message. */
  readonly cuts: readonly Cut[];
  /** Results that the model still reads, oldest first, without those too short to be worth it. */
  readonly results: readonly { readonly id: string; readonly index: number; readonly tokens: number }[];
  /** Tokens of all messages that the model reads now. */
  readonly tokens: number;
}

/** `events` are those that still count. */
export async function outlineSizes(events: readonly Event[], sizes: Sizes, model: string): Promise<Outline> {
  const { from, dropped } = forgettingOf(events);
  const cuts: Cut[] = [];
  const results: { id: string; index: number; tokens: number }[] = [];
  let tokens = 0;
  for (let index = events.length - 1; index >= from; index--) {
    const event = events[index];
    if (!event) continue;
    const isDropped = event.type === 'result' && dropped.has(event.id);
    const size = isDropped ? 0 : await sizes.event(event, model);
    tokens += size;
    if (event.type === 'result' && !isDropped && event.view.type !== 'todos' && size >= worthDropping) {
      results.unshift({ id: event.id, index, tokens: size });
    }
    const cutsHere = event.type === 'user' || (event.type === 'assistant' && event.content.length > 0);
    if (cutsHere && index > from && hasWords(events, from, index)) cuts.push({ index, id: event.id, tokens });
  }
  return { cuts, results, tokens };
}

/** The oldest cut that leaves no more than `limit` tokens after it, or the newest that there is. */
export function cutFor({ cuts }: Outline, limit: number): Cut | undefined {
  return cuts.findLast(({ tokens }) => tokens <= limit) ?? cuts[0];
}

function hasWords(events: readonly Event[], from: number, to: number): boolean {
  return events.slice(from, to).some(({ type }) => type === 'user' || type === 'assistant');
}
