import { analyseCommand } from './analyse.ts';
import { programs } from './programs/index.ts';
import type { Program } from './programs/program.ts';

const byName = new Map(programs.flatMap((program) => program.names.map((name) => [name, program] as const)));
const verified = new Map<Program, boolean>();

/**
 * The description of a program by its name. Its examples are tried when it is first asked for; where one of them does
 * not come out as it is written, nothing is known of the program.
 */
export function findProgram(name: string): Program | undefined {
  const program = byName.get(name);
  return program && isSound(program) ? program : undefined;
}

function isSound(program: Program): boolean {
  const known = verified.get(program);
  if (known !== undefined) return known;
  // While its own examples are tried, it counts as known.
  verified.set(program, true);
  const sound = failingExamples(program).length === 0;
  verified.set(program, sound);
  return sound;
}

/** The examples of a program that do not come out as they are written. */
export function failingExamples(program: Program): readonly string[] {
  const allowed = (text: string): boolean =>
    analyseCommand(text, { shell: 'bash', second: 'skip', root: '/project', find: findProgram }).decision === 'allow';
  return [...program.match.filter((text) => !allowed(text)), ...program.notMatch.filter(allowed)];
}
