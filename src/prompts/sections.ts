import commands from './sections/commands.md';
import editing from './sections/editing.md';
import environment from './sections/environment.md';
import identity from './sections/identity.md';
import instructions from './sections/instructions.md';
import reversibility from './sections/reversibility.md';
import safety from './sections/safety.md';
import tone from './sections/tone.md';
import working from './sections/working.md';

/** One piece of the system prompt. `static` ones are the same bytes for everyone and come first. */
export interface Section {
  readonly id: string;
  readonly order: number;
  readonly boundary: 'static' | 'dynamic';
  readonly body: string;
}

const files = [identity, tone, working, reversibility, editing, commands, safety, environment, instructions];

/** All sections, in the order in which they are read. */
export const sections: readonly Section[] = files.map(parseSection).sort((a, b) => a.order - b.order);

/** Reads a section file: front matter with `id`, `order` and `boundary`, then the text. Throws on anything else. */
export function parseSection(file: string): Section {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(file.replaceAll('\r\n', '\n'));
  if (!match) throw new Error('A prompt section needs front matter between two lines of ---.');
  const fields = new Map(
    (match[1] ?? '').split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const id = fields.get('id') ?? '';
  const order = Number(fields.get('order'));
  const boundary = fields.get('boundary');
  if (id === '' || !Number.isFinite(order) || (boundary !== 'static' && boundary !== 'dynamic')) {
    throw new Error(`The prompt section "${id}" needs id, order (a number) and boundary (static or dynamic).`);
  }
  return { id, order, boundary, body: (match[2] ?? '').trim() };
}
