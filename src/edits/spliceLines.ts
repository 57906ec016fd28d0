import { majorityEnding } from './lineEndings.ts';

/** Lines `from` a text (from 0, end exclusive) and those that stand in their place. */
export interface Piece {
  readonly from: readonly [start: number, end: number];
  readonly by: readonly string[];
}

/** Replaces ranges of lines, in order. A line that had no end, as it was the last, gets one where it no longer is. */
export function spliceLines(lines: readonly string[], pieces: readonly Piece[]): string {
  const result: string[] = [];
  let at = 0;
  for (const { from, by } of pieces) {
    for (; at < from[0]; at++) result.push(lines[at] ?? '');
    for (const line of by) result.push(line);
    at = from[1];
  }
  for (; at < lines.length; at++) result.push(lines[at] ?? '');
  for (let index = 0; index < result.length - 1; index++) {
    if (!result[index]?.endsWith('\n')) result[index] += majorityEnding(result.join(''));
  }
  return result.join('');
}
