import type { Argument, Span } from '../argument.ts';
import type { Check } from '../checks/check.ts';
import { optionInjection, optionSpelling } from '../checks/meaning.ts';
import { wordSplitting } from '../checks/syntax.ts';
import { judgeKind, type Kind } from './kinds.ts';
import type { Call, Program, Use } from './program.ts';

/** The options of a program by name. */
interface Known {
  readonly flags: Set<string>;
  readonly values: ReadonlyMap<string, Kind>;
  readonly optional: ReadonlyMap<string, Kind>;
  readonly pairs: ReadonlyMap<string, Kind>;
  readonly maybe: ReadonlyMap<string, Kind>;
}

const tables = new WeakMap<Program, Known>();

function known(program: Program): Known {
  const before = tables.get(program);
  if (before) return before;
  const made = {
    flags: new Set(names(program.flags ?? '')),
    values: byName(program.values),
    optional: byName(program.optional),
    pairs: byName(program.pairs),
    maybe: byName(program.maybe),
  };
  if (!program.names[0]?.includes(' ') && !program.longWithOneDash && !program.builtin)
    for (const name of ['--version', '--help']) made.flags.add(name);
  tables.set(program, made);
  return made;
}

function byName(table: Readonly<Record<string, Kind>> = {}): Map<string, Kind> {
  return new Map(Object.entries(table).flatMap(([list, kind]) => names(list).map((name) => [name, kind] as const)));
}

export function names(list: string): string[] {
  return list.split(/\s+/).filter((name) => name !== '');
}

/** Takes the words of a call apart and judges each. Whatever is not spelled exactly as it is known is reported. */
export function readCall(program: Program, words: readonly Argument[], use: Use, at: Span): Call {
  const { flags, values, optional, pairs, maybe } = known(program);
  const options: { name: string; value?: Argument }[] = [];
  const operands: Argument[] = [];
  const complain = (check: Check, why: string, place: Span): void => use.report(check, why, place);
  let ended = false;

  const take = (name: string, kind: Kind, value: Argument): void => {
    judgeKind(kind, value, use);
    options.push({ name, value });
  };
  const flag = (name: string, place: Span): void => {
    if (flags.has(name) || optional.has(name)) options.push({ name });
    else complain(program.check, `${program.names[0]} ${name} is not known to only look.`, place);
  };

  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (!word) continue;
    const { text, head } = word;
    const separate = (name: string, kind: Kind): void => {
      index += 1;
      const value = words[index];
      if (!value) complain(optionSpelling, `${name} lacks its value.`, word.at);
      else if (value.many && value.pattern !== undefined && loose.has(kind)) {
        // The first match is the value, all others are operands.
        if (value.head === '' && !program.harmlessOptions) use.noDashes(value);
        take(name, kind, value);
        operands.push(value);
      } else if (value.many) complain(wordSplitting, `The value of ${name} may become several words.`, value.at);
      else if (value.head.startsWith('-') && !/^-\d*$/.test(value.text ?? '') && !loose.has(kind))
        complain(optionSpelling, `The value of ${name} looks like an option.`, value.at);
      else take(name, kind, value);
    };

    if (ended || text === '-' || (head !== '' && !head.startsWith('-')) || text === '') operands.push(word);
    else if (text === '--') ended = true;
    else if (head === '') {
      if (word.pattern === undefined)
        complain(optionInjection, 'A word that is only known when it runs could become an option.', word.at);
      else if (!program.harmlessOptions) use.noDashes(word);
      operands.push(word);
    } else if (program.numbers && /^-\d+$/.test(text ?? '')) options.push({ name: text ?? '' });
    else if (head.startsWith('--')) {
      const equals = head.indexOf('=');
      if (equals < 0) {
        const kind = values.get(head);
        const pair = pairs.get(head);
        const last = maybe.get(head);
        if (text === undefined) complain(optionInjection, `${head}… is only known when it runs.`, word.at);
        else if (kind) separate(head, kind);
        else if (last && index + 1 < words.length) separate(head, last);
        else if (last) options.push({ name: head });
        else if (pair) {
          separate(head, 'text');
          separate(head, pair);
        } else flag(head, word.at);
      } else {
        const name = head.slice(0, equals);
        const kind = values.get(name) ?? optional.get(name) ?? maybe.get(name);
        if (kind) take(name, kind, cut(word, equals + 1));
        else complain(program.check, `${program.names[0]} ${name} is not known to only look.`, word.at);
      }
    } else if (program.longWithOneDash) {
      const kind = values.get(head);
      if (text === undefined) complain(optionInjection, `${head}… is only known when it runs.`, word.at);
      else if (kind) separate(head, kind);
      else flag(head, word.at);
    } else bundle(word, separate);
  }
  const call = { options, operands, at };
  judgeOperands(program, call, use);
  return call;

  /** `-lah`, `-n5`, `-rnfoo`: letter by letter, until one takes the rest as its value. */
  function bundle(word: Argument, separate: (name: string, kind: Kind) => void): void {
    for (let letter = 1; letter < word.head.length; letter += 1) {
      const name = `-${word.head[letter]}`;
      const kind = values.get(name);
      const attached = letter + 1 < word.head.length || word.text === undefined;
      const maybe = optional.get(name);
      if (kind && !attached) {
        separate(name, kind);
        return;
      }
      if ((kind || maybe) && attached) {
        take(name, kind ?? maybe ?? 'text', cut(word, letter + 1));
        return;
      }
      flag(name, word.at);
    }
    if (word.text === undefined) complain(optionInjection, 'An option is only known when it runs.', word.at);
  }
}

function judgeOperands(program: Program, call: Call, use: Use): void {
  const { operands: given, at } = call;
  const {
    first = [],
    unless = '',
    rest,
    least = 0,
    most,
    without,
    search,
  } = typeof program.operands === 'function' ? program.operands(call) : (program.operands ?? {});
  const replaced = names(unless).some((name) => call.options.some((option) => option.name === name));
  const kinds = replaced ? [] : first;
  given.forEach((operand, index) => {
    const kind = kinds[index] ?? rest;
    if (kind) judgeKind(kind, operand, use);
    else use.report(program.check, `${program.names[0]} is given more words than it may have.`, operand.at);
  });
  // A word that may become several could shift the others into another role.
  const shifting = given.slice(0, kinds.length).some(({ many }) => many) && given.length > 1;
  const counted = most !== undefined && (given.length > most || given.some(({ many }) => many));
  if (shifting || counted)
    use.report(program.check, `It is not clear how many words ${program.names[0]} is given.`, at);
  if (given.length < least && !call.options.some(({ name }) => name === '--version' || name === '--help'))
    use.report(program.check, `${program.names[0]} is given fewer words than it needs.`, at);
  if (without && given.length <= kinds.length) use.read(without, undefined, search);
}

/** Kinds whose values may well begin with a dash. */
const loose: ReadonlySet<Kind> = new Set<Kind>(['pattern', 'text']);

/** What follows the first characters of a word, which must be known. */
function cut(word: Argument, from: number): Argument {
  const { text, head, pattern, ...rest } = word;
  return {
    ...rest,
    head: head.slice(from),
    ...(text === undefined ? {} : { text: text.slice(from) }),
    // Known characters before the first wildcard stand in a pattern as they are, unless they had to be escaped.
    ...(pattern === undefined ? {} : { pattern: afterCharacters(pattern, from) }),
  };
}

function afterCharacters(pattern: string, count: number): string {
  let at = 0;
  for (let left = count; left > 0; left -= 1) at += pattern[at] === '\\' ? 2 : 1;
  return pattern.slice(at);
}
