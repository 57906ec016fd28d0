import type { Event, EventOf, NewEvent } from '../protocol/events.ts';
import { standing } from '../protocol/rewind.ts';
import { cacheIsLost } from './cacheState.ts';
import { searchTool } from './deferral.ts';
import { offeredSchemas } from './offeredTools.ts';
import type { Model, ToolSchema } from './ports.ts';
import { noTools, tellOfTools } from './toolNews.ts';
import type { SessionDeps } from './turn.ts';

/** The tools to tell the model of, and what the transcript is to keep of them, where they are not as it has them. */
export interface LatchedTools {
  readonly tools: readonly ToolSchema[];
  readonly kept: NewEvent | undefined;
}

/**
 * The tools that the next request tells the model of. They stand at the very front of a prompt, so one that comes, goes,
 * moves or is described otherwise costs the whole cache: they stay as they were sent, to the letter and also after a
 * reload, and follow what is offered when the cache is lost anyway. Deferred tools are no part of the prompt: new ones
 * join at the end at any time, and the model is told of them in a message. A call of a tool that has gone meanwhile gets
 * an answer that says so.
 */
export function latchedTools(
  deps: SessionDeps,
  events: readonly Event[],
  model: Pick<Model, 'info'>,
  now: number,
): LatchedTools {
  const kept = keptTools(events);
  const offered = offeredSchemas({ deps, model: () => model });
  const tools = kept && !cacheIsLost(events, now) ? withJoined(kept, offered) : offered;
  const news = newsOf(events, kept ?? [], tools, new Set(deps.tools.map(({ name }) => name)));
  if (kept && !news && isSame(kept, tools)) return { tools: kept, kept: undefined };
  return { tools, kept: { type: 'tools', tools: tools.map((tool) => ({ ...tool })), ...news } };
}

/** Where there is something to search for, what is new can be found as well. */
function withJoined(kept: readonly ToolSchema[], offered: readonly ToolSchema[]): readonly ToolSchema[] {
  if (!kept.some(({ deferred }) => deferred)) return kept;
  const known = new Set(kept.map(({ name }) => name));
  const joined = offered.filter(({ name, deferred }) => deferred && !known.has(name));
  return joined.length === 0 ? kept : [...kept, ...joined];
}

/** Deferred tools that the model does not know to be there, and those that it does not know to have gone. */
function newsOf(
  events: readonly Event[],
  before: readonly ToolSchema[],
  tools: readonly ToolSchema[],
  there: ReadonlySet<string>,
): Pick<EventOf<'tools'>, 'joined' | 'gone'> | undefined {
  const known = standing(events).reduce(
    (told, event) => (event.type === 'tools' ? tellOfTools(told, event).known : told),
    noTools,
  );
  const named = namedBy(tools);
  const waiting = (list: readonly ToolSchema[]) => list.flatMap(({ name, deferred }) => (deferred ? [name] : []));
  const joined = waiting(tools).filter(
    (name) => there.has(name) && (known.gone.includes(name) || !(named.has(name) || known.joined.includes(name))),
  );
  const gone = [...new Set([...waiting(before), ...waiting(tools)])].filter(
    (name) => !there.has(name) && !known.gone.includes(name),
  );
  if (joined.length + gone.length === 0) return undefined;
  return { ...(joined.length > 0 ? { joined } : {}), ...(gone.length > 0 ? { gone } : {}) };
}

const names = new WeakMap<readonly ToolSchema[], ReadonlySet<string>>();

/** Tools that the loaded ones speak of, found once for each list. */
function namedBy(tools: readonly ToolSchema[]): ReadonlySet<string> {
  const known = names.get(tools);
  if (known) return known;
  // The search tool's own words name Belay's own tools; others name a neighbour, which no plain word could be.
  const named = tools.flatMap(({ name, deferred, description }) =>
    deferred ? [] : (description.match(name === searchTool ? /\w+/g : /\w+_\w+/g) ?? []),
  );
  const found = new Set(named);
  names.set(tools, found);
  return found;
}

/** The tools as they were sent last; `undefined` in a transcript that does not tell. */
function keptTools(events: readonly Event[]): readonly ToolSchema[] | undefined {
  const last = events.findLast((event) => event.type === 'tools' || (event.type === 'prompt' && event.tools));
  return (last as EventOf<'tools' | 'prompt'> | undefined)?.tools;
}

function isSame(one: readonly ToolSchema[], other: readonly ToolSchema[]): boolean {
  return one === other || (one.length === other.length && JSON.stringify(one) === JSON.stringify(other));
}
