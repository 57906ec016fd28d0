/**
 * The first line of a new text that stands for code left out ("… rest of the code unchanged"), unless the text that it
 * replaces or the file has the very same line. A vague remark counts only where lines of the replaced text are gone; what
 * could be the title of a part does where nothing follows in that part; and names count that the replaced text has.
 * `undefined` when there is none.
 */
export function truncationMarker(newText: string, replaced: string, file = replaced): string | undefined {
  if (!hint.test(newText)) return undefined;
  // Of a large text neither is asked for without need.
  const lost = once(() => losesLines(replaced, newText));
  const names = once(() => new Set(lost() ? wordsOf(replaced).split(' ') : []));
  const lines = newText.split('\n').filter((line) => line.trim() !== '');
  for (const [at, raw] of lines.entries()) {
    const line = raw.trim();
    const found = onlyDots.test(line) && !opensBlock(lines[at - 1]) ? 'vaguely' : signIn(line, names);
    if (found === undefined || (found !== 'surely' && !lost())) continue;
    if (found === 'aside' && !endsPart(raw, lines[at + 1])) continue;
    if (!hasLine(file, line) && !hasLine(replaced, line)) return line;
  }
  return undefined;
}

/** The first line of an old text that stands for lines which it leaves out. */
export function skippedLines(oldText: string): string | undefined {
  for (const raw of oldText.split('\n')) {
    const line = raw.trim();
    const sign = signIn(line);
    if (onlyDots.test(line) || sign === 'surely' || sign === 'vaguely') return line;
  }
  return undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A line of Python that wants a body, which three dots are. */
function opensBlock(before: string | undefined): boolean {
  return before?.trimEnd().endsWith(':') === true;
}

/** Nothing follows, or only what ends the part in which the line stands. */
function endsPart(line: string, next: string | undefined): boolean {
  if (next === undefined || /^\s*(?:[)\]}]|<\/|end\b)/.test(next)) return true;
  return indentOf(next) < indentOf(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

const maxLength = 200;
const hint =
  /\.\.|…|⋮|rest|remain|existing|unchanged|unmodified|previous|original|omit|elided|snip|truncat|same|as before|no changes|keep|other/i;
const onlyDots = /^(?:\.{3,}|…|⋮)$/;

/** `loose` remarks may also be prose: a heading, a bullet, a bracket, a comment behind code. */
interface Remark {
  readonly text: string;
  readonly loose: boolean;
}

const comment =
  /^\{?\s*(?:\/\/+[!/]?|\/\*+!?|<!--+|\{\{!?--|\{#|<%#|<%--|--+(?:\[\[)?|\(\*|#\||#(?=\s*[^#A-Z\s])|;+|%+|"""|'''|REM\b|rem\b|dnl\b|!(?=\s)|\.\.(?=\s)|@\*)\s*(.*?)\s*(?:\*+\/|--!?>|--\}\}|#\}|%>|\*\)|\|#|\]\]|"""|'''|\*@)?\s*\}?$/;
const loose = [
  /^(?:#+|[*+'"-](?=\s))\s*(.*?)\s*(?:\*\/)?$/,
  /^((?:\.{2,}|…)\s*[\p{L}(].*)$/u,
  /^\[([^[\]]*)\]$/,
  /^\(([^()]*)\)$/,
  /^<([^<>]*)>$/,
  /^\{([^{}]*)\}$/,
  /^(?=[^"'`]*(?:(["'`])[^"'`]*\1[^"'`]*)*$).*?[\s{};,()>](?:\/\/|\/\*+|<!--|#(?=\s))\s*(.*?)\s*(?:\*+\/.*|-->.*)?$/,
];

/** What a line says besides code, in each way to read it. */
function remarksIn(line: string): Remark[] {
  if (line.length > maxLength || !hint.test(line)) return [];
  const whole = comment.exec(line)?.[1];
  if (whole !== undefined && !/\*\/|-->/.test(whole)) return [{ text: whole, loose: false }];
  return loose.flatMap((pattern) => {
    const text = pattern.exec(line)?.at(-1);
    return text === undefined ? [] : [{ text, loose: true }];
  });
}

type Names = () => ReadonlySet<string>;
const none: ReadonlySet<string> = new Set();
const noNames: Names = () => none;

/** Whether a line stands for code left out; a clear sign counts before a vague one. `names` may stand in it as well. */
function signIn(line: string, names = noNames): Sign | undefined {
  const signs = remarksIn(line).map((remark) => leavesOut(remark, names));
  return signs.find((sign) => sign === 'surely') ?? signs.find((sign) => sign !== undefined);
}

const part =
  '(?:code|functions?|methods?|class(?:es)?|implementations?|components?|modules?|script|logic|imports?|files?|body|definitions?|program)';
const anyPart =
  '(?:code|functions?|methods?|class(?:es)?|implementations?|components?|modules?|script|logic|imports?|files?|body|definitions?|program|contents?|lines?|document|text|tests?|properties|props|fields?|cases|routes?|handlers?|styles?|rules?|sections?|variables?|constants?|types?|interfaces?|exports?|items?|entries|elements?|attributes?|markup|html|css|template|page|config(?:uration)?|settings?|options?|members?|statements?|setup|stuff|parts?|source|schema|tables?|columns?|rows?|queries|steps?|jobs?|tasks?|paragraphs?|chapters?|dependencies|targets?|commands?|helpers?|hooks?|state|data|everything|things|jsx|tsx|query|yaml|json)';

/** Remarks about left-out code are made of these words alone; what people write has others as well. */
const vocabulary = new RegExp(
  `^(?:${anyPart}|\\d+(?:-\\d+)?|the|this|your|my|our|all|of|in|to|for|from|as|is|are|be|it|and|with|so|on|same|rest|remainder|remain(?:ing|s)?|existing|previous(?:ly)?|original|others?|more|unchanged|unmodified|untouched|intact|omitted|elided|skipped|snip(?:ped)?|truncated|brevity|clarity|here|below|above|before|stays?|continues?d?|goes|go|keep|kept|leave|left|put|no|not|chang(?:es|ed)|modifi(?:ed|cations)|needed|required|exactly|else|has|have|been|already|block)$`,
);

const dots = String.raw`(?:\.{2,}|…|⋮)`;
const leading = new RegExp(String.raw`^[\s([<{]*${dots}`);
const anyDots = new RegExp(dots);

/** `aside`: it may also be the title of what follows. */
type Sign = 'surely' | 'vaguely' | 'aside';

function leavesOut({ text, loose }: Remark, names: Names): Sign | undefined {
  const [dotted, led] = [anyDots.test(text), leading.test(text)];
  // What stands in brackets behind a remark with dots may name what is left out, with any words.
  const words = wordsOf(text);
  const said = led && !allKnown(words, names) ? wordsOf(text.replace(/\([^)]*\)/g, ' ')) : words;
  if (said === '') return dotted && !loose ? 'vaguely' : undefined;
  if (!allKnown(said, names) || (loose && !isPlain(text))) return undefined;
  const [part, any, stays] = [namesPart.test(said), namesAny.test(said), says(said)];
  const rest = /\b(?:rest|remainder)\b/.test(said);
  if (led && (any || stays)) return allKnown(said, noNames) ? 'surely' : 'vaguely';
  if (part && dotted) return 'surely';
  if (rest && stays && (part || (any && !loose)) && allKnown(said, noNames)) return 'surely';
  if (loose) return (part && stays) || onlyNames.test(said) || onlyRest.test(said) ? 'vaguely' : undefined;
  const vague = led || onlyNames.test(said) || onlyElides.test(said) || onlyRest.test(said);
  if (vague || (stays && (any || rest))) return 'vaguely';
  return any ? 'aside' : undefined;
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'-]+/gu, ' ')
    .replace(/(?<!\p{L})[-']+|[-']+(?!\p{L})/gu, '')
    .trim();
}

/** Words and spaces, so that neither `[...existing, ...items]` nor a sentence in brackets is taken for a remark. */
function isPlain(text: string): boolean {
  return /^(?:\.{2,}|…)?[\p{L}\p{N}\s'()-]*(?:\.{2,}|…)?$/u.test(text.trim()) && /\p{L} +\p{L}/u.test(text);
}

function allKnown(words: string, names: Names): boolean {
  return words.split(' ').every((word) => vocabulary.test(word) || names().has(word));
}

/** Speaks of a part of the code that is there already. */
function naming(things: string): RegExp {
  return new RegExp(
    `\\b(?:rest|remainder) (?:of )?(?:(?!of\\b)\\S+ ){0,2}${things}\\b|\\b(?:existing|remaining|previous|original|other|same|unchanged|unmodified|more) (?:\\S+ )?${things}\\b|\\b${things} (?:\\S+ ){0,2}(?:unchanged|unmodified|omitted|elided|truncated|continues?|remains?|stays?)\\b|\\b(?:rest|remainder) (?:remains?|stays?|is|are|unchanged)\\b`,
  );
}

const namesPart = naming(part);
const namesAny = naming(anyPart);

/** Says that something stays as it is, or was left out. */
function says(words: string): boolean {
  return /\b(?:unchanged|unmodified|untouched|intact|omitted|elided|snip(?:ped)?|truncated|here|continues?|no changes|remains?|stays? (?:the same|as)|(?:is|are|keep|kept) (?:\S+ )*(?:the same|as (?:is|before|it is))|(?:same )?as before|same as (?:above|original|previous))\b/.test(
    words,
  );
}

const onlyNames =
  /^(?:the )?(?:rest|remainder) of (?:the |your |this |my )?(?:\S+ )?(?:code|functions?|methods?|class|components?|implementation|script|module)$|^(?:keep )?(?:your |the )?(?:existing|unchanged|original) (?:code|implementation)$/;

const onlyRest = new RegExp(`^(?:the )?(?:rest|remainder) of (?:the |your |this |my )?(?:\\S+ )?${anyPart}$`);

const onlyElides =
  /^(?:(?:all|everything|else|is|are|the|it|this|part|code|block) )*(?:unchanged|unmodified|omitted|elided|snip(?:ped)?|truncated|no changes|same as (?:before|above|original|previous)|as before)(?: (?:here|below|above|for|brevity|clarity|code|part))*$/;

/** Whether at least two lines of the old text are gone, so that something may stand for them. */
function losesLines(replaced: string, newText: string): boolean {
  const present = new Set(newText.split('\n').map((line) => line.trim()));
  const gone = new Set<string>();
  for (const raw of replaced.split('\n')) {
    const line = raw.trim();
    if (line !== '' && !present.has(line)) gone.add(line);
  }
  return gone.size >= 2;
}

function hasLine(text: string, line: string): boolean {
  for (let at = text.indexOf(line); at !== -1; at = text.indexOf(line, at + 1)) {
    const start = text.lastIndexOf('\n', at) + 1;
    const end = text.indexOf('\n', at);
    if (text.slice(start, end === -1 ? text.length : end).trim() === line) return true;
  }
  return false;
}
