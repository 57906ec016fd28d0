import { leadOf } from './features.ts';
import { afterGlobals } from './globalOptions.ts';
import type { Unit } from './units.ts';

/** Tells whether harmless commands of training had a key. */
export type Seen = (key: string) => boolean;

/** Programs that take several verbs in a row, as `make lint test`. */
const manyVerbs = new Set(
  'make gmake ninja gradle ./gradlew mvn ./mvnw just task rake inv invoke nox mage doit ant sbt lein'.split(' '),
);

/** What a unit says to do: its program, and the first words after it, files and texts only by their kind. */
export interface Verbs {
  readonly program: string;
  readonly first: string;
  readonly second: string;
  /** All plain words, where each of them is a verb. */
  readonly all: readonly string[];
}

export function verbsOf({ program, words: all }: Unit): Verbs {
  const words = afterGlobals(program, all);
  const [first = '', second = ''] = leadOf(words).map((word) => word.replace(/^<file.*/, '<file>'));
  const plain = words.map(({ text }) => text).filter((text) => isPlain(text));
  return { program, first, second, all: manyVerbs.has(program) ? plain : [] };
}

export function isPlain(word: string): boolean {
  return /^[A-Za-z_][\w.:@+/-]*$/.test(word);
}

export const keys = {
  program: ({ program }: Verbs) => `p ${program}`,
  first: ({ program }: Verbs, first: string) => `1 ${program} ${first}`,
  second: ({ program, first }: Verbs, second: string) => `2 ${program} ${first} ${second}`,
  /** Any plain word may follow: the names of tests, of branches, of new folders. */
  openFirst: ({ program }: Verbs) => `o ${program}`,
  openSecond: ({ program, first }: Verbs) => `o ${program} ${first}`,
  relief: (use: string) => `r ${use}`,
} as const;

/** A harmless command of training began like this. Of anything else nothing good is known, whatever its words weigh. */
export function isFamiliar(unit: Unit, seen: Seen): boolean {
  const verbs = verbsOf(unit);
  const { first, second, all } = verbs;
  const any = seen(keys.openFirst(verbs));
  const knownFirst = (word: string): boolean => seen(keys.first(verbs, word)) || (any && isPlain(word));
  if (!seen(keys.program(verbs)) || !knownFirst(first) || !all.every(knownFirst)) return false;
  if (!isPlain(second) || (any && isPlain(first)) || all.length > 0) return true;
  return seen(keys.second(verbs, second)) || seen(keys.openSecond(verbs));
}

/** More options than these are not taken away one by one. */
const mostDropped = 4;

/**
 * A unit and what is left of it without options that say little: one that no harmless command had after the same verb, and
 * one that stands before others. The gravest reading counts, so that an option put in between lowers nothing.
 */
export function readings(unit: Unit, seen: Seen): Unit[] {
  const found = [unit];
  let words = afterGlobals(unit.program, unit.words);
  for (let dropped = 0; dropped < mostDropped; dropped++) {
    const [first, second] = words;
    if (!first || !second) break;
    const lead = leadOf(words)[0] ?? '';
    if (talk.test(first.text)) words = words.slice(1);
    else if (!isOption(second.text)) {
      // What follows a file is for the script in it, and says nothing of what that does.
      if (!lead.startsWith('<')) break;
      words = [first, ...words.slice(2)];
    } else if (isOption(first.text)) words = words.slice(1);
    else if (!seen(keys.second(verbsOf({ ...unit, words }), verbsOf({ ...unit, words }).second)))
      words = [first, ...words.slice(2)];
    else break;
    found.push({ ...unit, words });
  }
  return found;
}

/** Options that most programs have and that change nothing but what is said. */
const talk = /^(?:-[vVqsh]|--(?:version|verbose|quiet|silent|help))$/;

function isOption(text: string): boolean {
  return /^--?\w/.test(text);
}
