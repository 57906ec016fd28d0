import { plainSpaces } from './characters.ts';
import { type Cause, type Evidence, noEvidence } from './evidence.ts';
import { explainPiece, isRealNewline } from './explain.ts';
import { endOf, type Fold, newline } from './fold.ts';

/** How a line begins: the indentation that the model sent, and the one in the file. */
export type IndentPair = readonly [sent: string, actual: string];

/** Everything that must be repaired for a sent text to be a place of the file, but the mapping of its indentation. */
export interface Comparison {
  readonly evidence: Evidence;
  readonly causes: Set<Cause>;
  /** One for each line with text in it but the first. */
  readonly indents: readonly IndentPair[];
  /** White space in front of all, where text follows on the same line. */
  readonly lead: IndentPair;
}

/** Runs of units whose pieces begin and end together in both texts. */
interface Group {
  readonly sent: string;
  readonly actual: string;
  /** The units of the sent text, the end not included. */
  readonly from: number;
  readonly to: number;
}

/**
 * Compares a sent text with a place of the file, piece by piece. `undefined` where they do not fold to the same, or differ
 * in something that no cause explains.
 */
export function compare(sent: Fold, actual: Fold): Comparison | undefined {
  if (!sameCodes(sent, actual)) return undefined;
  const comparison = { evidence: noEvidence(), causes: new Set<Cause>(), indents: [] as IndentPair[] };
  let lead: IndentPair = ['', ''];
  let before: Group | undefined;
  for (const group of [...groups(sent, actual), undefined]) {
    const gap = gapBetween(sent, actual, before, group);
    const startsBlank = before === undefined && group !== undefined && !isLineEnd(sent, group);
    if (startsBlank) lead = gap;
    else if (!explainGap(gap, sent, before, group, comparison)) return undefined;
    if (group && !explainPiece(group.sent, group.actual, comparison.evidence, comparison.causes)) return undefined;
    before = group;
  }
  return { ...comparison, lead };
}

function sameCodes(one: Fold, other: Fold): boolean {
  if (one.size !== other.size) return false;
  for (let unit = 0; unit < one.size; unit++) if (one.codes[unit] !== other.codes[unit]) return false;
  return true;
}

function* groups(sent: Fold, actual: Fold): Generator<Group, void> {
  let from = 0;
  while (from < sent.size) {
    let to = from + 1;
    while (to < sent.size && (sent.lengths[to] === 0 || actual.lengths[to] === 0)) to += 1;
    yield { sent: pieces(sent, from, to), actual: pieces(actual, from, to), from, to };
    from = to;
  }
}

function pieces(folded: Fold, from: number, to: number): string {
  return folded.text.slice(folded.starts[from], endOf(folded, to - 1));
}

function isLineEnd(sent: Fold, group: Group): boolean {
  return sent.codes[group.from] === newline;
}

function gapBetween(sent: Fold, actual: Fold, before: Group | undefined, after: Group | undefined): IndentPair {
  const gap = (folded: Fold): string =>
    folded.text.slice(
      before ? endOf(folded, before.to - 1) : 0,
      after ? folded.starts[after.from] : folded.text.length,
    );
  return [gap(sent), gap(actual)];
}

/** Left-out white space: trailing where a line ends after it, otherwise the indentation of a line. */
function explainGap(
  [sent, actual]: IndentPair,
  folded: Fold,
  before: Group | undefined,
  after: Group | undefined,
  comparison: { readonly evidence: Evidence; readonly causes: Set<Cause>; readonly indents: IndentPair[] },
): boolean {
  const { evidence, causes, indents } = comparison;
  const trailing = after === undefined || isLineEnd(folded, after);
  const afterLine = before !== undefined && isLineEnd(folded, before);
  if (trailing && (after === undefined || isRealNewline(after.actual))) {
    // At the very end white space that only the file has need not be in the old text.
    if (after !== undefined || sent !== '') noteTrailing(sent, actual, evidence, causes);
    return true;
  }
  if (!trailing && afterLine && before.actual.endsWith('\n')) {
    const plain = sent === actual ? sent : plainIndent(sent, actual, evidence, causes);
    if (plain === undefined) return false;
    indents.push([plain, plainSpaces(actual) === plain ? plain : actual]);
    return true;
  }
  return explainWhiteSpace(sent, actual, evidence, causes);
}

function noteTrailing(sent: string, actual: string, evidence: Evidence, causes: Set<Cause>): void {
  const { trailing } = evidence;
  if (sent === actual) {
    if (sent !== '') trailing.kept = true;
    return;
  }
  if (sent !== '') trailing.extra = true;
  causes.add('trailing');
}

/** Indentation as it is meant: escaped tabs are tabs, odd spaces are spaces. `undefined` where the file has an escape. */
export function plainIndent(sent: string, actual: string, evidence: Evidence, causes: Set<Cause>): string | undefined {
  if (actual.includes('\\')) return undefined;
  let plain = '';
  for (const piece of sent.match(whiteSpace) ?? []) {
    if (piece.startsWith('\\')) {
      if (!explainPiece(piece, '\t', evidence, causes)) return undefined;
      plain += '\t';
    } else if (plainSpaces(piece) !== piece && plainSpaces(actual) === actual) {
      if (!explainPiece(piece, ' ', evidence, causes)) return undefined;
      plain += ' ';
    } else plain += plainSpaces(piece);
  }
  if (plainSpaces(actual) === plain && actual !== plain) {
    evidence.charactersOfFile = true;
    causes.add('spaces');
  }
  return plain;
}

const whiteSpace = /\\+t|[\s\S]/g;

/** White space that must be the same but for escapes and odd spaces: next to an escaped line end, or within a line. */
export function explainWhiteSpace(sent: string, actual: string, evidence: Evidence, causes: Set<Cause>): boolean {
  if (sent === actual) return true;
  const [sentPieces, actualPieces] = [sent.match(whiteSpace) ?? [], actual.match(whiteSpace) ?? []];
  return (
    sentPieces.length === actualPieces.length &&
    sentPieces.every((piece, index) => explainPiece(piece, actualPieces[index] ?? '', evidence, causes))
  );
}
