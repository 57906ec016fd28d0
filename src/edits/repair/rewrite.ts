import { isAscii, Kind, kindOf, straightQuote } from './characters.ts';
import { doubledBackslash, escapesIn, parseEscape, readings } from './escapes.ts';
import type { Evidence } from './evidence.ts';

/** A piece of the model's text after the same repair; `unsure` says in words why it may have been meant as it was. */
export interface Rewritten {
  readonly text: string;
  readonly unsure?: string;
  /** An escape of a kind that the old text did not need undone; hardly meant outside a string. */
  readonly escaped?: true;
}

/** Does to pieces of a text what the evidence says that the sent text needed, and nothing else. */
export interface Rewrite {
  piece(piece: string): Rewritten;
  /** White space at the beginning of a line. */
  indent(indent: string): Rewritten;
  /** White space at the end of a line that the old text does not have. */
  trailing(space: string): Rewritten;
}

/**
 * The rewrite that the evidence asks for. `bare` are the plain characters that the new text has: where it has both a
 * quote and an escaped quote, the escaped one may be meant.
 */
export function rewriteBy(evidence: Evidence, bare: ReadonlySet<string>): Rewrite {
  const quotes = quoteEvidence(evidence);

  function withoutEscapes(piece: string): Rewritten | undefined {
    const written = parseEscape(piece);
    if (written === undefined) return undefined;
    const wanted = escapesIn(written).filter((name) => isUndone(name, evidence, bare));
    if (wanted.length === 0) {
      const odd = evidence.undone.size > 0 && escapesIn(written).some((name) => !evidence.escapesKept.has(name));
      return odd && written.name !== undefined && uncommon.has(written.name)
        ? { text: piece, escaped: true }
        : { text: piece };
    }
    const reading = readings(written).find(({ undone }) => sameNames(undone, wanted));
    if (reading === undefined) return { text: piece };
    const unsure = doubt(piece);
    if (wanted.some((name) => evidence.escapesKept.has(name))) return { text: piece, unsure };
    const doubtful = wanted.some((name) => isDoubtful(name, written.plain));
    return doubtful ? { text: reading.text, unsure } : { text: reading.text };
  }

  /** True where the texts have the same character without an escape as well. */
  function isDoubtful(name: string, plain: string): boolean {
    if (name === doubledBackslash || name === '$' || name === '/') return false;
    return bare.has(plain === '\r\n' ? '\n' : plain);
  }

  function straighten(piece: string): Rewritten {
    const known = evidence.straightened.get(piece);
    const kept = evidence.charactersKept.has(piece);
    if (known !== undefined) {
      const [only] = known;
      const sure = known.size === 1 && !kept;
      const mixed = quotes.all && straightQuote(piece) !== undefined && bare.has(straightQuote(piece) ?? '');
      return sure && !mixed && only !== undefined ? { text: only } : { text: piece, unsure: doubt(piece) };
    }
    const straight = straightQuote(piece);
    if (straight !== undefined && quotes.all && !kept) {
      return bare.has(straight) ? { text: straight, unsure: doubt(piece) } : { text: straight };
    }
    return { text: piece };
  }

  function piece(text: string): Rewritten {
    const unescaped = withoutEscapes(text);
    if (unescaped !== undefined) return unescaped;
    if (isAscii(text)) return { text };
    if (kindOf(text.charCodeAt(0)) !== Kind.plain) {
      const parts = [...text].map(straighten);
      const unsure = parts.find((part) => part.unsure !== undefined)?.unsure;
      return { text: parts.map((part) => part.text).join(''), ...(unsure === undefined ? {} : { unsure }) };
    }
    if (!evidence.composed || text.normalize('NFC') === text) return { text };
    const composed = text.normalize('NFC');
    return evidence.decomposedKept ? { text, unsure: doubt(text) } : { text: composed };
  }

  return {
    piece,
    indent(indent) {
      const pieces = (indent.match(/\\+t|[\s\S]/g) ?? []).map((one) =>
        // After an escaped line end an escaped tab can hardly be meant as two characters.
        one === '\\t' && evidence.undone.has('n') && !evidence.escapesKept.has('t') ? { text: '\t' } : piece(one),
      );
      const unsure = pieces.find((one) => one.unsure !== undefined)?.unsure;
      return { text: pieces.map(({ text }) => text).join(''), ...(unsure === undefined ? {} : { unsure }) };
    },
    trailing(space) {
      const { extra, kept } = evidence.trailing;
      if (space === '' || !extra) return { text: space };
      return kept ? { text: space, unsure: 'white space at the end of a line in newText may be meant' } : { text: '' };
    },
  };
}

/** Escapes that have no meaning in code but within strings. */
const uncommon: ReadonlySet<string> = new Set(['n', 'r', 't', '"', "'"]);

/** Entities are undone together, since who escapes one escapes all; of the other escapes only those that are known. */
function isUndone(name: string, evidence: Evidence, bare: ReadonlySet<string>): boolean {
  if (evidence.undone.has(name)) return true;
  if (!name.startsWith('&') || evidence.escapesKept.has(name)) return false;
  return [...evidence.undone].some((one) => one.startsWith('&')) && !bare.has(entityCharacter[name.slice(1)] ?? '');
}

const entityCharacter: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function quoteEvidence(evidence: Evidence): { readonly all: boolean } {
  const straightened = [...evidence.straightened].some(([from, to]) => {
    const straight = straightQuote(from);
    return straight !== undefined && to.has(straight);
  });
  return { all: straightened };
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

export function doubt(piece: string): string {
  return `${piece} in newText may be meant as it stands`;
}
