import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { names } from '../../src/security/shell/programs/options.ts';
import type { Program } from '../../src/security/shell/programs/program.ts';

/** Values for options: a number, a file to be made, a secret, links to what lies outside, and a file with arguments. */
const values = ['1', 'out', '.env', 'link-out', '../outside/secret.txt', 'linked/to-secret', '@reply', 'reply'];

/**
 * Calls of a program that its own table suggests: every pair of its letters in one word, with and without a word after
 * it, each option with every value in each spelling, and folders in which links lead elsewhere.
 */
export function* optionCommands(program: Program, name: string, root: string): Generator<string> {
  const [plain, ...others] = bases(program, name, root);
  const options = [
    ...names(program.flags ?? ''),
    ...[program.values, program.optional, program.pairs, program.maybe].flatMap((table) =>
      Object.keys(table ?? {}).flatMap(names),
    ),
  ];
  const letters = [...new Set(options.filter((option) => /^-[^-]$/.test(option)).map((option) => option.slice(1)))];
  const long = [...new Set(options.filter((option) => option.length > 2))];
  const line = (...parts: readonly (string | undefined)[]): string => [name, ...parts].filter(Boolean).join(' ');
  for (const base of [plain, ...others]) yield line(base);
  for (const value of values) yield line(value);
  for (const value of values) yield line(plain, value);
  for (const option of [...letters.map((letter) => `-${letter}`), ...long]) {
    for (const base of [plain, ...others]) yield line(option, base);
    for (const value of values)
      for (const spelled of [`${option} ${value}`, `${option}${value}`, `${option}=${value}`]) {
        yield line(spelled, plain);
        yield line(plain, spelled);
        yield line(spelled);
      }
  }
  for (const first of letters)
    for (const second of letters) {
      const both = `-${first}${second}`;
      for (const base of [plain, ...others]) yield line(both, base);
      for (const value of values) yield line(both, value, plain);
    }
}

/** What follows the name in its own examples, with other folders in place of the files, and nothing at all. */
function bases(program: Program, name: string, root: string): string[] {
  const simple = program.match.filter((text) => text.startsWith(`${name} `) && !/[|&;<>$`(){}\\\n*?[\]]/.test(text));
  const rests = (simple.length > 0 ? simple : program.match.filter((text) => !/[|&;<>$`(){}\\\n*?[\]]/.test(text)))
    .map((text) => text.split(' ').slice(name.split(' ').length).join(' '))
    .sort((a, b) => a.length - b.length);
  const withFile = rests.find((rest) => rest.split(' ').some((word) => isFile(word)));
  const base = withFile ?? rests[0] ?? '';
  const folders = ['linked', 'mirror'];
  const linked = base.split(' ').map((word) => (isFile(word) ? (folders.shift() ?? word) : word));
  return [...new Set([base, linked.join(' '), rests.at(-1) ?? '', ''])];

  function isFile(word: string): boolean {
    return /^[\w./]+$/.test(word) && existsSync(join(root, word));
  }
}
