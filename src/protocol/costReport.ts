import type { CacheVector } from './cacheEvents.ts';
import type { Measure, SpentBy } from './costEvents.ts';

// What a session cost, as it is drawn, printed and sent to the cost page. Money is in US dollars, times are milliseconds
// since 1970.

/**
 * What some requests used together. `cost` is the sum of the known prices, `unpriced` counts requests whose price is not
 * known, so that the truth is `cost` or more. Tokens as in `Usage`.
 */
export interface Amount {
  readonly requests: number;
  readonly cost: number;
  readonly unpriced: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** All that was written; `cacheWrite1h` is the part that lives for an hour. */
  readonly cacheWrite: number;
  readonly cacheWrite1h: number;
}

/** One request to a model. `refused`: the provider refused it before it began, so that it cost nothing. */
export interface CostRequest {
  readonly event: string;
  readonly time: number;
  readonly turn: string | undefined;
  /** Within its turn, from 1; only answers of the conversation have one. */
  readonly step: number | undefined;
  readonly agent: string;
  readonly by: 'answer' | SpentBy;
  readonly model: string;
  readonly refused: boolean;
  readonly ms: number;
  readonly amount: Amount;
}

export interface CostOf extends Amount {
  readonly name: string;
}

/** Prices of a model per million tokens, and where they were read. */
export interface ModelCost extends CostOf {
  readonly price:
    | { readonly input: number; readonly output: number; readonly source: string; readonly read: string }
    | undefined;
}

export interface TokensOf {
  readonly name: string;
  readonly tokens: number;
}

export interface CacheBreak {
  readonly time: number;
  readonly vector: CacheVector;
  /** What was different, as a short diff; '' where there is nothing to show. */
  readonly changed: string;
  readonly tokens: number;
  readonly cost: number | undefined;
}

export interface BudgetLine {
  readonly measure: Measure;
  readonly used: number;
  /** Of money: requests whose price is not known, so that the truth is `used` or more. Absent where all is known. */
  readonly unpriced?: number;
  /** `undefined`: no limit. */
  readonly limit: number | undefined;
}

export interface CostReport {
  readonly sessionId: string;
  readonly title: string;
  readonly total: Amount;
  readonly turns: readonly (CostOf & { readonly turn: string })[];
  readonly requests: readonly CostRequest[];
  readonly agents: readonly CostOf[];
  readonly models: readonly ModelCost[];
  /** By what the requests were for: answers, failed attempts, titles, opinions, summaries; with the models asked. */
  readonly purposes: readonly (CostOf & { readonly models: readonly string[] })[];
  /** The input of all requests, cached or not, shared out by the length of what it was made of. */
  readonly sections: readonly TokensOf[];
  /** The part of it that calls of each tool and their results were. */
  readonly tools: readonly TokensOf[];
  readonly breaks: readonly CacheBreak[];
  readonly budget: readonly BudgetLine[];
}

/** What a local calendar day cost over all sessions of the machine; `name` is YYYY-MM-DD. */
export type DayCost = CostOf;
