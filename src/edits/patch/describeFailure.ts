import { closestPlace } from '../closestPlace.ts';
import type { Located, Place } from './locateHunk.ts';
import type { PatchHunk } from './patch.ts';

/** For this many hunks of a file the closest place is looked for. */
const mostDetails = 3;

/** Why a hunk has no place in the lines of a file, and what to do. `before` is the number of failures told already. */
export function describeFailure(
  { hunk, failure }: Extract<Place, { failure: unknown }>,
  file: readonly string[],
  before: number,
): string {
  switch (failure.reason) {
    case 'absent':
      return before < mostDetails ? absent(hunk, file) : 'Its lines do not stand in the file like this.';
    case 'noContext':
      return 'It has new lines only, so nothing says where they belong. Give a line of context before or after them, or *** End of File.';
    case 'tooRepetitive':
      return 'The file repeats itself too much to find the place. Give lines of context that occur only there.';
    case 'headerAbsent':
      return `No line reads like its @@ line (“${cut(failure.header)}”). Copy the line of the function or class from the file, or leave it out and give more context.`;
    case 'elsewhere': {
      const headers = failure.headers.length > 0 ? ` (${lineList(failure.headers)})` : '';
      return `Its lines stand at ${lineList(failure.lines)}, but not below what its @@ line names${headers}. Correct the @@ line, or leave it out and give more context.`;
    }
  }
}

export function describeUndecided({ places }: Located): string {
  return `It fits in ${places.length} places, at ${lineList(places)}. Add lines of context, or an @@ line with the line of the function or class that it is in.`;
}

export function describeOverlap(): string {
  return 'It changes lines that another hunk changes or has as context. Put the two together.';
}

export function describeMarker(marker: string): string {
  return `Its new lines leave something out (“${cut(marker)}”), so the file would lose code. Write them out in full.`;
}

function absent({ lines }: PatchHunk, file: readonly string[]): string {
  if (file.join('') === '') return 'The file is empty. Give only lines that begin with +.';
  const wanted = lines.flatMap(({ kind, text }) => (kind === 'add' ? [] : [text]));
  if (wanted.some((line) => /^\s*(?:\.\.\.|…)\s*$/.test(line))) {
    return 'Lines of a hunk cannot be left out with “...”. Make two hunks of it, or write every line.';
  }
  return closestPlace(file.join('\n'), wanted.join('\n'), 'The hunk').message;
}

function lineList(lines: readonly number[]): string {
  const shown = lines.slice(0, 10).map((line) => line + 1);
  const more = lines.length > shown.length ? ` and ${lines.length - shown.length} more` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown.join(', ')}${more}`;
}

function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
