import * as z from 'zod';
import type { ForgottenPart } from '../../agent/compaction/forgotten.ts';
import { defineTool, ToolError } from '../../agent/tool.ts';

const mostFound = 12;
const around = 160;
/** Characters of one part that a call shows. */
const page = 12_000;

/** Searches and reads what compaction took out of the conversation. Equal questions get equal answers. */
export const recall = defineTool({
  name: 'recall',
  keywords: 'compacted forgotten earlier conversation memory summary',
  kind: 'read',
  description: `Searches the part of this conversation that was left out when it was compacted, or reads one piece of it. Use it when the notes lack a detail that was seen before: an error message, a command, what the person said. Not for files as they are now (read_file, grep). Limits: it finds pieces that hold all the words, at most ${mostFound}, the newest first; one piece is read ${page} characters at a time; what it shows is as it was then.`,
  input: z.object({
    query: z.string().max(300).optional().describe('Words that must all be in a piece; case does not matter.'),
    id: z.string().max(100).optional().describe('Reads one piece whole: its id, as a search or a stub gave it.'),
    offset: z.int().min(0).optional().describe('With id: the character to begin at. Default 0.'),
  }),
  title: ({ query, id }) => (id === undefined ? `Recall "${query ?? ''}"` : 'Recall a part of this conversation'),
  targets: () => ({}),
  async run({ query = '', id, offset = 0 }, context) {
    const parts = context.forgotten();
    if (parts.length === 0) {
      throw new ToolError('Nothing of this conversation was left out yet: all of it is before you.');
    }
    if (id !== undefined) return read(parts, id, offset);
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) throw new ToolError('Give the words to look for, or the id of a piece.');
    const found = parts.filter(({ title, text }) => {
      const whole = `${title}\n${text}`.toLowerCase();
      return words.every((word) => whole.includes(word));
    });
    if (found.length === 0) {
      return {
        text: `None of the ${parts.length} pieces that were left out holds all of: ${words.join(', ')}. Try fewer words.`,
      };
    }
    const shown = found.slice(-mostFound).reverse();
    const more =
      found.length > shown.length ? [`${found.length - shown.length} older ones are not shown; add a word.`] : [];
    const lines = shown.map((part) => `${heading(part)}\n${excerpt(part.text, words)}`);
    return { text: [...lines, ...more].join('\n\n'), ...origin(shown) };
  },
});

function read(parts: readonly ForgottenPart[], id: string, offset: number) {
  const part = parts.find((one) => one.id === id);
  if (!part) throw new ToolError('There is no such piece among what was left out. Search with words to find its id.');
  const text = part.text.slice(offset, offset + page);
  if (text === '')
    throw new ToolError(`This piece has ${part.text.length} characters; offset ${offset} is behind its end.`);
  const end = offset + text.length;
  const rest =
    end < part.text.length ? `\n[… characters ${end} to ${part.text.length} follow: go on with offset ${end} …]` : '';
  return { text: `${heading(part)}\n${text}${rest}`, ...origin([part]) };
}

function heading({ id, kind, title, text, time }: ForgottenPart): string {
  return `[${kind} "${title.slice(0, 200)}", ${new Date(time).toISOString()}, ${text.length} characters, id ${id}]`;
}

/** The words around where all of them stand together, or else around the rarest of them. */
function excerpt(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const together = lower.indexOf(words.join(' '));
  const rarest = words
    .map((word) => ({ at: lower.indexOf(word), count: lower.split(word).length - 1 }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => one.count - other.count)[0];
  const at = together === -1 ? (rarest?.at ?? 0) : together;
  const start = Math.max(0, at - around);
  const end = Math.min(text.length, at + around);
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** Where one piece came from elsewhere, all that is shown counts as untrusted. */
function origin(parts: readonly ForgottenPart[]): { untrusted?: string } {
  const from = [...new Set(parts.flatMap(({ untrusted }) => (untrusted === undefined ? [] : [untrusted])))];
  return from.length === 0 ? {} : { untrusted: from.join('; ') };
}
