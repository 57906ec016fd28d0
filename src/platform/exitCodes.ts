import type { EventOf } from '../protocol/events.ts';

export const exits = { done: 0, error: 1, usage: 2, refused: 3, unreachable: 4 } as const;

/** What `belay run` ends with: `refused` counts the calls that were not allowed. */
export function exitCode(ended: EventOf<'ended'> | undefined, refused: number): number {
  if (ended?.reason === 'done') return refused > 0 ? exits.refused : exits.done;
  if (ended === undefined || ended.reason === 'error') return exits.error;
  return ended.reason === 'modelFailed' || ended.reason === 'contextFull' ? exits.unreachable : exits.refused;
}
