import { dashes, isAscii, isTypographicDash, Kind, kindOf, plainSpaces, straightQuote } from './characters.ts';
import { escapesIn, parseEscape, readings } from './escapes.ts';
import type { Cause, Evidence } from './evidence.ts';

const realNewline = /^\r?\n$/;

/** True for a line end itself, not for an escape that stands for one. */
export function isRealNewline(text: string): boolean {
  return realNewline.test(text);
}

/**
 * Says by which causes a piece that the model sent can stand for a piece of the file, and notes in the evidence what
 * that shows. False where no cause explains the difference. Both pieces fold to the same.
 */
export function explainPiece(sent: string, actual: string, evidence: Evidence, found: Set<Cause>): boolean {
  if (sent === actual) {
    noteKept(sent, evidence);
    return true;
  }
  if (explainPlain(sent, actual, evidence, found)) return true;
  const written = parseEscape(sent);
  if (written === undefined) return false;
  for (const { text, undone } of readings(written)) {
    // What an escape stands for is a line end, of no particular kind.
    const same = text === actual || (isRealNewline(text) && isRealNewline(actual));
    if (!same && !explainPlain(text, actual, evidence, found)) continue;
    for (const name of undone) evidence.undone.add(name);
    for (const name of escapesIn(written)) if (!undone.includes(name)) evidence.escapesKept.add(name);
    found.add(written.text.startsWith('&') ? 'entities' : 'escapes');
    return true;
  }
  return false;
}

function noteKept(piece: string, evidence: Evidence): void {
  const written = parseEscape(piece);
  if (written) for (const name of escapesIn(written)) evidence.escapesKept.add(name);
  else if (!isAscii(piece)) {
    if (kindOf(piece.charCodeAt(0)) !== Kind.plain) for (const one of piece) evidence.charactersKept.add(one);
    else if (piece.normalize('NFC') !== piece) evidence.decomposedKept = true;
  }
}

/** Every cause but escapes. */
function explainPlain(sent: string, actual: string, evidence: Evidence, found: Set<Cause>): boolean {
  if (isRealNewline(sent) && isRealNewline(actual)) {
    evidence.lineEndings = true;
    found.add('lineEndings');
    return true;
  }
  return (
    explainQuote(sent, actual, evidence, found) ||
    explainDash(sent, actual, evidence, found) ||
    explainEllipsis(sent, actual, evidence, found) ||
    explainSpace(sent, actual, evidence, found) ||
    explainComposition(sent, actual, evidence, found)
  );
}

function explainQuote(sent: string, actual: string, evidence: Evidence, found: Set<Cause>): boolean {
  const [sentPlain, actualPlain] = [straightQuote(sent), straightQuote(actual)];
  if (sentPlain !== undefined && (actual === sentPlain || actualPlain === sentPlain)) become(evidence, sent, actual);
  else if (sentPlain === undefined && actualPlain === sent) evidence.quotesOfFile = true;
  else return false;
  found.add('quotes');
  return true;
}

function explainDash(sent: string, actual: string, evidence: Evidence, found: Set<Cause>): boolean {
  if (!dashRun.test(sent) || !dashRun.test(actual)) return false;
  if (sent.length === actual.length) {
    for (let at = 0; at < sent.length; at++) explainOneDash(sent[at] ?? '', actual[at] ?? '', evidence);
  } else if (isTypographicDash(sent) && hyphens.test(actual)) become(evidence, sent, actual);
  else if (hyphens.test(sent) && isTypographicDash(actual)) evidence.charactersOfFile = true;
  else return false;
  found.add('dashes');
  return true;
}

/** Two or three hyphens are what people type for a dash. */
const hyphens = /^-{2,3}$/;
const dashRun = new RegExp(`^[-${dashes}]+$`);

function explainOneDash(sent: string, actual: string, evidence: Evidence): void {
  if (sent === actual) evidence.charactersKept.add(sent);
  else if (isTypographicDash(sent)) become(evidence, sent, actual);
  else evidence.charactersOfFile = true;
}

function explainEllipsis(sent: string, actual: string, evidence: Evidence, found: Set<Cause>): boolean {
  if (sent === '…' && actual === '...') become(evidence, sent, actual);
  else if (sent === '...' && actual === '…') evidence.charactersOfFile = true;
  else return false;
  found.add('ellipsis');
  return true;
}

function explainSpace(sent: string, actual: string, evidence: Evidence, found: Set<Cause>): boolean {
  const [sentPlain, actualPlain] = [plainSpaces(sent), plainSpaces(actual)];
  if (sentPlain !== ' ' || actualPlain !== ' ') return false;
  if (sent !== ' ') become(evidence, sent, actual);
  else evidence.charactersOfFile = true;
  found.add('spaces');
  return true;
}

function explainComposition(sent: string, actual: string, evidence: Evidence, found: Set<Cause>): boolean {
  const composed = sent.normalize('NFC');
  if (composed !== actual.normalize('NFC')) return false;
  if (composed === actual) evidence.composed = true;
  else evidence.decomposedOfFile = true;
  found.add('composition');
  return true;
}

function become(evidence: Evidence, sent: string, actual: string): void {
  const known = evidence.straightened.get(sent);
  if (known) known.add(actual);
  else evidence.straightened.set(sent, new Set([actual]));
}
