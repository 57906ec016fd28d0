import { unnumbered } from '../repair/lineNumbers.ts';
import type { PatchLine } from './patch.ts';

/** `firstLine` is the 1-based number of the first line where only its being right makes the numbers certain. */
export interface UnnumberedHunk {
  readonly lines: readonly PatchLine[];
  readonly firstLine: number | undefined;
}

/**
 * The lines of a hunk without line numbers that were copied along with them, once for each way to read them. All lines
 * that the file should have must carry them, one after the other; of the new lines all or none.
 */
export function unnumberedLines(lines: readonly PatchLine[]): UnnumberedHunk[] {
  const old = lines.filter(({ kind }) => kind !== 'add');
  const fresh = lines.filter(({ kind }) => kind === 'add');
  return unnumbered(joined(old), joined(fresh)).map(({ oldText, newText, firstLine }) => {
    const plain = { old: oldText.split('\n'), fresh: newText.split('\n') };
    let [oldLine, freshLine] = [0, 0];
    const stripped = lines.map((line) => {
      const text = line.kind === 'add' ? plain.fresh[freshLine++] : plain.old[oldLine++];
      return { ...line, text: text ?? line.text };
    });
    return { lines: stripped, firstLine };
  });
}

function joined(lines: readonly PatchLine[]): string {
  return lines.map(({ text }) => text).join('\n');
}
