import { closestPlace, type Place as FilePlace } from '../closestPlace.ts';
import { skippedLines } from '../truncation.ts';
import type { Failure, Located, Place } from './locateHunk.ts';
import type { PatchHunk } from './patch.ts';

/** A sentence on what is wrong and what to do, and the lines of the file that come closest where that helps. */
export interface Described {
  readonly message: string;
  readonly closest?: FilePlace;
}

/** For this many hunks of a file the closest place is looked for. */
const mostDetails = 3;

/** Why a hunk has no place in the lines of a file, and what to do. `before` is the number of failures told already. */
export function describeFailure(
  { hunk, failure }: Extract<Place, { failure: unknown }>,
  file: readonly string[],
  before: number,
): Described {
  if (failure.reason !== 'absent') return { message: sentence(failure) };
  return before < mostDetails ? absent(hunk, file) : { message: 'Its lines do not stand in the file like this.' };
}

function sentence(failure: Exclude<Failure, { reason: 'absent' }>): string {
  switch (failure.reason) {
    case 'noContext':
      return 'It has new lines only, so nothing says where they belong. Give a line of context before or after them, or *** End of File.';
    case 'tooRepetitive':
      return 'The file repeats itself too much to find the place. Give lines of context that occur only there.';
    case 'tooManyMisses':
      return 'It does not fit to the letter, and so many hunks of this file do not that not all could be looked for. Read the file again, and send these in a patch of their own.';
    case 'headerAbsent':
      return `No line reads like its @@ line (“${cut(failure.header)}”). Copy the line of the function or class from the file, or leave it out and give more context.`;
    case 'undecided':
      return `It does not fit to the letter, and with its ${failure.causes.join(', ')} repaired it is not clear which of several places is meant (${lineList(failure.lines)}). Copy the lines exactly as the file has them, with more context.`;
    case 'unsure':
      return `It fits at line ${failure.line + 1} once this is repaired: ${failure.causes.join(', ')}. But then it is not certain what its new lines mean: ${failure.why}. Copy the lines exactly as the file has them, and write the new ones in the same way.`;
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

function absent({ lines }: PatchHunk, file: readonly string[]): Described {
  if (file.join('') === '') return { message: 'The file is empty. Give only lines that begin with +.' };
  const wanted = lines.flatMap(({ kind, text }) => (kind === 'add' ? [] : [text]));
  const skipped = skippedLines(wanted.join('\n'));
  const { message, place } = closestPlace(file.join('\n'), wanted.join('\n'), 'The hunk');
  const closest = place ? { closest: place } : {};
  if (skipped === undefined) return { message, ...closest };
  return {
    message: `Lines of a hunk cannot be left out (“${cut(skipped)}”). Make two hunks of it, or write every line.`,
    ...closest,
  };
}

function lineList(lines: readonly number[]): string {
  const shown = lines.slice(0, 10).map((line) => line + 1);
  const more = lines.length > shown.length ? ` and ${lines.length - shown.length} more` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown.join(', ')}${more}`;
}

function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
