import type { Stage } from './escapes.ts';
import type { Findings } from './findings.ts';
import { candidate, isNeededBefore, isNeededBehind, rightToLeft } from './neighbours.ts';
import type { Shifts } from './shifts.ts';

/** Black flag, then England, Scotland, Wales or Northern Ireland in tag characters: the sequences that people use. */
const flagTags =
  /\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073}|\u{E006E}\u{E0069}\u{E0072})\u{E007F}/uy;
const blackFlag = '\u{1F3F4}';
const flagTagsLength = 12;

/** So much of the output is looked at before a candidate: an emoji with its modifier. */
const behindLength = 8;

/**
 * Removes characters that cannot be seen but can be read: controls of direction, zero-width characters, tags, runs of
 * variation selectors, fillers; half surrogates become U+FFFD. Kept is what a script or an emoji needs: joiners between
 * letters that join, one selector behind what varies, marks of direction in a line written from right to left, the tags
 * of a flag.
 */
export function createHiddenFilter(findings: Findings, shifts: Shifts): Stage {
  let held = '';
  /** Place of the first held character in the stream, and of the next output. */
  let read = 0;
  let written = 0;
  /** End of the output so far. */
  let behind = '';
  /** The line, as far as it was seen, holds a letter that is written from right to left. */
  let mirrored = false;

  return {
    push(piece, last) {
      const raw = held + piece;
      const half = !last && /[\uD800-\uDBFF]$/.test(raw.slice(-1)) ? raw.slice(-1) : '';
      const text = wellFormed(half === '' ? raw : raw.slice(0, -1));
      let out = '';
      let copied = 0;
      let seen = 0;
      let next = 0;
      for (;;) {
        candidate.lastIndex = next;
        // Scripts that need joiners are full of candidates: each is read from the text, without making a match of it.
        if (!candidate.test(text)) return finish(text.length);
        const end = candidate.lastIndex;
        const length = isLowSurrogate(text.charCodeAt(end - 1)) ? 2 : 1;
        const at = end - length;
        const code = text.codePointAt(at) ?? 0;
        // In scripts that join, as in most texts with candidates, nothing else has to be looked at.
        if ((code === 0x200c || code === 0x200d) && at > copied && joinsBehind(text.charCodeAt(at - 1))) {
          next = end;
          continue;
        }
        const stays = keptFrom(at, code, length);
        if (stays === 'more') return finish(at);
        next = at + (stays || length);
        if (stays > 0) continue;
        copy(at);
        findings.note(kindOf(code), () => read + at);
        shifts.removed(written, length);
        copied = next;
      }

      /** How many characters stay from `at` on; 0 where the candidate goes. */
      function keptFrom(at: number, code: number, length: number): number | 'more' {
        // The mark of byte order that a file may begin with: an edit needs the text as it is.
        if (code === 0xfeff && read + at === 0) return length;
        const before =
          at - copied >= behindLength ? text.slice(at - behindLength, at) : behind + text.slice(copied, at);
        if (isTag(code) && before.endsWith(blackFlag)) {
          flagTags.lastIndex = at;
          if (flagTags.test(text)) return flagTagsLength;
          return !last && text.length - at < flagTagsLength ? 'more' : 0;
        }
        if (isNeededBehind(code, before)) return length;
        const end = at + length;
        const after = end < text.length || last ? text.slice(end, end + 4) : undefined;
        const needed = isNeededBefore(code, {
          before,
          after,
          mirrored() {
            see(at);
            return mirrored;
          },
        });
        return needed === 'more' ? 'more' : needed ? length : 0;
      }

      function see(to: number): void {
        const part = text.slice(seen, to);
        const line = part.lastIndexOf('\n') + 1;
        mirrored = (line === 0 && mirrored) || rightToLeft.test(part.slice(line));
        seen = to;
      }

      function copy(to: number): void {
        const part = text.slice(copied, to);
        out += part;
        written += part.length;
        behind = part.length >= behindLength ? part.slice(-behindLength) : (behind + part).slice(-behindLength);
      }

      function finish(to: number): string {
        copy(to);
        see(to);
        read += to;
        held = text.slice(to) + half;
        return out;
      }
    },
  };

  /** With U+FFFD for every surrogate that lacks its other half. */
  function wellFormed(text: string): string {
    if (text.isWellFormed()) return text;
    return text.replace(/\p{Cs}/gu, (_, at: number) => {
      findings.note('surrogate', () => read + at);
      return '\uFFFD';
    });
  }
}

/** By the character before: 1 where it does not join, 2 where it does, 0 where nobody has asked yet. */
const joins = new Uint8Array(0x2000);

function joinsBehind(code: number): boolean {
  const known = joins[code];
  if (known === undefined) return false;
  if (known === 0) joins[code] = isNeededBehind(0x200c, String.fromCharCode(code)) ? 2 : 1;
  return joins[code] === 2;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function isTag(code: number): boolean {
  return code >= 0xe0000 && code <= 0xe007f;
}

function kindOf(code: number): string {
  if (isTag(code)) return 'tag';
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return 'variation';
  if (code === 0x61c || code === 0x200e || code === 0x200f) return 'bidi';
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ? 'bidi' : 'zeroWidth';
}
