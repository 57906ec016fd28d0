import { isNeededBehind } from '../../sanitise/neighbours.ts';
import { type BareText, filler } from '../bareText.ts';
import type { Check } from './check.ts';

/** Checks 1–7 read the characters of a command: what a person sees must be what the shell reads. */
interface CharacterCheck extends Check {
  readonly stage: 'raw';
  /** A sentence where the text is not what it seems. */
  find(text: BareText): string | undefined;
}

const disguise = { stage: 'raw', verdict: 'deny' } as const;

const controlCharacters: CharacterCheck = {
  ...disguise,
  number: 1,
  name: 'control characters',
  stops: 'Text that ends early at a NUL, or rewrites the prompt that asks about it.',
  advisories: [],
  find: ({ text }) => named(/[\0-\x08\x0B\x0C\x0E-\x1A\x1C-\x1F\x7F]/, text, 'control character'),
};

const carriageReturn: CharacterCheck = {
  ...disguise,
  number: 2,
  name: 'carriage return',
  stops: 'A line that overwrites itself on the screen, and parsers that split lines differently.',
  advisories: [],
  find: ({ text }) => named(/\r/, text, 'carriage return'),
};

const terminalSequences: CharacterCheck = {
  ...disguise,
  number: 3,
  name: 'terminal control sequences',
  stops: 'Escape sequences that hide text or reach the clipboard.',
  advisories: [],
  find: ({ text }) => named(/[\x1B\x80-\x9F]/, text, 'terminal control character'),
};

const invisibleCharacters: CharacterCheck = {
  ...disguise,
  number: 4,
  name: 'invisible characters',
  stops: 'Names that are split or changed by characters of no width.',
  advisories: [],
  find: ({ text, bare }) =>
    named(invisible, withoutEmoji(bare), 'invisible character outside quotes') ??
    named(invisible, withoutJoiners(withoutEmoji(text)), 'invisible character'),
};

const directionControls: CharacterCheck = {
  ...disguise,
  number: 5,
  name: 'direction controls',
  stops: 'Text that is shown in another order than it runs.',
  advisories: [],
  find: ({ text }) => named(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/, text, 'direction control'),
};

const smuggledText: CharacterCheck = {
  ...disguise,
  number: 6,
  name: 'tags and variation selectors',
  stops: 'Instructions smuggled in characters that are never drawn.',
  advisories: [],
  find: ({ text }) =>
    // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these characters is looked for by itself
    named(/[\u{E0000}-\u{E007F}\u{E0100}-\u{E01EF}]|[\uFE00-\uFE0F\u180B-\u180F]/u, withoutEmoji(text), 'hidden tag'),
};

const unicodeSpaces: CharacterCheck = {
  ...disguise,
  number: 7,
  name: 'unusual spaces',
  stops: 'Separators that only look like spaces or line ends, and padding that pushes the rest out of sight.',
  advisories: [],
  find: ({ text, bare }) =>
    named(/[\u2028\u2029\u0085]/, text, 'line separator') ??
    named(/[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\u2800]/, bare, 'unusual space outside quotes'),
};

/** Drawn as nothing: zero width, soft hyphen, joiners, fillers, byte order mark, annotation marks. */
const invisible =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these characters is looked for by itself
  /[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u200B-\u200D\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB]|[\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}]/u;

/** The one use of joiners and selectors that people see: emoji sequences, which are left out of the search. */
function withoutEmoji(text: string): string {
  return text.replace(emoji, '');
}

/** Without the joiners and non-joiners that stand between two letters of a script which is spelled with them. */
function withoutJoiners(text: string): string {
  return text.replace(/(?<=(\p{L}\p{M}*))[\u200C\u200D](?=(\p{L}))/gu, (joiner, before: string, after: string) => {
    const code = joiner.codePointAt(0) ?? 0;
    const letter = /^\p{L}/u.exec(before)?.[0] ?? '';
    return isNeededBehind(code, letter) && isNeededBehind(code, after) ? '' : joiner;
  });
}

const emoji =
  /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?(?:\u200D\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?)*|[#*\d]\uFE0F\u20E3/gu;

function named(pattern: RegExp, text: string, what: string): string | undefined {
  const found = pattern.exec(text)?.[0];
  if (found === undefined || found === filler) return undefined;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `The command holds the ${what} U+${code}, which can hide what it does.`;
}

export const characterChecks = [
  controlCharacters,
  carriageReturn,
  terminalSequences,
  invisibleCharacters,
  directionControls,
  smuggledText,
  unicodeSpaces,
] as const;
