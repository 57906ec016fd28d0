import type { Event } from '../../protocol/events.ts';
import { standing } from '../../protocol/rewind.ts';
import { requestAt } from '../askModel.ts';
import type { Budget } from '../budget/budget.ts';
import { projectHistory } from '../history.ts';
import type { Model, ModelRequest, SystemPrompt } from '../ports.ts';
import type { LatchedTools } from '../toolLatch.ts';
import type { SessionDeps } from '../turn.ts';
import { forgettingOf } from './forgetting.ts';
import { roughTokens, type Sizes } from './sizes.ts';

/** What compaction needs of a session; a turn has it, and a sub-agent's. */
export interface Context {
  readonly deps: Pick<SessionDeps, 'log' | 'onDelta' | 'compaction' | 'sessionId' | 'cacheLifetime'>;
  readonly signal: AbortSignal;
  readonly system: SystemPrompt;
  /** All events of the session, those that a restore cut off included. */
  readonly events: readonly Event[];
  readonly sizes: Sizes;
  readonly budget: Pick<Budget, 'excess' | 'outputRoom' | 'reserve' | 'standing'>;
  model(): Model;
  toolsAt(now: number): LatchedTools;
}

/** The request that these events (those that still count) would make. */
export function requestOf(context: Context, events: readonly Event[]): ModelRequest {
  const now = Date.now();
  return { ...requestAt(context, context.toolsAt(now).tools, now), messages: projectHistory(events) };
}

/**
 * Tokens of the next request: what the provider reported of the last one, or what the last compaction left, and a count
 * of what came since. All is counted where nothing was reported.
 */
export async function tokensOfNext(context: Context): Promise<number> {
  const events = standing(context.events);
  const { id } = context.model().info;
  const known = reported(events);
  if (!known) return await context.sizes.request(requestOf(context, events), id);
  const { dropped } = forgettingOf(events);
  let tokens = known.tokens;
  for (const event of events.slice(known.at + 1)) {
    if (event.type !== 'result' || !dropped.has(event.id)) tokens += await context.sizes.event(event, id);
  }
  return tokens;
}

/** About the same, without counting anything: for showing. 0 before anything was reported. */
export function shownTokens(events: readonly Event[]): number {
  const known = reported(events);
  if (!known) return 0;
  const { dropped } = forgettingOf(events);
  const since = events.slice(known.at + 1).filter(({ id }) => !dropped.has(id));
  return since.reduce((sum, event) => sum + roughTokens(event), known.tokens);
}

/** The same, by the provider's own count where it offers one. */
export async function exactTokensOfNext(
  context: Context,
): Promise<{ readonly tokens: number; readonly exact: boolean }> {
  const request = requestOf(context, standing(context.events));
  const counted = await context.model().countTokens?.(request, context.signal);
  return counted === undefined
    ? { tokens: await tokensOfNext(context), exact: false }
    : { tokens: counted, exact: true };
}

/** More tokens than the next request can have, without counting: a character is rarely more than one. */
export function atMost(context: Context): number {
  const events = standing(context.events);
  const known = reported(events);
  if (!known) return JSON.stringify(requestOf(context, events)).length;
  return known.tokens + JSON.stringify(events.slice(known.at + 1)).length;
}

/** Tokens of the last request as far as they are known, and the place of the event that tells. */
export function reported(events: readonly Event[]): { readonly tokens: number; readonly at: number } | undefined {
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at];
    if (event?.type === 'compacted') return { tokens: event.after, at };
    if (event?.type !== 'assistant' || event.partial) continue;
    const { input, output, cacheRead, cacheWrite } = event.usage;
    const tokens = input + output + cacheRead + cacheWrite;
    if (tokens > 0) return { tokens, at };
  }
  return undefined;
}
