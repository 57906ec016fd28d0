import type { ToolSchema } from '../../agent/ports.ts';
import type { Sent } from './record.ts';

/** Lines and characters of what is shown of a difference. */
const mostLines = 8;
const mostCharacters = 600;
const mostOfLine = 160;

/**
 * The lines that only one of two texts has, `-` and `+` before them; `undefined` where they are the same. A text that is
 * not in memory any more is ''.
 */
export function whatChanged(before: string, after: string, name = ''): string | undefined {
  if (before === after) return undefined;
  const [gone, fresh] = [linesBeside(before, after), linesBeside(after, before)];
  const lines = [...gone.map((line) => `- ${line}`), ...fresh.map((line) => `+ ${line}`)];
  return longer([name === '' ? '' : `${name}:`, ...lines].filter((line) => line !== ''));
}

/** Lines as one text, cut where it is long. */
export function longer(lines: readonly string[]): string {
  const all = lines.flatMap((line) => line.split('\n'));
  const shown = all.slice(0, mostLines).map((line) => shorten(line, mostOfLine));
  if (all.length > mostLines) shown.push(`… ${all.length - mostLines} more lines`);
  return shorten(shown.join('\n'), mostCharacters);
}

type ToolChange = 'server' | 'set' | 'schema' | 'order';

/** Names of tools that an MCP server brings. */
const ofServer = /^mcp__/;

/** What changed about the tools, if it is of this kind. Names of MCP servers count as a kind of their own. */
export function toolChange(before: Sent, now: Sent, kind: ToolChange): string | undefined {
  const names = ({ tools }: Sent): string[] => tools.map(([name]) => name);
  const gone = names(before).filter((name) => !names(now).includes(name));
  const fresh = names(now).filter((name) => !names(before).includes(name));
  if (kind === 'server' || kind === 'set') {
    const changed = [...gone, ...fresh];
    if (changed.length === 0 || changed.every((name) => ofServer.test(name)) !== (kind === 'server')) return undefined;
    return longer([...gone.map((name) => `- ${name}`), ...fresh.map((name) => `+ ${name}`)]);
  }
  if (kind === 'schema') {
    const hashes = new Map(before.tools);
    const other = now.tools.filter(([name, hash]) => hashes.has(name) && hashes.get(name) !== hash);
    return other.length === 0 ? undefined : longer(other.map(([name]) => schemaChange(before, now, name)));
  }
  if (gone.length > 0 || fresh.length > 0) return undefined;
  return whatChanged(names(before).join(', '), names(now).join(', '));
}

function schemaChange(before: Sent, now: Sent, name: string): string {
  const text = ({ request }: Sent): string => {
    const tool = request?.tools.find((one) => one.name === name);
    return tool ? toolText(tool) : '';
  };
  return whatChanged(text(before), text(now), name) ?? name;
}

function toolText({ description, inputSchema }: ToolSchema): string {
  return `${description}\n${JSON.stringify(inputSchema, undefined, 1)}`;
}

function linesBeside(text: string, other: string): string[] {
  const there = new Set(other.split('\n'));
  return text.split('\n').filter((line) => line.trim() !== '' && !there.has(line));
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
