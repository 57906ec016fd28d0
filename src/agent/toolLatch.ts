import type { Event, EventOf, NewEvent } from '../protocol/events.ts';
import { toolSchema } from './askModel.ts';
import { cacheIsLost } from './cacheState.ts';
import { offeredTools } from './offeredTools.ts';
import type { Model, ToolSchema } from './ports.ts';
import type { SessionDeps } from './turn.ts';

/** The tools to tell the model of, and what the transcript is to keep of them, where they are not as it has them. */
export interface LatchedTools {
  readonly tools: readonly ToolSchema[];
  readonly kept: NewEvent | undefined;
}

/**
 * The tools that the next request tells the model of. They stand at the very front of a prompt, so one that comes, goes,
 * moves or is described otherwise costs the whole cache: they stay as they were sent, to the letter and also after a
 * reload, and follow what is offered when the cache is lost anyway. A call of a tool that has gone meanwhile gets an
 * answer that says so.
 */
export function latchedTools(
  deps: SessionDeps,
  events: readonly Event[],
  model: Pick<Model, 'info'>,
  now: number,
): LatchedTools {
  const kept = keptTools(events);
  if (kept && !cacheIsLost(events, now)) return { tools: kept, kept: undefined };
  const offered = offeredTools({ deps, model: () => model }).map(toolSchema);
  if (kept && isSame(kept, offered)) return { tools: kept, kept: undefined };
  return { tools: offered, kept: { type: 'tools', tools: offered.map((tool) => ({ ...tool })) } };
}

/** The tools as they were sent last; `undefined` in a transcript that does not tell. */
function keptTools(events: readonly Event[]): readonly ToolSchema[] | undefined {
  const last = events.findLast((event) => event.type === 'tools' || (event.type === 'prompt' && event.tools));
  return (last as EventOf<'tools' | 'prompt'> | undefined)?.tools;
}

function isSame(one: readonly ToolSchema[], other: readonly ToolSchema[]): boolean {
  return one.length === other.length && JSON.stringify(one) === JSON.stringify(other);
}
