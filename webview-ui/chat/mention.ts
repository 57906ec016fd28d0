import type { Attachment, MentionKind } from '../../src/protocol/mentions.ts';

/** What is being typed after an `@` right before the caret. `start` is the place of the `@`. */
export interface Mention {
  readonly start: number;
  readonly query: string;
}

/** Something that was chosen for a message, and the words after the `@` that stand for it there. */
export interface Mentioned {
  readonly word: string;
  readonly attachment: Attachment;
}

/** As many things as one message may carry. */
export const attachmentLimit = 50;

export function mentionAt(text: string, caret: number): Mention | undefined {
  const found = /(?:^|[\s(])@([^\s@]{0,200})$/.exec(text.slice(0, caret));
  if (!found) return undefined;
  const query = found[1] ?? '';
  return { start: caret - query.length - 1, query };
}

/** Puts a word in the place of what was typed after the `@`; `caret` is where to go on typing. */
export function insertMention(text: string, mention: Mention, word: string): { text: string; caret: number } {
  const before = `${text.slice(0, mention.start)}@${word} `;
  const after = text.slice(mention.start + 1 + mention.query.length).replace(/^ /, '');
  return { text: before + after, caret: before.length };
}

/** Of what was chosen for a message, what its text still mentions; each once. */
export function stillMentioned(text: string, chosen: readonly Mentioned[]): Mentioned[] {
  const words = new Set<string>();
  return chosen.filter(({ word }) => {
    if (words.has(word) || !mentionOf(word).test(text)) return false;
    words.add(word);
    return true;
  });
}

/** The text without the mention. */
export function withoutMention(text: string, word: string): string {
  return text.replace(new RegExp(`${mentionOf(word).source} ?`, 'gu'), '');
}

/** Finds the whole word, so that `@src/a` is not seen in `@src/a.ts`; what ends a sentence may follow it. */
function mentionOf(word: string): RegExp {
  const literal = word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![^\\s(])@${literal}(?=[.,;:!?)\\]}'"…’”]*(?:\\s|$))`, 'u');
}

/** The words for an attachment, others than those that stand for something else in the same message. */
export function freeWord(attachment: Attachment, label: string, chosen: readonly Mentioned[]): string {
  const word = wordOf(attachment, label);
  const key = keyOf(attachment);
  const taken = (one: string): boolean => chosen.some((other) => other.word === one && keyOf(other.attachment) !== key);
  if (!taken(word)) return word;
  const longer = attachment.kind === 'symbol' ? `${word} in ${attachment.path}:${attachment.firstLine ?? 1}` : word;
  let free = longer;
  for (let number = 2; taken(free); number++) free = `${longer} (${number})`;
  return free;
}

/** What stands for an attachment in the text. */
export function wordOf({ kind = 'file', path, name, firstLine }: Attachment, label: string): string {
  if (kind === 'file' || kind === 'folder') return path;
  if (kind === 'symbol') return name ?? `${path}:${firstLine ?? 1}`;
  if (kind === 'problems' && path !== '') return `${label}:${path}`;
  return (name ?? label).slice(0, 60);
}

/** The same for the same thing, however it was named. */
export function keyOf({ kind = 'file', path, firstLine, lastLine }: Attachment): string {
  return JSON.stringify([kind, path, firstLine, lastLine]);
}

export const kindIcons: Readonly<Record<MentionKind, string>> = {
  file: 'file',
  folder: 'folder',
  symbol: 'symbol-method',
  problems: 'warning',
  selection: 'list-selection',
  terminal: 'terminal',
  changes: 'source-control',
  session: 'history',
};

/** In the order in which they are offered; the ones that are one thing are chosen with their kind. */
export const offeredKinds: readonly MentionKind[] = [
  'file',
  'folder',
  'symbol',
  'problems',
  'selection',
  'terminal',
  'changes',
  'session',
];

export const singleKinds: ReadonlySet<MentionKind> = new Set(['selection', 'terminal', 'changes']);
