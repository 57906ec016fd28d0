/** A piece of text as it is, or something that would not be seen, as a mark with its plain name. */
export type Piece = { readonly text: string } | { readonly mark: string; readonly name: string };

/** Runs of spaces from this length on are counted out; at the start of a line, where they indent, from the second. */
const longRun = 8;
const longIndent = 24;

/**
 * Makes visible what could hide in a text that a person approves: control characters, hidden and unusual Unicode,
 * trailing and long padding. Line breaks that are followed by more text stay line breaks, with a mark in front.
 */
export function visibleText(text: string): Piece[] {
  const pieces: Piece[] = [];
  let last = 0;
  for (const match of text.matchAll(suspicious)) {
    const found = mark(match[0], text, match.index);
    if (!found) continue;
    if (match.index > last) pieces.push({ text: text.slice(last, match.index) });
    pieces.push(...found);
    last = match.index + match[0].length;
  }
  if (last < text.length) pieces.push({ text: text.slice(last) });
  return pieces;
}

/** True where a text holds more than plain characters, single line breaks and harmless spaces. */
export function hidesSomething(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => 'mark' in piece && !/^↵(×2)?$/.test(piece.mark));
}

const suspicious =
  /\n+| +|[\p{Cc}]|[\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}|\u2800/gu;

function mark(found: string, text: string, index: number): Piece[] | undefined {
  if (found[0] === ' ') return spaces(found.length, text, index);
  if (found[0] === '\n') {
    const name = found.length === 1 ? 'line break' : `${found.length} line breaks`;
    const breaks: Piece = { mark: found.length > 1 ? `↵×${found.length}` : '↵', name };
    return index + found.length === text.length ? [breaks] : [breaks, { text: '\n' }];
  }
  const code = found.codePointAt(0) ?? 0;
  const control = controls[code];
  if (control) return [control];
  return [{ mark: codePoint(code), name: `hidden or unusual character ${codePoint(code)}` }];
}

function spaces(count: number, text: string, index: number): Piece[] | undefined {
  const after = text[index + count];
  const trailing = after === undefined || after === '\n';
  const indent = index === 0 || text[index - 1] === '\n';
  if (!trailing && count < (indent ? longIndent : longRun)) return undefined;
  return [{ mark: `␣×${count}`, name: `${count} ${count === 1 ? 'space' : 'spaces'}` }];
}

/** Letters rather than the pictures that Unicode has for them, which many fonts lack. */
const controls: Readonly<Record<number, Piece>> = {
  0: { mark: 'NUL', name: 'null' },
  7: { mark: 'BEL', name: 'bell' },
  8: { mark: 'BS', name: 'backspace' },
  9: { mark: 'TAB', name: 'tab' },
  13: { mark: 'CR', name: 'carriage return' },
  27: { mark: 'ESC', name: 'escape' },
  127: { mark: 'DEL', name: 'delete' },
};

function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
