import { ofTool } from './allowing.ts';
import { type Candidates, commandsIn } from './lookThrough.ts';
import { hostsIn, matchesHost } from './matchesHost.ts';
import { namesCommand } from './namesCommand.ts';
import { matchesPath, type PatternBase } from './pathPattern.ts';
import type { PlacedRule } from './rule.ts';

/** A path that a call touches, as it is written and with every link followed. */
export interface TouchedPath {
  readonly access: 'read' | 'write' | 'delete';
  readonly lexical: string;
  readonly real: string;
}

/** What a call is about, as far as rules that ask or forbid look at it. */
export interface Touched {
  readonly tool: string;
  readonly command: string | undefined;
  readonly paths: readonly TouchedPath[];
  readonly hosts: readonly string[];
}

/** A rule that asks about a call or forbids it. */
export interface Restriction {
  readonly rule: PlacedRule;
  /** False where a word that is only known when the command runs may be what the rule names. */
  readonly certain: boolean;
  /** The simple commands of the text that it is about. */
  readonly at: readonly (readonly [number, number])[];
}

/** Every rule that restricts a call. */
export function restrictions(all: readonly PlacedRule[], touched: Touched, base: PatternBase): Restriction[] {
  const rules = all.filter((rule) => rule.decision !== 'allow' && ofTool(rule, touched.tool));
  if (rules.length === 0) return [];
  const { command } = touched;
  const candidates = command === undefined ? undefined : commandsIn(command);
  return rules.flatMap((rule) => {
    const found = restriction(rule, touched, candidates, base);
    return found ? [found] : [];
  });
}

function restriction(
  rule: PlacedRule,
  { paths, hosts }: Touched,
  candidates: Candidates | undefined,
  base: PatternBase,
): Restriction | undefined {
  if (rule.command) return candidates && byCommand(rule, candidates);
  const words = candidates?.commands ?? [];
  const { path, host, access } = rule;
  if (path !== undefined) {
    const touches = paths.some(
      (one) =>
        (!access || access.includes(one.access)) &&
        (matchesPath(path, one.lexical, base) || matchesPath(path, one.real, base)),
    );
    // What a program does with a word is not known, so a word that names the file counts for every access.
    const at = words.filter((one) => one.words.some((word, index) => index > 0 && namesPath(path, word, base)));
    return touches || at.length > 0 ? { rule, certain: true, at: at.map((one) => one.at) } : undefined;
  }
  if (host !== undefined) {
    const at = words.filter((one) =>
      one.words.some((word) => hostsIn(word ?? '').some((name) => matchesHost(host, name))),
    );
    return at.length > 0 || hosts.some((name) => matchesHost(host, name))
      ? { rule, certain: true, at: at.map((one) => one.at) }
      : undefined;
  }
  return { rule, certain: true, at: [] };
}

function byCommand(rule: PlacedRule, { commands, incomplete }: Candidates): Restriction | undefined {
  const named = commands.map((one) => ({ at: one.at, how: namesCommand(rule, one) })).filter(({ how }) => how !== 'no');
  if (named.length > 0) return { rule, certain: named.some(({ how }) => how === 'yes'), at: named.map(({ at }) => at) };
  // What could not be read to its end may hold anything.
  return incomplete ? { rule, certain: false, at: [] } : undefined;
}

/** A word, or what stands behind the `=` of an option in it, is a path that the pattern names. */
function namesPath(pattern: string, word: string | undefined, base: PatternBase): boolean {
  if (word === undefined || word === '') return false;
  return [word, word.slice(word.indexOf('=') + 1), word.replace(/^-\w/, '')].some((text) => {
    if (text === '' || /\s/.test(text)) return false;
    const path = text.startsWith('~/')
      ? `${base.userHome}${text.slice(1)}`
      : /^(?:[/\\]|[A-Za-z]:)/.test(text)
        ? text
        : `${base.root}/${text}`;
    return matchesPath(pattern, path, base);
  });
}
