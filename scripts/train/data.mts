import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from '../../src/security/classifier/hash.ts';
import { expand, fill, readSlots } from './grammar.mts';

export type Label = 'LOW' | 'HIGH';

/** One labelled command. */
export interface Example {
  readonly command: string;
  readonly label: Label;
  /** The family of programs, e.g. `npm pnpm yarn bun`: what a fold holds out as a whole. */
  readonly family: string;
  /** What the command was made from: commands of one production stay in one fold. */
  readonly production: string;
}

export const folder = fileURLToPath(new URL('.', import.meta.url));
/** Ways in which the slots of one production are filled. */
const fillings = 4;

/** Everything that training may see: the grammar's commands and the ones labelled by hand. Throws where labels differ. */
export function readExamples(): Example[] {
  const slots = readSlots(readFileSync(join(folder, 'slots.txt'), 'utf8'));
  const examples = new Map<string, Example>();
  const add = (example: Example): void => {
    const before = examples.get(example.command);
    if (before && before.label !== example.label)
      throw new Error(`Two labels for one command: ${example.command} (${before.family}, ${example.family})`);
    if (!before) examples.set(example.command, example);
  };
  for (const name of readdirSync(join(folder, 'grammar')).sort()) {
    let family = '';
    for (const line of readFileSync(join(folder, 'grammar', name), 'utf8').split('\n')) {
      const [, head] = /^== (.+)$/.exec(line) ?? [];
      if (head) family = head;
      const [, letter, production] = /^([LH]) (.+)$/.exec(line) ?? [];
      if (!letter || !production) continue;
      const label = letter === 'L' ? 'LOW' : 'HIGH';
      for (const text of expand(production))
        for (const command of fill(text, slots, fillings, hash(text)))
          add({ command, label, family, production: text });
    }
  }
  for (const { command, label } of readLabelled('labelled.tsv'))
    add({ command, label, family: 'by hand', production: command });
  return [...examples.values()];
}

/** A file of `LOW<tab>command` lines, with further columns before the command; `⏎` stands for a line end. */
export function readLabelled(
  name: string,
): (Pick<Example, 'command' | 'label'> & { readonly columns: readonly string[] })[] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [label = '', ...rest] = line.split('\t');
      const command = rest.at(-1);
      if ((label !== 'LOW' && label !== 'HIGH') || !command)
        throw new Error(`Not a labelled command in ${name}: ${line}`);
      return { label, command: command.replaceAll('⏎', '\n'), columns: rest.slice(0, -1) };
    });
}
