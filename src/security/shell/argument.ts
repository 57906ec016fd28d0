import type { Check } from './checks/check.ts';
import { processSubstitutions } from './checks/syntax.ts';
import { common, isNumbers, isPlain, type Output } from './outputs.ts';

export type Span = readonly [start: number, end: number];

/** One argument as far as it is known before the command runs. */
export interface Argument {
  readonly at: Span;
  /** The exact text, where it is known. */
  readonly text?: string;
  /** The known beginning of the text; the whole text where it is known. */
  readonly head: string;
  /** A pattern of file names: the argument becomes one word for each match. Literal parts are escaped. */
  readonly pattern?: string;
  /** What the pattern matches falls apart again at blanks, because a variable is not quoted. */
  readonly resplit?: true;
  /** A path below the home folder, beginning with `~`. */
  readonly home?: string;
  /** What another command prints, read as a file: `<(…)`. */
  readonly pipe?: true;
  /** The argument may become no word at all, or several. */
  readonly many?: true;
  /** A wildcard stands beside what is not known, so that it may match anywhere. */
  readonly anywhere?: true;
  /** What a command printed is part of it. */
  readonly output?: Output;
  /** What the word is made of, where all that is not known of it are numbers and ids. */
  readonly pieces?: readonly Piece[];
  /** Not known, but surely one word, even without quotes: neither empty nor with blanks or wildcards in it. */
  readonly one?: true;
}

/** Text, or what a command prints; `one` where that is surely there, and one. */
export type Piece = string | { readonly output: Output; readonly one: boolean };

export type Report = (check: Check, why: string, at: Span) => void;

/** A piece of a word after the shell has read it. */
export type Segment =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'wildcard'; readonly source: string }
  | { readonly type: 'matched'; readonly pattern: string; readonly quoted: boolean }
  | { readonly type: 'unknown'; readonly splits: boolean; readonly output?: Output; readonly one?: true }
  | { readonly type: 'home' }
  | { readonly type: 'pipe' };

/** The argument that the pieces of one word make. */
export function argumentOf(segments: readonly Segment[], at: Span, report: Report): Argument {
  const firstOpen = segments.findIndex(({ type }) => type !== 'text');
  const texts = segments.slice(0, firstOpen < 0 ? undefined : firstOpen);
  const head = texts.map((segment) => (segment.type === 'text' ? segment.value : '')).join('');
  if (firstOpen < 0) return { at, text: head, head };
  const has = (type: Segment['type']): boolean => segments.some((segment) => segment.type === type);
  if (has('pipe')) {
    if (segments.length > 1) report(processSubstitutions, 'A substitution is part of a longer word.', at);
    return { at, head: '/dev/fd/', pipe: true };
  }
  const split = segments.filter((segment) => segment.type === 'unknown' && segment.splits);
  // Of what is one word at most, other text makes exactly one.
  const many = split.length === segments.length || split.some((segment) => outputOf(segment) !== 'word');
  if (has('home')) {
    const exact = segments[0]?.type === 'home' && segments.slice(1).every(({ type }) => type === 'text');
    const rest = exact ? segments.map((segment) => (segment.type === 'text' ? segment.value : '')).join('') : '/';
    const base = { at, head: head || '/', home: `~${/^(?:\/|$)/.test(rest) ? rest : '/'}` };
    return many || has('wildcard') ? { ...base, many: true } : base;
  }
  if (has('unknown')) {
    const together = common(segments.map(outputOf));
    // Small numbers beside each other are a large one.
    const output = together === 'count' && segments.length > 1 ? 'number' : together;
    const one = segments.every((part) => (part.type === 'unknown' ? part.one : outputOf(part) === 'word'));
    const pieces = piecesOf(segments);
    const base = { at, head, output, ...(pieces ? { pieces } : {}), ...(one ? { one } : {}) };
    // Names that a command prints may be wildcards themselves, which lead out of the folder below what stands before them.
    const names = segments.length > 1 && split.some((segment) => !isPlain(outputOf(segment)));
    if (has('wildcard') || names) return { ...base, many: true, anywhere: true };
    return many ? { ...base, many: true } : base;
  }
  const pattern = segments
    .map((segment) => {
      if (segment.type === 'text') return escapePattern(segment.value);
      if (segment.type === 'wildcard') return segment.source;
      return segment.type === 'matched' ? segment.pattern : '';
    })
    .join('');
  const resplit = segments.some((segment) => segment.type === 'matched' && !segment.quoted);
  return {
    at,
    head: literalStart(pattern),
    pattern,
    ...(has('wildcard') || resplit ? { many: true as const } : {}),
    ...(resplit ? { resplit: true as const } : {}),
  };
}

/** What one piece adds to a word whose text is not known. */
function outputOf(segment: Segment): Output {
  if (segment.type === 'unknown') return segment.output ?? 'text';
  return segment.type === 'text' && /^[\w.,:/+@%=-]*$/.test(segment.value) ? 'word' : 'text';
}

function piecesOf(segments: readonly Segment[]): readonly Piece[] | undefined {
  const pieces = segments.map((segment): Piece | undefined => {
    if (segment.type === 'text') return segment.value;
    const { output, one = false } = segment.type === 'unknown' ? segment : {};
    return output === 'id' || isNumbers(output) ? { output: output ?? 'text', one } : undefined;
  });
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined;
}

/** A text as a pattern that only matches itself. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

/** What every match of a pattern begins with. */
export function literalStart(pattern: string): string {
  const literalPart = /^(?:[^\\*?[]|\\.)*/s.exec(pattern)?.[0] ?? '';
  return literalPart.replace(/\\(.)/gs, '$1');
}
