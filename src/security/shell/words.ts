import { type Argument, argumentOf, type Report, type Segment, type Span } from './argument.ts';
import { isNumeric } from './arithmetic.ts';
import { expandBraces, maxWords } from './braces.ts';
import { maxLength } from './checks/limits.ts';
import * as syntax from './checks/syntax.ts';
import { given, isPlain, type Output } from './outputs.ts';
import { hasOutward } from './outward.ts';
import type { ParsedScript, Word, WordPart } from './parse.ts';
import { numberVariables } from './variables.ts';

/** What a variable holds while a command is judged. */
export type Binding =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'matched'; readonly pattern: string }
  | { readonly type: 'unknown'; readonly output: Output; readonly one?: true };

export interface WordScope {
  /** The folder that `$PWD` names, where it is known. */
  readonly folder: string | undefined;
  readonly bindings: ReadonlyMap<string, Binding>;
  /** The word stays one whatever it holds, as in `case` and `[[ ]]`. */
  readonly whole?: boolean;
  readonly report: Report;
  /** Judges a nested script. */
  nested(script: ParsedScript | undefined): Output;
}

/** Variables whose text is harmless to print; nothing is known of it beforehand. */
const textVariables = new Set(
  'USER LOGNAME LANG HOSTNAME OSTYPE MACHTYPE HOSTTYPE BASH_VERSION SHELL TERM PATH TMPDIR LINES COLUMNS'.split(' '),
);

/** The arguments that a word becomes. Reports what is not understood, and goes on with "unknown". */
export function expandWord(word: Word, scope: WordScope): Argument[] {
  const at: Span = [word.pos, word.end];
  const parts: readonly WordPart[] = word.parts ?? [
    { type: 'Literal', pos: word.pos, end: word.end, text: word.text, value: word.value },
  ];
  let words: Segment[][] = [[]];
  parts.forEach((part, index) => {
    if (part.type === 'BraceExpansion') {
      const texts = expandBraces(part.text);
      if (!texts) scope.report(syntax.braceExpansions, `What ${part.text} becomes is not judged.`, at);
      else if (index === 0 && texts.some((text) => /^[-/~]/.test(text)))
        scope.report(syntax.braceExpansions, `${part.text} makes an option or an absolute path.`, at);
      const made = texts?.map(wildcards) ?? [[{ type: 'unknown', splits: true } as const]];
      if (words.length * made.length > maxWords) {
        scope.report(syntax.braceExpansions, 'Its braces make more words than are judged.', at);
        words = [[{ type: 'unknown', splits: true }]];
        return;
      }
      words = words.flatMap((before) => made.map((segments) => [...before, ...segments]));
      return;
    }
    const segments = segmentsOf(part, index === 0, scope, at);
    words = words.map((before) => [...before, ...segments]);
  });
  return words.map((segments) => argumentOf(segments, at, scope.report));
}

function segmentsOf(part: WordPart, first: boolean, scope: WordScope, at: Span): Segment[] {
  switch (part.type) {
    case 'Literal':
      return literal(part, first, scope, at);
    case 'Glob':
      if (/["'$`\\]/.test(part.text)) scope.report(syntax.wordSplitting, `The pattern ${part.text} is not judged.`, at);
      return [{ type: 'wildcard', source: part.text }];
    case 'SingleQuoted':
      return [{ type: 'text', value: part.value }];
    case 'AnsiCQuoted':
      if (/^\$'(?:[^\\']|\\[ntr\\'"])*'$/.test(part.text)) return [{ type: 'text', value: part.value }];
      scope.report(syntax.computedWords, `${part.text} spells its characters by number.`, at);
      return [{ type: 'unknown', splits: false }];
    case 'DoubleQuoted':
      return part.parts.length === 0
        ? [{ type: 'text', value: '' }]
        : part.parts.flatMap((inner): Segment[] =>
            inner.type === 'Literal' ? [{ type: 'text', value: inner.value }] : expansion(inner, true, scope, at),
          );
    case 'LocaleString':
      scope.report(syntax.parsing, 'Text in $"…" is translated when it runs.', at);
      return [{ type: 'unknown', splits: false }];
    case 'ExtendedGlob':
      scope.report(syntax.parsing, `The pattern ${part.text} means something else in each shell.`, at);
      return [{ type: 'unknown', splits: true }];
    case 'BraceExpansion':
      return [{ type: 'unknown', splits: true }];
    default:
      return expansion(part, scope.whole === true, scope, at);
  }
}

function literal(part: Extract<WordPart, { type: 'Literal' }>, first: boolean, scope: WordScope, at: Span): Segment[] {
  const { text, value } = part;
  if (/\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(text.replace(/\\./g, '')))
    scope.report(syntax.braceExpansions, `What ${text} becomes is not judged.`, at);
  if (!first || !text.startsWith('~')) {
    // In a word like a=~/x bash puts the home folder in.
    if (/^[A-Za-z_]\w*=(?:.*:)?~/.test(text)) return [{ type: 'unknown', splits: false }];
    return [{ type: 'text', value }];
  }
  if (text === '~' || text.startsWith('~/')) return [{ type: 'home' }, { type: 'text', value: value.slice(1) }];
  scope.report(syntax.parameterExpansions, `${text} names a folder that is only known when it runs.`, at);
  return [{ type: 'unknown', splits: false }];
}

function expansion(part: WordPart, quoted: boolean, scope: WordScope, at: Span): Segment[] {
  switch (part.type) {
    case 'SimpleExpansion':
      return [variable(part.text.slice(1).replace(/\\\n/g, ''), part.text, quoted, scope, at)];
    case 'ParameterExpansion':
      return [parameter(part, quoted, scope, at)];
    case 'CommandExpansion': {
      if (!part.text.startsWith('$(') && !part.text.startsWith('`'))
        scope.report(syntax.commandSubstitutions, `${part.text} runs in the shell itself.`, at);
      const printed = given(scope.nested(part.script), undefined);
      const output = printed === 'names' && leadsOut(part.text, scope) ? 'text' : printed;
      // It prints what `$PWD` holds.
      if (/^(?:\$\( ?pwd ?\)|`pwd`)$/.test(part.text) && scope.folder !== undefined)
        return [variable('PWD', part.text, quoted, scope, at)];
      if (!quoted && output === 'text') {
        scope.report(
          syntax.wordSplitting,
          `${part.text} is not quoted, and its words and wildcards are not known.`,
          at,
        );
      }
      return [{ type: 'unknown', splits: !quoted, output }];
    }
    case 'ArithmeticExpansion':
      if (!isNumeric(part.expression, scope))
        scope.report(syntax.arithmetic, `${part.text} evaluates more than numbers.`, at);
      return [{ type: 'unknown', splits: false, output: 'number', one: true }];
    case 'ProcessSubstitution':
      if (part.operator === '>') scope.report(syntax.processSubstitutions, `${part.text} feeds another command.`, at);
      scope.nested(part.script);
      return [{ type: 'pipe' }];
    default:
      scope.report(syntax.parsing, `${part.text} is not understood here.`, at);
      return [{ type: 'unknown', splits: !quoted }];
  }
}

/** Whether names that are printed may be a pattern that leads out: one that is written in the command, or in a variable of it. */
function leadsOut(source: string, { bindings }: WordScope): boolean {
  const held = [...bindings.values()].map((bound) => (bound.type === 'text' ? bound.value : ''));
  return hasOutward(source) || held.some((value) => /[/~]|\.\./.test(value) && /[*?[]/.test(value));
}

function parameter(
  part: Extract<WordPart, { type: 'ParameterExpansion' }>,
  quoted: boolean,
  scope: WordScope,
  at: Span,
): Segment {
  const { operation, prefix, index, parameter: name, text } = part;
  if (!operation && !prefix && !index && text === `\${${name}}`) return variable(name, text, quoted, scope, at);
  const ours = scope.bindings.has(name) && !index;
  if (ours && prefix === '#' && !operation) return { type: 'unknown', splits: false, output: 'count', one: true };
  if (
    ours &&
    !prefix &&
    operation?.type === 'Remove' &&
    !operation.operand.parts?.some(({ type }) => !inert.has(type))
  ) {
    // What is left of wildcards is matched again.
    if (!quoted && !staysPlain(scope.bindings.get(name), text.startsWith(`\${${name}%`)))
      scope.report(syntax.wordSplitting, `${text} is not quoted, and what is left of it is not known.`, at);
    return { type: 'unknown', splits: !quoted };
  }
  scope.report(syntax.parameterExpansions, `${text} is more than the value of a variable.`, at);
  return { type: 'unknown', splits: !quoted };
}

/** Whether a value has neither blanks nor wildcards in it, so that a part of it has none. The front of a name is one as well. */
function staysPlain(bound: Binding | undefined, front: boolean): boolean {
  if (bound?.type === 'matched') return front;
  if (bound?.type === 'text') return !/[\s*?[\]\\]/.test(bound.value);
  return bound?.type === 'unknown' && isPlain(bound.output);
}

/** Parts of a pattern that evaluate nothing. */
const inert: ReadonlySet<WordPart['type']> = new Set(['Literal', 'Glob', 'SingleQuoted']);

function variable(name: string, source: string, quoted: boolean, scope: WordScope, at: Span): Segment {
  const bound = scope.bindings.get(name);
  if (bound?.type === 'text') {
    if (bound.value.length > maxLength) throw new Error(`${source} holds more text than is judged.`);
    if (!quoted && (bound.value === '' || /[\s*?[\]\\]/.test(bound.value)))
      scope.report(syntax.wordSplitting, `${source} is not quoted and falls apart into other words.`, at);
    return { type: 'text', value: bound.value };
  }
  if (bound?.type === 'matched') return { ...bound, quoted };
  if (bound) {
    if (!quoted && bound.output === 'text')
      scope.report(syntax.wordSplitting, `${source} is not quoted, and what it holds is not known.`, at);
    // Even of numbers a command may print several, or none.
    const { output, one } = bound;
    return one ? { type: 'unknown', splits: false, output, one } : { type: 'unknown', splits: !quoted, output };
  }
  if (name === 'HOME') return { type: 'home' };
  if (name === 'PWD') {
    const { folder } = scope;
    if (folder !== undefined && (quoted || /^[\w/.@+-]+$/.test(folder))) return { type: 'text', value: folder };
    return { type: 'unknown', splits: !quoted };
  }
  if (numberVariables.has(name)) return { type: 'unknown', splits: false, output: 'count', one: true };
  if (textVariables.has(name)) return { type: 'unknown', splits: !quoted };
  if (/^(?:IFS|[@*])$/.test(name))
    scope.report(syntax.wordSplitting, `${source} splits words in ways nobody sees.`, at);
  else scope.report(syntax.parameterExpansions, `${source} is not set by this command.`, at);
  return { type: 'unknown', splits: !quoted };
}

/** Unquoted text that may hold `*` and `?`. */
function wildcards(text: string): Segment[] {
  return text
    .split(/([*?])/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^[*?]$/.test(piece) ? { type: 'wildcard', source: piece } : { type: 'text', value: piece }));
}

/** What a variable holds that is set to a word. */
export function bindingOf({ text, pattern, output, home, one }: Argument): Binding {
  if (text !== undefined) return { type: 'text', value: text };
  if (pattern !== undefined) return { type: 'matched', pattern };
  if (home !== undefined) return unknownText;
  return { type: 'unknown', output: output ?? 'text', ...(one ? { one } : {}) };
}

/** What the variable of a loop holds in turn: what has fallen apart into words does not do so again. */
export function loopBindingOf(argument: Argument): Binding {
  const { many, output } = argument;
  return bindingOf(many && isPlain(output) ? { ...argument, one: true } : argument);
}

/** What an assignment sets its variable to. Unlike in a list of words nothing is matched, split or made of braces there. */
export function assigned(word: Word, scope: WordScope): Binding {
  const [value, ...more] = expandWord(word, { ...scope, whole: true });
  const unclear =
    word.parts?.some(({ type }) => type === 'Glob' || type === 'BraceExpansion') ||
    word.text.includes(':~') ||
    // In zsh the path of a program.
    /(?:^|:)=/.test(word.text);
  return !value || more.length > 0 || unclear ? unknownText : bindingOf(value);
}

const unknownText: Binding = { type: 'unknown', output: 'text' };
