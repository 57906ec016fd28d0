import type { Argument } from '../argument.ts';
import { endlessCommands, pathOperands, viewerOptions } from '../checks/meaning.ts';
import { commandSubstitutions, networkFiles, processSubstitutions } from '../checks/syntax.ts';
import type { Access, Search, Use } from './program.ts';

/** What one word of a call is. A function judges words that have a grammar of their own. */
export type Kind =
  /** Printed or compared, never read as anything. */
  | 'text'
  /** A pattern that the program matches with; a shell wildcard in it is meant for the program. */
  | 'pattern'
  /** A number, perhaps with a unit. */
  | 'count'
  /** A path whose text is read. */
  | 'file'
  /** A path of which only the name and metadata are looked at. */
  | 'entry'
  /** A folder that is read as a whole, or a file. */
  | 'tree'
  | ((value: Argument, use: Use) => void);

/** Judges one word as what it is, and notes the paths that it makes the program read. */
export function judgeKind(kind: Kind, value: Argument, use: Use): void {
  if (typeof kind === 'function') {
    kind(value, use);
    return;
  }
  // What stands behind it might never be ended where nobody reads it.
  if (value.pipe && (kind === 'text' || kind === 'pattern' || kind === 'count'))
    use.report(processSubstitutions, 'Nothing reads what this substitution prints.', value.at);
  if (value.anywhere && (kind === 'text' || kind === 'pattern'))
    use.report(pathOperands, 'What this matches, and where, is only known when it runs.', value.at);
  switch (kind) {
    case 'text':
      // Wildcards name what is there, wherever they point.
      if (value.pattern !== undefined || (value.home !== undefined && value.many)) use.read('names', value);
      return;
    case 'pattern':
      if (value.pattern?.includes('/')) use.read('names', value);
      return;
    case 'count':
      if (
        value.pattern !== undefined ||
        (value.text !== undefined && !/^[+-]?\d{1,12}[A-Za-z%]{0,3}$/.test(value.text))
      )
        use.report(pathOperands, 'A number is expected here.', value.at);
      return;
    case 'file':
      readPath('content', value, use);
      return;
    case 'entry':
    case 'tree':
      readPath(kind, value, use);
      return;
  }
}

/** A width, or a form with widths in it: so many blanks or zeros are made, of which nobody reads so many. */
export function narrow(value: Argument, use: Use): void {
  judgeKind('text', value, use);
  const { text, output, pieces, at } = value;
  // Beside other text it is part of a form, and its digits make a width.
  const unknown = text === undefined && !(output === 'count' && pieces?.length === 1);
  if (unknown || /\d{5}/.test(text ?? '')) use.report(viewerOptions, 'This may be wider than anybody reads.', at);
}

/** Files of the system that hold nothing of anybody's. */
const harmless: ReadonlySet<string> = new Set(['', '-', '/dev/null', '/dev/stdin']);

/** Notes a path that is read; reports one that is not known beforehand. */
export function readPath(access: Access, value: Argument, use: Use, search?: Search): void {
  const { text, home, pattern, pipe, at } = value;
  if (pipe || (text !== undefined && harmless.has(text))) return;
  if (text === undefined && home === undefined && pattern === undefined) {
    use.report(commandSubstitutions, 'A path that is only known when it runs is not judged.', at);
    return;
  }
  if (/^\/dev\/(?:tcp|udp)(?:\/|$)/.test(value.head)) {
    use.report(networkFiles, `${value.head} is a network connection in bash.`, at);
    return;
  }
  if (access === 'content' && /^\/dev\/(?:zero|full|u?random)$/.test(text ?? '')) {
    use.report(endlessCommands, `${text} never ends.`, at);
    return;
  }
  const written = text ?? home ?? pattern ?? '';
  // Letters with their accents apart are how a Mac writes names. Other forms that fall together stand for something else:
  // the sign for kelvin is a K there.
  if (written.normalize('NFC') !== written && written.normalize('NFD') !== written) {
    use.report(pathOperands, 'The path has letters in a form that can stand for other files.', at);
    return;
  }
  use.read(access, value, search);
}
