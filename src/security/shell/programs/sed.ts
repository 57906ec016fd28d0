import type { Argument } from '../argument.ts';
import { sedScripts } from '../checks/meaning.ts';
import { isNumbers } from '../outputs.ts';
import type { Call, Program, Use } from './program.ts';

/** `sed` only prints as long as its script does: the script is read with a grammar of the harmless commands. */
export const sedProgram: Program = {
  names: ['sed'],
  check: sedScripts,
  noDigits: true,
  flags: '-n -E -r -u -z --quiet --silent --regexp-extended --unbuffered --null-data --posix --sandbox',
  values: { '-e --expression': sedScript },
  operands: { first: [sedScript], unless: '-e --expression', rest: 'file', least: 0 },
  judge: noGrowth,
  output: 'text',
  match: [
    "sed '$!N;/^\\(.*\\)\\n\\1$/!P;D' a",
    "sed '1!G;h;$!d' a",
    'sed "G;G" a',
    "sed 's/^[ \\t]*//' a",
    "sed -n 'H;${x;s/\\n/,/g;p}' a",
    "sed 's/&/\\&amp;/g;s/</\\&lt;/g;s/>/\\&gt;/g;s/\"/\\&quot;/g' a",
    "sed -n '10,20p' a",
    'sed -n 5p a b',
    "sed -n '/start/,/end/p' a",
    "sed 's/foo/bar/g' a",
    "sed -E 's|a(b)|\\1|gI; s/x/y/2p' a",
    "sed -n -e '1p' -e '$p' a",
    "sed '/^#/d;/^$/d' a",
    "sed -n '$=' a",
    "sed '10q' a",
    "sed -n '1!p;5{p;q}' a",
    "sed 'y/abc/xyz/' a",
    "sed -n '/a/{=;p}' a",
    "sed -n '0~5p' a",
    "ls | sed 's/^/  /'",
    "sed -n '/TODO/I,+3p' a",
  ],
  notMatch: [
    "sed -i 's/a/b/' a",
    "sed -i.bak 's/a/b/' a",
    "sed --in-place 's/a/b/' a",
    "sed -ni 's/a/b/' a",
    "sed -n 'w out' a",
    "sed -n '1w out' a",
    "sed 's/a/b/w out' a",
    "sed 's/a/b/e' a",
    "sed 's/a/b/ge' a",
    "sed '1e rm x' a",
    "sed 'e' a",
    "sed 'r /etc/passwd' a",
    "sed '1R x' a",
    "sed '$!W out' a",
    'sed -f script a',
    'sed --file=script a',
    "sed -s -n '1p' a",
    "sed --expressio='1e ls' a",
    "sed 's/[/]/x/w out/' a",
    "sed -n '1p;e' a",
    'sed "$x" a',
    "sed '1i\\\ntext' a",
    "sed 's/a/b/\nw out' a",
    "sed -n '/a/w out\n' a",
    'sed "s/a/$(cat x)/" a',
    "sed -n '{p' -e '}' a",
    "sed '}' a",
    "sed 'G;D' a",
    'sed -e G -e D a',
    "sed 's/^/x\\n/;D' a",
    "sed 'H;x;D' a",
    "sed 'G;G;h' a",
    "sed 'g;H' a",
    `sed '${'s/.*/&&/;'.repeat(30)}' a`,
  ],
};

/** Lines by their numbers, which may be only known when it runs: digits alone make no other command of this. */
const byNumbers = /^(?:(?:#|\$)(?:,(?:\+?#|\$))?[pdq=](?:;|$))+$/;

function sedScript({ text, pieces, at }: Argument, use: Use): void {
  if (text === undefined && pieces?.every((piece) => typeof piece === 'string' || isNumbers(piece.output))) {
    const form = pieces.map((piece) => (typeof piece === 'string' ? piece.replace(/\d{1,9}/g, '#') : '#')).join('');
    if (byNumbers.test(form)) return;
  }
  if (text === undefined) {
    use.report(sedScripts, 'A script of sed that is only known when it runs.', at);
    return;
  }
  const rest = commands(text);
  if (rest !== '')
    use.report(sedScripts, `This part of the script is not known to only print: ${rest.slice(0, 40)}`, at);
}

/** What a script does, in its order: the letter of each command, and of `s` and `y` what they put in. */
type Steps = { readonly letter: string; readonly into: string }[];

/** How many times as long as it was a line may become. */
const mostGrowth = 1_000_000;

/** No round without an end: `D` begins again with what is left, and `G`, `H` and `s` may make more of it each time. */
function noGrowth({ options, operands, at }: Call, use: Use): void {
  const given = options.filter(({ name }) => name === '-e' || name === '--expression').map(({ value }) => value);
  const steps: Steps = [];
  for (const script of given.length > 0 ? given : operands.slice(0, 1)) commands(script?.text ?? '', steps);
  const letters = steps.map(({ letter }) => letter).join('');
  // Of what `D` leaves, these may make as many lines as there were.
  const again = letters.includes('D') && (/[GHgxy]/.test(letters) || steps.some(({ into }) => /[&\\]/.test(into)));
  // What is held becomes twice as long with each line.
  const held = /[hHx]/.test(letters) && /[GH].*[GH]|g.*[GH]/.test(letters);
  const longer = steps.reduce((factor, { into }) => {
    const references = (into.match(/&|\\[0-9]/g) ?? []).length;
    return factor * Math.max(1, references, into.length / 4);
  }, 1);
  if (again || held || longer > mostGrowth)
    use.report(sedScripts, 'It may go on for ever, or make ever longer lines.', at);
}

/** Reads as much of a script as is understood and returns what is left. */
function commands(script: string, steps: Steps = []): string {
  let text = script;
  let open = 0;
  for (;;) {
    text = text.replace(/^[\s;]+/, '');
    if (text === '') return open === 0 ? '' : '{';
    if (text.startsWith('}') && open > 0) {
      const next = ended(text.slice(1));
      if (next === undefined) return text;
      open -= 1;
      text = next;
      continue;
    }
    const addressed = addresses(text);
    if (addressed === undefined) return text;
    const left = addressed.replace(/^[ \t]*(?:![ \t]*)?/, '');
    if (left.startsWith('{')) {
      open += 1;
      text = left.slice(1);
      continue;
    }
    const next = command(left, steps);
    if (next === undefined) return left;
    text = next;
  }
}

function command(text: string, steps: Steps): string | undefined {
  const simple = /^(?:[pPdDnNgGhHx=]|[qQ][ \t]*\d{0,3}|l[ \t]*\d{0,4})/.exec(text);
  steps.push({ letter: text[0] ?? '', into: '' });
  if (simple) return ended(text.slice(simple[0].length));
  if (text[0] !== 's' && text[0] !== 'y') return undefined;
  const first = delimited(text, 1);
  const second = first === undefined ? undefined : delimited(text, first, text[1]);
  if (first === undefined || second === undefined) return undefined;
  if (text[0] === 's') steps.push({ letter: '', into: text.slice(first, second - 1) });
  const flags = text[0] === 's' ? (/^[gpiIm\d]*/.exec(text.slice(second))?.[0] ?? '') : '';
  return ended(text.slice(second + flags.length));
}

/** What follows a command: a semicolon, a bracket, a new line or the end, and nothing else. */
function ended(text: string): string | undefined {
  return /^[ \t]*(?=[;}\n]|$)/.test(text) ? text.replace(/^[ \t]+/, '') : undefined;
}

/** One or two addresses: numbers, `$`, `/…/`, `\c…c`, `first~step`, `+n`, `~n`. */
function addresses(text: string): string | undefined {
  const one = address(text);
  if (one === undefined) return undefined;
  const comma = /^[ \t]*,[ \t]*/.exec(one);
  if (!comma || one === text) return one;
  const rest = one.slice(comma[0].length);
  const relative = /^[+~]\d{1,9}/.exec(rest);
  if (relative) return rest.slice(relative[0].length);
  const two = address(rest);
  return two === rest ? undefined : two;
}

/** The text after an address; the same text where there is none, nothing where it is not understood. */
function address(text: string): string | undefined {
  const number = /^(?:\d{1,9}(?:~\d{1,9})?|\$)/.exec(text);
  if (number) return text.slice(number[0].length);
  if (text[0] !== '/' && text[0] !== '\\') return text;
  const end = text[0] === '/' ? delimited(text, 0) : delimited(text, 1);
  return end === undefined ? undefined : text.slice(end).replace(/^[IM]+/, '');
}

/**
 * The place after the delimiter that closes what opens at `from`, or, for the second half of `s`, after the same
 * delimiter. Nothing where versions of sed differ: a delimiter inside brackets, a line end, a backslash or letter as
 * delimiter.
 */
function delimited(text: string, from: number, same?: string): number | undefined {
  const delimiter = same ?? text[from];
  if (delimiter === undefined || !/^[/|#,:@!%_~+=;]$/.test(delimiter)) return undefined;
  let brackets = false;
  for (let at = same === undefined ? from + 1 : from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') return undefined;
    if (character === delimiter) return brackets ? undefined : at + 1;
    if (character === '\\') {
      // A letter there is one of blanks or a letter, and ends nothing in any version.
      if (brackets && !/^[tnrsw]$/.test(text[at + 1] ?? '')) return undefined;
      at += 1;
      if (text[at] === '\n' || text[at] === 'c') return undefined;
    } else if (character === '[' && same === undefined && !brackets) {
      brackets = true;
      // A closing bracket that comes first, perhaps after ^, is an ordinary character.
      if (text[at + 1] === '^') at += 1;
      if (text[at + 1] === ']') at += 1;
    } else if (character === '[' && brackets && /^[.:=]$/.test(text[at + 1] ?? '')) {
      const close = text.indexOf(`${text[at + 1]}]`, at + 2);
      if (close < 0) return undefined;
      at = close + 1;
    } else if (character === ']') brackets = false;
  }
  return undefined;
}
