import type { CommandFacts } from '../../agent/commandFacts.ts';
import type { Effect } from '../table.ts';
import { analyseCommand } from './analyse.ts';
import type { Analysis, Part } from './analysis.ts';
import type { Finding } from './checks/check.ts';
import { gitCommands } from './checks/meaning.ts';
import { untrustedPrograms } from './checks/syntax.ts';
import { judgeRead, type PathFacts } from './judgeRead.ts';
import { findProgram } from './registry.ts';
import { createSecondParser, type SecondParser } from './secondParser.ts';

/** What a command is found to do where it would run. */
export interface Judgement {
  /** `allow`: it only looks, at what may be looked at. */
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly findings: readonly Finding[];
  /** What its reads amount to, where they are more than looking at the workspace. */
  readonly effects: readonly Effect[];
  readonly parts: readonly Part[];
}

/** Judges commands with all that is known of the machine. The second parser is loaded with the first command. */
export function createCommandJudge(facts: CommandFacts, paths: PathFacts): (command: string) => Promise<Judgement> {
  let loading: Promise<SecondParser | { readonly missing: string }> | undefined;
  return async (command) => {
    loading ??= facts.parserFiles().then(createSecondParser).catch(missing);
    const { shell } = facts;
    const analysis = analyseCommand(command, { shell, root: paths.root, second: await loading, find: findProgram });
    if (analysis.decision === 'deny') return { ...analysis, effects: [] };
    const world = await judgeWorld(analysis, facts, paths);
    const findings = [...analysis.findings, ...world.findings];
    return {
      decision: findings.length === 0 ? 'allow' : 'ask',
      findings,
      effects: world.effects,
      parts: analysis.parts.map((part) => ({
        ...part,
        findings: [...part.findings, ...world.findings.filter(({ at }) => at && isWithin(at, part.at))],
      })),
    };
  };
}

function missing(error: unknown): { readonly missing: string } {
  return { missing: error instanceof Error ? error.message : String(error) };
}

function isWithin([start, end]: readonly [number, number], [from, to]: readonly [number, number]): boolean {
  return from <= start && end <= to;
}

/** Judges what the text alone does not tell: which files are read, whose programs run, what git would run. */
async function judgeWorld(
  analysis: Analysis,
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
  if (analysis.findings.length + findings.length > 0) return { findings, effects };
  for (const name of analysis.programs) {
    const origin = await facts.programOrigin(name);
    if (typeof origin === 'object')
      findings.push({
        check: untrustedPrograms,
        why: `${name} would be ${origin.path}, which is not the system’s own.`,
      });
  }
  if (analysis.git) {
    const why = await facts.gitRuns(paths.root).catch((error: unknown) => missing(error).missing);
    if (why !== undefined) findings.push({ check: gitCommands, why });
  }
  return { findings, effects };
}
