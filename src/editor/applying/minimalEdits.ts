import { Range, type TextDocument, TextEdit } from 'vscode';
import { diffLines } from '../../edits/lineDiff.ts';

/**
 * Small replacements, one per changed place, that turn a document's text into another, so that cursors, folds and
 * markers stay where they are. Neither a line ending nor a surrogate pair is cut in two.
 */
export function minimalEdits(document: TextDocument, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let offset = 0;
  for (const run of diffLines(document.getText(), after)) {
    if (run.kind === 'same') {
      offset += length(run.lines);
      continue;
    }
    const removed = run.removed.join('');
    const added = run.added.join('');
    const [head, tail] = shared(removed, added);
    const start = document.positionAt(offset + head);
    const end = document.positionAt(offset + removed.length - tail);
    edits.push(TextEdit.replace(new Range(start, end), added.slice(head, added.length - tail)));
    offset += removed.length;
  }
  return edits;
}

/** How many characters two texts share at their start and at their end. */
function shared(one: string, other: string): [number, number] {
  const most = Math.min(one.length, other.length);
  let head = 0;
  while (head < most && one[head] === other[head]) head++;
  while (head > 0 && (splitsPair(one, head) || splitsPair(other, head))) head--;
  let tail = 0;
  while (tail < most - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  while (tail > 0 && (splitsPair(one, one.length - tail) || splitsPair(other, other.length - tail))) tail--;
  return [head, tail];
}

function length(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

function splitsPair(text: string, at: number): boolean {
  const one = text.charCodeAt(at - 1);
  const two = text.charCodeAt(at);
  const surrogates = one >= 0xd800 && one <= 0xdbff && two >= 0xdc00 && two <= 0xdfff;
  return surrogates || (one === 0x0d && two === 0x0a);
}
