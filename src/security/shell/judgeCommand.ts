import type { CommandFacts } from '../../agent/commandFacts.ts';
import type { Effect } from '../table.ts';
import { analyseCommand } from './analyse.ts';
import type { Analysis, Part, Read, Write } from './analysis.ts';
import type { Finding } from './checks/check.ts';
import { gitCommands } from './checks/meaning.ts';
import { untrustedPrograms } from './checks/syntax.ts';
import { type Allows, allowedParts, openFindings } from './coverage.ts';
import { judgeRead, type PathFacts } from './judgeRead.ts';
import { namelessContent } from './namelessContent.ts';
import { findProgram } from './registry.ts';
import { createSecondParser, type SecondParser } from './secondParser.ts';

/** What a command is found to do where it would run. */
export interface Judgement {
  /** `allow`: it only looks, at what may be looked at. */
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly findings: readonly Finding[];
  /** Findings that no rule has answered. Empty without a rule only where it just looks. */
  readonly open: readonly Finding[];
  /** Parts that a rule lets run. */
  readonly allowed: ReadonlySet<Part>;
  /** What its reads amount to, where they are more than looking at the workspace. */
  readonly effects: readonly Effect[];
  readonly parts: readonly Part[];
  readonly reads: readonly Read[];
  readonly writes: readonly Write[];
}

/** What a person's rules say on a command. */
export interface CommandRules {
  readonly allows: Allows;
  /** A path outside the workspace that may be read. */
  mayRead(lexical: string, real: string): boolean;
}

/** Judges commands with all that is known of the machine. The second parser is loaded with the first command. */
export function createCommandJudge(
  facts: CommandFacts,
  places: PathFacts,
): (command: string, rules?: CommandRules) => Promise<Judgement> {
  let loading: Promise<SecondParser | { readonly missing: string }> | undefined;
  return async (command, rules) => {
    loading ??= facts.parserFiles().then(createSecondParser).catch(missing);
    const { shell } = facts;
    const analysis = analyseCommand(command, { shell, root: places.root, second: await loading, find: findProgram });
    const { findings, parts } = analysis;
    if (analysis.decision === 'deny') return { ...analysis, open: findings, allowed: new Set(), effects: [] };
    const paths = rules ? { ...places, mayRead: rules.mayRead } : places;
    const allowed = rules ? allowedParts(command, parts, rules.allows) : new Set<Part>();
    const world = await judgeWorld(analysis, allowed, facts, paths);
    const all = [...findings, ...world.findings];
    const judged = parts.map((part) => ({
      ...part,
      findings: [...part.findings, ...world.findings.filter(({ at }) => at && isWithin(at, part.at))],
    }));
    return {
      ...analysis,
      decision: all.length === 0 ? 'allow' : 'ask',
      findings: all,
      open: openFindings(all, parts, allowed),
      allowed: new Set(judged.filter((_, index) => allowed.has(parts[index] ?? noPart))),
      effects: world.effects,
      parts: judged,
    };
  };
}

const noPart: Part = { at: [0, 0], text: '', findings: [], calls: [] };

function missing(error: unknown): { readonly missing: string } {
  return { missing: error instanceof Error ? error.message : String(error) };
}

function isWithin([start, end]: readonly [number, number], [from, to]: readonly [number, number]): boolean {
  return from <= start && end <= to;
}

/** Judges what the text alone does not tell: which files are read, whose programs run, what git would run. */
async function judgeWorld(
  analysis: Analysis,
  allowed: ReadonlySet<Part>,
  facts: CommandFacts,
  paths: PathFacts,
): Promise<{ findings: Finding[]; effects: Effect[] }> {
  const findings: Finding[] = [];
  const effects: Effect[] = [];
  for (const read of analysis.reads) {
    const { why, check, effect } = await judgeRead(read, facts, paths);
    if (effect) effects.push(effect);
    if (why !== undefined) findings.push({ check, why, at: read.at });
  }
  // Whatever asks already is not looked into further.
  const { parts } = analysis;
  if (findings.length + openFindings(analysis.findings, parts, allowed).length > 0) return { findings, effects };
  for (const name of analysis.programs) {
    const origin = await facts.programOrigin(name);
    if (typeof origin === 'object')
      findings.push({
        check: untrustedPrograms,
        why: `${name} would be ${origin.path}, which is not the system’s own.`,
      });
  }
  const looking = parts.some((part) => !allowed.has(part) && part.calls.some(({ words }) => words[0]?.text === 'git'));
  if (analysis.git.length > 0 && looking) {
    const why =
      otherRepository(analysis.git, facts, paths) ??
      (await facts.gitRuns(paths.root).catch((error: unknown) => missing(error).missing));
    if (why !== undefined) findings.push({ check: gitCommands, why });
    findings.push(...(await namelessContent(analysis, facts, paths.root)));
  }
  return { findings, effects };
}

/** Why git would look into another repository than that of the workspace's root, in words. */
function otherRepository(places: readonly string[], facts: CommandFacts, paths: PathFacts): string | undefined {
  const around = facts.repositoryOf(paths.root);
  const other = places.find((place) => facts.repositoryOf(paths.resolve(place)) !== around);
  return other === undefined ? undefined : `${other} lies in another repository than the workspace’s own.`;
}
