import type { CacheBreakEvent, RequestRecord } from '../protocol/cacheEvents.ts';
import type { Event } from '../protocol/events.ts';
import type { Mode } from '../protocol/risk.ts';
import type { Model, ModelOutput, ModelRequest } from './ports.ts';

/** A request that was answered. `time` is when it was sent, in milliseconds since 1970. */
export interface Answered {
  readonly time: number;
  readonly mode: Mode;
  readonly plan: boolean;
  readonly request: ModelRequest;
  readonly answer: Extract<ModelOutput, { type: 'message' }>;
  cost: Model['cost'];
}

/** What the answer's event keeps of its request, and what was lost of the cache, if anything. */
export interface Looked {
  readonly sent: RequestRecord;
  readonly lost: Pick<CacheBreakEvent, 'vector' | 'changed' | 'tokens' | 'dollars'> | undefined;
}

/** Watches whether the provider's prompt cache holds from request to request of one conversation. */
export interface CacheWatch {
  /** `undefined` where the adapter does not tell how it asked: then nothing is known, and nothing is said. */
  look(answered: Answered): Looked | undefined;
}

/** Goes on from what a transcript tells of earlier requests; a new conversation has none. */
export type OpenCacheWatch = (events: readonly Event[]) => CacheWatch;
