import type { EventOf } from '../protocol/events.ts';

/** What the model was told, in messages, of tools that it can search for. */
export interface ToldTools {
  readonly joined: readonly string[];
  readonly gone: readonly string[];
}

export const noTools: ToldTools = { joined: [], gone: [] };

/** Names of one group that are told; a search finds the rest. */
const mostNames = 2;

/**
 * What the model is told of tools that came and went, and what it knows then. They never stand in the prompt itself,
 * where each change would cost the whole cache.
 */
export function tellOfTools(
  known: ToldTools,
  { joined = [], gone = [] }: Pick<EventOf<'tools'>, 'joined' | 'gone'>,
): { readonly known: ToldTools; readonly told: string[] } {
  const left = known.joined.filter((name) => !gone.includes(name));
  const missed = known.gone.filter((name) => !joined.includes(name));
  const told = [...(joined.length > 0 ? [joinedText(joined)] : []), ...(gone.length > 0 ? [goneText(gone)] : [])];
  return { known: { joined: unique([...left, ...joined]), gone: unique([...missed, ...gone]) }, told };
}

/** What has to be said again where what was said is no longer read. */
export function toolsSaidAgain({ joined }: ToldTools, found: readonly string[]): string[] {
  return [...(joined.length > 0 ? [joinedText(joined)] : []), ...(found.length > 0 ? [foundText(found)] : [])];
}

function joinedText(names: readonly string[]): string {
  return `[tool_search also finds ${listed(names)}.]`;
}

function foundText(names: readonly string[]): string {
  return `[Before this you had found ${unique(names).join(', ')}: search by that name before you call one again.]`;
}

function goneText(names: readonly string[]): string {
  return `[No longer there: ${listed(names)}.]`;
}

/** By where they come from, which names like `mcp__server__tool` tell. */
function listed(names: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const at = name.lastIndexOf('__');
    const group = at > 0 ? name.slice(0, at).replace(/^mcp__/, '') : '';
    groups.set(group, [...(groups.get(group) ?? []), at > 0 ? name.slice(at + 2) : name]);
  }
  return [...groups]
    .map(([group, own]) => {
      const shown = own.slice(0, mostNames).join(', ');
      const rest = own.length > mostNames ? `, ${own.length - mostNames} more` : '';
      return group === '' ? `${shown}${rest}` : `${group} (${shown}${rest})`;
    })
    .join('; ');
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
