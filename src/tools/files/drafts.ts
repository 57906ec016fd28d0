import type { ToolContext } from '../../agent/tool.ts';
import { splitLines } from '../../edits/lineEndings.ts';
import { replaceText } from '../../edits/replace.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { editableFile } from './editableFile.ts';

// What an edit would change so far, while the model still writes its input. Nothing here is ever applied.

type Draft = (input: unknown) => FileChange | undefined;

/** Reasons that more of the new text does not change. */
const final: ReadonlySet<string> = new Set(['notFound', 'ambiguous', 'skipsLines']);

interface Piece {
  readonly oldText: string;
  readonly newText: string;
  readonly replaceAll: boolean;
}

/** `edit_file` and `multi_edit`: the pieces whose old text is whole, the last with as much new text as there is. */
export async function draftReplacements(path: string, context: ToolContext): Promise<Draft> {
  const absolute = context.resolve(path);
  const { text: before, hash } = await editableFile(context, absolute);
  let hopeless = false;
  return (input) => {
    if (hopeless) return undefined;
    let after = before;
    for (const piece of piecesOf(input)) {
      const result = replaceText(after, piece);
      if (!result.ok && final.has(result.reason)) hopeless = true;
      if (!result.ok) break;
      after = result.text;
    }
    return after === before ? undefined : { kind: 'edit', path: absolute, hash, before, after };
  };
}

/** `write_file`: what was written so far; of a file that is there, the lines not yet reached stay for the moment. */
export async function draftContent(path: string, context: ToolContext): Promise<Draft> {
  const absolute = context.resolve(path);
  if ((await context.files.stat(absolute)) === undefined) {
    return (input) => {
      const content = stringIn(input, 'content');
      return content === undefined ? undefined : { kind: 'create', path: absolute, after: content };
    };
  }
  const { text: before, hash } = await editableFile(context, absolute);
  const old = splitLines(before);
  return (input) => {
    const written = splitLines(stringIn(input, 'content') ?? '').filter((line) => line.endsWith('\n'));
    if (written.length === 0) return undefined;
    const after = [...written, ...old.slice(written.length)].join('');
    return { kind: 'edit', path: absolute, hash, before, after };
  };
}

function piecesOf(input: unknown): Piece[] {
  const edits = fieldOf(input, 'edits');
  return (Array.isArray(edits) ? edits : [input]).flatMap((one): Piece[] => {
    const oldText = stringIn(one, 'oldText');
    const newText = stringIn(one, 'newText');
    // The old text is whole once the new one has begun.
    if (oldText === undefined || newText === undefined) return [];
    // An unfinished line does not run into the one after it.
    const cut = oldText.endsWith('\n') && !newText.endsWith('\n');
    return [{ oldText, newText: cut ? `${newText}\n` : newText, replaceAll: fieldOf(one, 'replaceAll') === true }];
  });
}

export function stringIn(input: unknown, name: string): string | undefined {
  const value = fieldOf(input, name);
  return typeof value === 'string' ? value : undefined;
}

function fieldOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
}
