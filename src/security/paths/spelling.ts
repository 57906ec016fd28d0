import { createFindings } from '../sanitise/findings.ts';
import { createHiddenFilter } from '../sanitise/hidden.ts';
import { createShifts } from '../sanitise/shifts.ts';
import { segmentsOf } from './pattern.ts';

/** Why a path is refused as it is written: a short name for records and a sentence that says what to do instead. */
export interface Refusal {
  readonly rule: string;
  readonly reason: string;
}

/** Longest path that is looked at, in characters. */
const maxLength = 4096;
const maxForms = 16;

/**
 * Looks at a path as the model wrote it, before it is resolved: characters that hide what it says, and forms that mean
 * something else than they seem to the system it is for. `platform` is node's name of it. Nothing where it may be judged.
 */
export function refuseSpelling(written: string, platform: string): Refusal | undefined {
  const found = common.find(({ finds }) => finds(written)) ?? byPlatform(platform).find(({ finds }) => finds(written));
  return found && { rule: found.rule, reason: found.reason };
}

/**
 * True for `a:b`, which is a name on this machine, and on Windows a place on some drive. With `./` in front it is a name
 * everywhere.
 */
export function mayBeDrive(written: string, platform: string): boolean {
  return platform !== 'win32' && /^[A-Za-z]:[^\\/]/.test(written);
}

/**
 * What else programs may take a path for, besides the path itself: Unicode forms, percent-encoding undone, `\` as a
 * separator. Each is to be judged as well, and the strictest counts. Throws an `Error` with a sentence where one of them
 * hides characters or means too many things.
 */
export function otherForms(path: string, platform: string): readonly string[] {
  const forms = new Set([path]);
  for (const form of forms) {
    for (const change of changes(platform)) forms.add(change(form));
    if (forms.size > maxForms) throw new Error('The path can be read in too many ways. Write it out plainly.');
  }
  const others = [...forms].slice(1);
  const refused = others.map((form) => common.find(({ finds }) => finds(form))).find((one) => one !== undefined);
  if (refused) throw new Error(`What the path stands for is not allowed. ${refused.reason}`);
  return others;
}

interface Rule extends Refusal {
  finds(path: string): boolean;
}

const common: readonly Rule[] = [
  { rule: 'empty', reason: 'The path is empty. Write . for the workspace itself.', finds: (path) => path === '' },
  {
    rule: 'long',
    reason: `The path is longer than ${maxLength} characters.`,
    finds: (path) => path.length > maxLength,
  },
  { rule: 'nul', reason: 'The path holds a NUL character.', finds: (path) => path.includes('\0') },
  {
    rule: 'control',
    reason: 'The path holds a control character, which hides what it says. Use a name without it.',
    finds: (path) => /\p{Cc}|[\u2028\u2029]/u.test(path),
  },
  {
    rule: 'hidden',
    reason: 'The path holds a character that cannot be seen, which hides what it says. Use a name without it.',
    finds: (path) => !/^[\x20-\x7e]*$/.test(path) && visible(path) !== path,
  },
];

const uris: Rule = {
  rule: 'uri',
  reason: 'The path is a URI. Only file:///absolute/path is understood; better write the path itself.',
  finds: (path) =>
    (/^file:/i.test(path) && !/^file:\/\/\//i.test(path)) ||
    (/^[a-z][a-z\d+.-]+:\/\//i.test(path) && !/^file:/i.test(path)),
};

const otherUri: Rule = {
  rule: 'uri',
  reason: 'The URI has a query, a fragment or an encoded separator. Write the absolute path instead.',
  finds: (path) => /^file:/i.test(path) && /[?#]|%(?:2f|5c|00)/i.test(path),
};

const homes: Rule = {
  rule: 'home',
  reason:
    'Only ~ and ~/ stand for a home folder here. Write the absolute path, or ./ before the name of a file that begins with ~.',
  finds: (path) => /^~[^/\\]/.test(path),
};

const posix: readonly Rule[] = [
  uris,
  otherUri,
  homes,
  {
    rule: 'process',
    reason:
      'The path goes through a process or its open files, so that it means another file to each program. Write the real path.',
    finds: (path) =>
      /^\/+(?:\.\/+)*(?:proc\/+(?:[^/]+\/+)+(?:root|cwd|exe|fd|map_files|fdinfo)(?:\/|$)|dev\/+(?:fd|stdin|stdout|stderr|tcp|udp)(?:\/|$))/.test(
        withoutDots(path),
      ),
  },
  {
    rule: 'drive',
    reason:
      'The path has a drive letter or a share of Windows, and this machine is none. Write it relative to the workspace, or absolute with one / in front.',
    finds: (path) => /^[A-Za-z]:(?:[\\/]|$)|^[\\/]{2}/.test(path) || /^file:\/{4,}/i.test(path),
  },
];

const windows: readonly Rule[] = [
  {
    rule: 'share',
    reason:
      'The path leads to another machine or past the file system (\\\\server, \\\\?\\, \\\\.\\). Write a path on a drive.',
    finds: (path) => /^[\\/]{2}/.test(path) || /^file:\/{4,}/i.test(path),
  },
  uris,
  otherUri,
  homes,
  {
    rule: 'drive',
    reason: 'The path is relative to a drive, so that it depends on what else runs. Write C:\\ and the whole path.',
    finds: (path) => /^[A-Za-z]:(?![\\/])/.test(path),
  },
  {
    rule: 'stream',
    reason: 'A colon names a stream inside a file on Windows. Use a name without it.',
    finds: (path) => names(path).some((name) => name.includes(':')),
  },
  {
    rule: 'shortName',
    reason: 'The path holds a short name of Windows (such as GIT~1). Write the whole name.',
    finds: (path) => names(path).some((name) => /^[^.]{1,8}~\d{1,6}(?:\.[^.]{0,3})?$/.test(name)),
  },
  {
    rule: 'ending',
    reason: 'Windows takes dots and blanks off the end of a name. Use a name without them.',
    finds: (path) => names(path).some((name) => /[. ]$/.test(name) && !/^\.\.?$/.test(name)),
  },
  {
    rule: 'device',
    reason: 'The path names a device of Windows (CON, NUL, COM1 …), not a file. Use another name.',
    finds: (path) => names(path).some((name) => devices.test(name)),
  },
];

const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[\d¹²³]|lpt[\d¹²³])(?:[ .].*)?$/i;

function byPlatform(platform: string): readonly Rule[] {
  return platform === 'win32' ? windows : posix;
}

/** The names in a path for Windows, without a drive or the scheme of a URI. */
function names(path: string): string[] {
  return segmentsOf(path.replace(/^file:\/{3}/i, '').replace(/^[A-Za-z]:/, ''));
}

/** With `x/..` and `.` taken out of the text, as far as that matters to the front of a path. */
function withoutDots(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  return path.startsWith('/') ? `/${kept.join('/')}` : path;
}

function visible(path: string): string {
  return createHiddenFilter(createFindings(), createShifts()).push(path, true);
}

type Change = (path: string) => string;

const unicodeForms: readonly Change[] = [(path) => path.normalize('NFC'), (path) => path.normalize('NFKC')];

function changes(platform: string): readonly Change[] {
  return platform === 'win32'
    ? [...unicodeForms, decoded]
    : [...unicodeForms, decoded, (path) => path.replaceAll('\\', '/')];
}

/** Percent-encoding undone once; the text itself where it is none. Throws where it hides bytes that are no text. */
function decoded(path: string): string {
  if (!/%[\da-f]{2}/i.test(path)) return path;
  // A dot or a slash in more bytes than it needs: nothing but a disguise is written like this.
  if (/%(?:c[01]|e0%[89]|f0%8)/i.test(path))
    throw new Error('The path holds bytes that are no text. Write it out plainly.');
  return path.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    const bytes = encoded
      .slice(1)
      .split('%')
      .map((pair) => Number.parseInt(pair, 16));
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    } catch {
      return encoded;
    }
  });
}
