import { readParserFiles } from '../../src/platform/commandFacts/parserFiles.ts';
import { analyseCommand } from '../../src/security/shell/analyse.ts';
import type { Analysis } from '../../src/security/shell/analysis.ts';
import { findProgram } from '../../src/security/shell/registry.ts';
import { createSecondParser } from '../../src/security/shell/secondParser.ts';

const second = await createSecondParser(await readParserFiles(import.meta.dirname));

/** Judges a command as in a project at `/project`, with both parsers, from its text alone. */
export function analyse(command: string, shell = 'bash'): Analysis {
  return analyseCommand(command, { shell, root: '/project', second, find: findProgram });
}

/** The numbers of the checks that found something. */
export function firing(command: string, shell = 'bash'): number[] {
  return [...new Set(analyse(command, shell).findings.map(({ check }) => check.number))].sort((a, b) => a - b);
}
