import type { Argument, Piece, Span } from '../argument.ts';
import type { Check } from '../checks/check.ts';
import { optionInjection, optionSpelling } from '../checks/meaning.ts';
import { wordSplitting } from '../checks/syntax.ts';
import { common, isNumbers } from '../outputs.ts';
import { judgeKind, type Kind } from './kinds.ts';
import type { Call, Program, Use } from './program.ts';

/** The options of a program by name. */
interface Known {
  readonly flags: Set<string>;
  readonly values: ReadonlyMap<string, Kind>;
  readonly next: ReadonlyMap<string, Kind>;
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
    next: byName(program.next),
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
  const { flags, values, next, optional, pairs, maybe } = known(program);
  const options: { name: string; value?: Argument }[] = [];
  const operands: Argument[] = [];
  /** Values that are words of their own and stand after an operand. */
  const late: Argument[] = [];
  const complain = (check: Check, why: string, place: Span): void => use.report(check, why, place);
  let ended = false;
  let before: { readonly beforeDashes?: number } = {};
  if (program.responseFiles)
    // A wildcard that stands first could match such a name.
    for (const word of words)
      if (word.head.startsWith('@') || (word.head === '' && word.text !== ''))
        complain(program.check, `${program.names[0]} would read further arguments from a file.`, word.at);

  const take = (name: string, kind: Kind, value: Argument): void => {
    if (value.many && (value.pattern === undefined || value.resplit))
      complain(wordSplitting, `The value of ${name} may become several words.`, value.at);
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
      else {
        take(name, kind, value);
        if (operands.length > 0) late.push(value);
      }
    };

    if (ended || text === '-' || (head !== '' && !head.startsWith('-')) || text === '') {
      // Only its beginning is known to be no option, and of a file that is matched only its name is.
      if (!ended && word.many && word.pattern === undefined && !program.harmlessOptions && !onlyIds(word))
        complain(optionInjection, 'What a word becomes that is only known when it runs could be an option.', word.at);
      operands.push(word);
    } else if (program.optionsFirst && operands.length > 0 && head !== '')
      complain(program.check, `${program.names[0]} may take what looks like an option for a file here.`, word.at);
    else if (text === '--') {
      ended = true;
      before = { beforeDashes: operands.length };
    } else if (head === '') {
      if (word.pattern === undefined && mayBeOption(word, program))
        complain(optionInjection, 'A word that is only known when it runs could become an option.', word.at);
      else if (word.pattern !== undefined && !program.harmlessOptions) use.noDashes(word);
      operands.push(word);
    } else if (program.numbers && /^-\d+$/.test(text ?? '')) options.push({ name: text ?? '' });
    else if (program.numbers && head === '-' && !word.many && isNumbers(cut(word, 1).output))
      options.push({ name: '-1' });
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
  const call = { options, operands, ...before, at };
  judgeOperands(program, call, late, use);
  return call;

  /** `-lah`, `-n5`, `-rnfoo`: letter by letter, until one takes the rest as its value. */
  function bundle(word: Argument, separate: (name: string, kind: Kind) => void): void {
    for (let letter = 1; letter < word.head.length; letter += 1) {
      const name = `-${word.head[letter]}`;
      const attached = letter + 1 < word.head.length || word.text === undefined;
      const kind = values.get(name) ?? (attached ? undefined : next.get(name));
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

function judgeOperands(program: Program, call: Call, late: readonly Argument[], use: Use): void {
  const { operands: given, at } = call;
  const dashed = (index: number): boolean => call.beforeDashes !== undefined && index >= call.beforeDashes;
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
  // However many words stand before `--`, they are the same, and no others.
  const apart = call.beforeDashes === kinds.length && new Set(kinds).size === 1;
  given.forEach((operand, index) => {
    const kind = kinds[index] ?? rest;
    if (kind) judgeKind(kind, operand, use);
    else use.report(program.check, `${program.names[0]} is given more words than it may have.`, operand.at);
    // What is matched falls apart at blanks, perhaps into options.
    if (operand.resplit && (kind === 'text' || kind === 'pattern') && !program.harmlessOptions && !dashed(index))
      use.report(wordSplitting, 'A name of a file falls apart without quotes.', operand.at);
    // The first of several words is what was meant, all others are more operands.
    if (kinds[index] && rest && operand.many && !apart) judgeKind(rest, operand, use);
  });
  // Where options end with the first operand, as on other systems, these are files as well.
  if (rest === 'file') for (const value of late) judgeKind('file', value, use);
  // A word that may become several could shift the others into another role.
  const shifting = !apart && given.slice(0, kinds.length).some(({ many }) => many) && given.length > 1;
  const counted = most !== undefined && (given.length > most || given.some(({ many }) => many));
  if (shifting || counted)
    use.report(program.check, `It is not clear how many words ${program.names[0]} is given.`, at);
  if (given.length < least && !call.options.some(({ name }) => name === '--version' || name === '--help'))
    use.report(program.check, `${program.names[0]} is given fewer words than it needs.`, at);
  if (without && given.length <= kinds.length) use.read(without, undefined, search);
}

/** Kinds whose values may well begin with a dash. */
const loose: ReadonlySet<Kind> = new Set<Kind>(['pattern', 'text']);

/** Words that are not known begin with ids, even where one falls apart into several. */
function onlyIds({ pieces }: Argument): boolean {
  return pieces?.every((piece) => typeof piece === 'string' || piece.output === 'id') ?? false;
}

/** Whether a word of which the beginning is not known may begin with a dash, be it that what it begins with is not there. */
function mayBeOption({ pieces, output }: Argument, { numbers, noDigits }: Program): boolean {
  if (!pieces) return true;
  // A negative number is an option that is known.
  if (numbers && isNumbers(output)) return false;
  for (const piece of pieces) {
    if (piece === '') continue;
    if (typeof piece === 'string') return piece.startsWith('-');
    if (piece.output === 'number' && !noDigits) return true;
    if (piece.one) return false;
  }
  return false;
}

/** What follows the first characters of a word, which must be known. */
function cut(word: Argument, from: number): Argument {
  const { text, head, pattern, pieces, ...rest } = word;
  const left = pieces && afterPieces(pieces, from);
  return {
    ...rest,
    ...(left
      ? { pieces: left, output: common(left.map((one) => (typeof one === 'string' ? 'word' : one.output))) }
      : {}),
    head: head.slice(from),
    ...(text === undefined ? {} : { text: text.slice(from) }),
    // Known characters before the first wildcard stand in a pattern as they are, unless they had to be escaped.
    ...(pattern === undefined ? {} : { pattern: afterCharacters(pattern, from) }),
  };
}

function afterPieces(pieces: readonly Piece[], count: number): readonly Piece[] {
  let left = count;
  return pieces.flatMap((piece): Piece[] => {
    if (typeof piece !== 'string') return [piece];
    const rest = piece.slice(left);
    left = Math.max(0, left - piece.length);
    return rest === '' ? [] : [rest];
  });
}

function afterCharacters(pattern: string, count: number): string {
  let at = 0;
  for (let left = count; left > 0; left -= 1) at += pattern[at] === '\\' ? 2 : 1;
  return pattern.slice(at);
}
