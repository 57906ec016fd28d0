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
  return pieces.some((piece) => 'mark' in piece && piece.mark !== '␊');
}

const suspicious =
  /\n+| +|[\p{Cc}]|[\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}|\u2800/gu;

function mark(found: string, text: string, index: number): Piece[] | undefined {
  if (found[0] === ' ') return spaces(found.length, text, index);
  if (found[0] === '\n') {
    const breaks: Piece = {
      mark: found.length > 2 ? `␊×${found.length}` : '␊'.repeat(found.length),
      name: 'line break',
    };
    return index + found.length === text.length ? [breaks] : [breaks, { text: '\n' }];
  }
  const code = found.codePointAt(0) ?? 0;
  if (code < 0x20) return [{ mark: String.fromCodePoint(0x2400 + code), name: controlNames[code] ?? codePoint(code) }];
  if (code === 0x7f) return [{ mark: '␡', name: 'delete' }];
  return [{ mark: codePoint(code), name: `hidden or unusual character ${codePoint(code)}` }];
}

function spaces(count: number, text: string, index: number): Piece[] | undefined {
  const after = text[index + count];
  const trailing = after === undefined || after === '\n';
  const indent = index === 0 || text[index - 1] === '\n';
  if (!trailing && count < (indent ? longIndent : longRun)) return undefined;
  return [{ mark: `␠×${count}`, name: `${count} ${count === 1 ? 'space' : 'spaces'}` }];
}

const controlNames: Readonly<Record<number, string>> = {
  0: 'null',
  7: 'bell',
  8: 'backspace',
  9: 'tab',
  13: 'carriage return',
  27: 'escape',
};

function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
