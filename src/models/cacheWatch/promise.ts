import { sharedMessages } from '../../agent/requestRecords.ts';
import type { Usage } from '../../protocol/content.ts';
import { type Sent, sizeOf } from './record.ts';

/** Where an earlier request ended: what was kept of it can be read again by one that begins the same. */
interface Entry {
  /** Messages up to its end. */
  readonly messages: number;
  readonly tokens: number;
  /** When it was written or read again, in milliseconds since 1970: by its own request, and by the one after it. */
  readonly usedAt: number;
}

/** What is known of the provider's cache after a request. */
export interface Kept {
  readonly sent: Sent;
  readonly usage: Usage;
  /** Of this and earlier requests whose messages are the first ones of this. */
  readonly entries: readonly Entry[];
  /** The provider has told of cached tokens: where it never does, nothing is expected of it. */
  readonly reports: boolean;
}

/** Adds an answered request to what is known. */
export function keep(before: Kept | undefined, sent: Sent, usage: Usage): Kept {
  const shared = sharedMessages(before?.sent, sent);
  const tokens = usage.cacheRead + usage.cacheWrite;
  return {
    sent,
    usage,
    entries: [
      ...(before?.entries.filter(({ messages }) => messages <= shared) ?? []).map((entry, at, all) =>
        at === all.length - 1 ? { ...entry, usedAt: sent.time } : entry,
      ),
      { messages: sent.messages.length, tokens, usedAt: sent.time },
    ],
    reports: before?.reports === true || tokens > 0,
  };
}

/** How far reads may fall short without a word: providers round, and count tokens of a boundary either way. */
const tolerance = { tokens: 128, share: 0.02 };

/**
 * Tokens that had to be read anew although the requests before had them kept. A prompt promises what the last request
 * read and wrote; one whose earlier messages were changed promises what is kept of the part that is the same, and what
 * it sends once more after that is lost. 0 where it holds, and where the provider tells of no cache.
 */
export function lostTokens(before: Kept, now: Sent, usage: Usage): number {
  if (!before.reports) return 0;
  const total = usage.input + usage.cacheRead + usage.cacheWrite;
  const shared = sharedMessages(before.sent, now);
  const whole = shared === before.sent.messages.length;
  const lifetime = before.sent.facts.lifetimeMs ?? Number.POSITIVE_INFINITY;
  // The last entry is expected however old it is, so that its expiry is told; of earlier ones, those that must be there.
  const kept = whole
    ? before.entries.at(-1)
    : before.entries.findLast(({ messages, usedAt }) => messages <= shared && now.time - usedAt <= lifetime);
  const promised = Math.min(kept?.tokens ?? 0, total);
  const again = whole ? 0 : Math.round(sentAgain(before.sent, now, shared) * total);
  const lost = Math.min(Math.max(0, promised - usage.cacheRead) + again, total - usage.cacheRead);
  return lost > Math.max(tolerance.tokens, promised * tolerance.share) ? lost : 0;
}

/** The share of a prompt that was in the one before as well, behind the place from which on they differ. */
function sentAgain(before: Sent, now: Sent, shared: number): number {
  if (!now.request) return 0;
  const earlier = new Set(before.messages.slice(shared).map(([mark]) => mark));
  const again = now.messages.slice(shared).reduce((sum, [mark, size]) => sum + (earlier.has(mark) ? size : 0), 0);
  return again / Math.max(1, sizeOf(now.request, now.messages));
}

/** The usage as it would have been had nothing been lost. */
export function withoutLoss(usage: Usage, lost: number): Usage {
  const fromWrite = Math.min(lost, usage.cacheWrite);
  const cacheWrite = usage.cacheWrite - fromWrite;
  const { cacheWrite1h } = usage;
  return {
    ...usage,
    cacheRead: usage.cacheRead + lost,
    cacheWrite,
    input: usage.input - (lost - fromWrite),
    ...(cacheWrite1h === undefined ? {} : { cacheWrite1h: Math.min(cacheWrite1h, cacheWrite) }),
  };
}
