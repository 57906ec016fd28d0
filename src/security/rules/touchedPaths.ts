import type { CommandFacts } from '../../agent/commandFacts.ts';
import type { Read } from '../shell/analysis.ts';
import type { Judgement } from '../shell/judgeCommand.ts';
import type { PathFacts } from '../shell/judgeRead.ts';
import { searchGlobs } from './pathPattern.ts';
import type { TouchedPath } from './restricting.ts';
import type { PlacedRule } from './rule.ts';

/**
 * The paths that a command reads and writes, as far as its text tells; wildcards and whole folders by what is there now.
 * Gone into only where some rule names a path.
 */
export async function touchedPaths(
  { reads, writes }: Judgement,
  rules: readonly PlacedRule[],
  facts: CommandFacts,
  paths: PathFacts,
): Promise<TouchedPath[]> {
  const named = rules.flatMap(({ decision, path }) => (decision !== 'allow' && path !== undefined ? [path] : []));
  if (named.length === 0) return [];
  const touched: TouchedPath[] = [];
  const add = async (access: 'read' | 'write', path: string): Promise<void> => {
    const lexical = paths.resolve(path);
    touched.push({ access, lexical, real: await paths.realPath(lexical).catch(() => lexical) });
  };
  for (const { path } of writes) await add('write', path);
  for (const read of reads) for (const path of await whatItReads(read, named, facts, paths)) await add('read', path);
  return touched;
}

async function whatItReads(
  { access, path, pattern, search }: Read,
  named: readonly string[],
  facts: CommandFacts,
  paths: PathFacts,
): Promise<readonly string[]> {
  if (pattern) return (await facts.matches(path.startsWith('/') ? path : `${paths.root}/${path}`)) ?? [path];
  if (access !== 'tree') return [path];
  const { hidden = true, ignored = true } = search ?? {};
  const globs = named.flatMap(searchGlobs);
  return [path, ...((await facts.filesBelow(paths.resolve(path), globs, { hidden, ignored })) ?? [])];
}
