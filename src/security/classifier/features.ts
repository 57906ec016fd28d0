import { afterGlobals } from './globalOptions.ts';
import { hash } from './hash.ts';
import { grave, graveOption, graveText, groupsOf, relieving } from './lexicon.ts';
import type { Token } from './resolveWord.ts';
import { unknown } from './resolveWord.ts';
import { pieces } from './structure.ts';
import { looksLikePath, type TargetClass, targetClasses, targetOf } from './targets.ts';
import type { Unit } from './units.ts';

/** Sizes of the tables of weights. */
export const sizes = { general: 2048, own: 8192, rising: 8192 } as const;

/**
 * Indices of the features of a unit, one list for each table of weights.
 *
 * - `general`: what holds for any program: kinds of verbs, where it points, letters of the name.
 * - `own`: the same together with the program's name; nothing for a program that is not known.
 * - `rising`: the presence of an option, a word, a target. Their weights are never negative: a command does not get better
 *   by getting longer.
 */
export interface Features {
  readonly general: readonly number[];
  readonly own: readonly number[];
  readonly rising: readonly number[];
  /** Same as `rising`, of known programs only. */
  readonly ownRising: readonly number[];
}

/** The names behind the indices, for people and for tests. */
export interface FeatureNames {
  readonly general: readonly string[];
  readonly own: readonly string[];
  readonly rising: readonly string[];
  readonly ownRising: readonly string[];
}

/** `isRelief` knows the uses of options that only show what would be done. */
export function featuresOf(unit: Unit, isRelief: (use: string) => boolean): Features {
  const names = featureNames(unit, isRelief);
  const indices = (list: readonly string[], size: number): number[] => [
    ...new Set(list.map((name) => hash(name) % size)),
  ];
  return {
    general: indices(names.general, sizes.general),
    own: indices(names.own, sizes.own),
    rising: indices(names.rising, sizes.rising),
    ownRising: indices(names.ownRising, sizes.rising),
  };
}

export function featureNames(unit: Unit, isRelief: (use: string) => boolean): FeatureNames {
  const { program } = unit;
  const words = afterGlobals(program, unit.words);
  const general = new Set<string>(['bias']);
  const own = new Set<string>([`p ${program}`]);
  const rising = new Set<string>();
  const ownRising = new Set<string>();

  for (const group of groupsOf(program)) general.add(`name ${group}`);
  const padded = `^${program.toLowerCase()}$`;
  for (let at = 0; at + 4 <= padded.length; at++) general.add(`gram ${padded.slice(at, at + 4)}`);

  const lead = leadOf(words);
  const [first, second] = lead;
  const path = [first, second].filter((one) => one !== undefined).join(' ');
  own.add(`p1 ${program} ${first ?? ''}`);
  if (first !== undefined) own.add(`p2 ${program} ${path}`);
  lead.forEach((word, index) => {
    if (!/^[-<]/.test(word)) {
      const groups = groupsOf(word);
      for (const group of groups) {
        general.add(`verb${index} ${group}`);
        own.add(`pv${index} ${program} ${index === 1 ? first : ''} ${group}`);
      }
      if (groups.size === 0) general.add(`verb${index} other`);
      if (index === 0) general.add(`first ${word}`);
      else general.add(`second ${word}`);
    } else general.add(`lead${index} ${word}`);
  });
  if (words.length === 0) general.add('no words');

  const worst = { class: 'none' as TargetClass };
  const see = (target: TargetClass): void => {
    if (targetClasses.indexOf(target) > targetClasses.indexOf(worst.class)) worst.class = target;
    if (target !== 'none') rising.add(`target ${target}`);
  };
  words.forEach((token, index) => {
    seeWord(token, index, { program, unit, first, lead: lead.length, rising, ownRising, see });
  });
  for (const use of reliefUses(unit)) if (isRelief(use)) own.add(`relief ${use}`);
  const shown = worst.class;
  own.add(`t ${program} ${shown}`);
  own.add(`t ${program} ${first ?? ''} ${shown}`);
  for (const { text } of unit.writes) rising.add(`writes ${targetOf(fileOf(text), unit.places)}`);
  for (const { text } of unit.reads) {
    rising.add(`reads ${targetOf(fileOf(text), unit.places)}`);
    ownRising.add(`reads ${program}`);
  }
  if (unit.piped) ownRising.add(`piped ${program}`);
  return { general: [...general], own: [...own], rising: [...rising], ownRising: [...ownRising] };
}

function fileOf(text: string): string {
  return /[/~]/.test(text) ? text : `./${text}`;
}

/** The first two words as far as they say what is done: a verb, an option, or the kind of a file. */
export function leadOf(words: readonly Token[]): string[] {
  return words.slice(0, 2).map(({ text }) => {
    if (text.includes(unknown)) return '<unknown>';
    if (/^--?[\w?-]+=/.test(text)) return text.split('=', 1)[0] ?? text;
    if (/^-\d+$/.test(text)) return '-<number>';
    if (text.startsWith('-')) return text.slice(0, 24);
    if (/^\d+$/.test(text)) return '<number>';
    if (/\s/.test(text)) return '<text>';
    if (/^[a-z][a-z+]*:\/\//.test(text)) return '<url>';
    // A bare word may be a verb, although folders have such names: `npm config`.
    if ((looksLikePath(text) && /[./*]/.test(text)) || /^[/~]/.test(text))
      return `<file${/\.\w{1,5}$/.exec(text)?.[0] ?? ''}>`;
    return text.slice(0, 24);
  });
}

interface Sight {
  readonly program: string;
  readonly unit: Unit;
  readonly first: string | undefined;
  readonly lead: number;
  readonly rising: Set<string>;
  readonly ownRising: Set<string>;
  readonly see: (target: TargetClass) => void;
}

function seeWord({ text }: Token, index: number, { program, unit, first, rising, ownRising, see }: Sight): void {
  if (text.includes(unknown)) rising.add('unknown word');
  for (const piece of pieces(text)) see(targetOf(piece, unit.places));
  if (text.startsWith('-') && text.length > 1) {
    const name = text.split('=', 1)[0] ?? text;
    rising.add(`o ${name}`);
    ownRising.add(`o ${program} ${name}`);
    ownRising.add(`o ${program} ${first ?? ''} ${name}`);
    if (name.startsWith('--')) {
      const long = graveOption(name);
      if (long && !relieving.has(name)) {
        rising.add(`o ${long}`);
        ownRising.add(`o ${program} ${long}`);
        ownRising.add(`o ${program} ${first ?? ''} ${long}`);
      }
    } else if (/^-[A-Za-z]{2,6}$/.test(text))
      for (const letter of text.slice(1)) {
        ownRising.add(`o ${program} -${letter}`);
        ownRising.add(`o ${program} ${first ?? ''} -${letter}`);
      }
    for (const group of groupsOf(name)) if (grave.has(group)) rising.add(`option says ${group}`);
    return;
  }
  if (graveText.test(text)) rising.add('grave text');
  if (/\s/.test(text)) return;
  if (index > 0) {
    // What follows an option may be its value, a name that says nothing.
    if (!unit.words[unit.words.findIndex((one) => one.text === text) - 1]?.text.startsWith('-'))
      ownRising.add(`w ${program} ${first ?? ''} ${text.slice(0, 24)}`);
    if (!looksLikePath(text))
      for (const group of groupsOf(text)) if (grave.has(group)) rising.add(`word says ${group}`);
  }
  const script = /([\w.-]+)\.(?:py|[cm]?[jt]s|sh|rb|php|pl|lua|bash|R|exs?)$/.exec(text)?.[1];
  if (script) for (const group of groupsOf(script)) if (grave.has(group)) rising.add(`script says ${group}`);
}

/** Short options that only show what would be done, where no other option could take them for its value. */
const shortRelief: Readonly<Record<string, RegExp>> = {
  make: /^-n$/,
  'git clean': /^-n[dxfX]*$|^-[dxfX]*n[dxfX]*$/,
  'git add': /^-n$/,
  'git rm': /^-n$/,
  'git mv': /^-n$/,
  rsync: /^-[a-z]*n[a-z]*$/,
};

/**
 * Uses of options that lower what a command does, as `program verb option`. An option that could be the value of the one
 * before it does not count.
 */
export function reliefUses({ program, words: all }: Unit): string[] {
  const words = afterGlobals(program, all);
  const verb = leadOf(words)[0] ?? '';
  const short = shortRelief[program] ?? shortRelief[`${program} ${words[0]?.text ?? ''}`];
  const found: string[] = [];
  for (const [index, { text }] of words.entries()) {
    if (text === '--') break;
    const before = words[index - 1]?.text ?? '';
    const free = !before.startsWith('-') || relieving.has(before) || /^--[\w-]+=/.test(before);
    if (!free) continue;
    if (relieving.has(text)) found.push(`${program} ${verb} ${text}`);
    else if (short?.test(text)) found.push(`${program} ${verb} -n`);
  }
  return found;
}
