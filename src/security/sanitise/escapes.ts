import type { Findings } from './findings.ts';
import type { Shifts } from './shifts.ts';

/** A stage that takes text piece by piece and may hold a bounded end of it back. */
export interface Stage {
  /** `last`: nothing follows, so nothing is held back. */
  push(text: string, last: boolean): string;
}

/** Every C0 control but tab, line feed and carriage return; DEL; every C1 control. */
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** What ends a control string: BEL, ST, CAN, SUB; an escape (which may begin ST); and, so that nothing below is lost, a line end. */
const stringEnd = /[\u0007\u009C\u0018\u001A\u001B\n]/g;

/** Longest CSI sequence; what is longer is no sequence but text behind a forged start. */
const longestCsi = 256;

/**
 * Removes terminal control: CSI, OSC, DCS, SOS, PM and APC sequences with 7-bit and C1 introducers, ended or not, other
 * escape sequences, and every remaining control character; a NUL that ends an entry of a list becomes a line end, so that
 * the entries stay apart. A state machine after ECMA-48, so that a cut anywhere in
 * the input changes nothing. A control string that nobody ends reaches to the end of its line.
 */
export function createEscapeFilter(findings: Findings, shifts: Shifts): Stage {
  let state: 'text' | 'escape' | 'csi' | 'string' | 'stringEscape' = 'text';
  /** Place of the next input and output character in the whole stream. */
  let read = 0;
  let written = 0;
  let csiLength = 0;
  /** Last character of ordinary text, or 0 after a sequence. */
  let before = 0;
  /** Where the output stood behind the last NUL. */
  let ended = 0;
  /** So many of the last ones had one character between them. */
  let alternating = 0;

  return {
    push(text) {
      if (state === 'text' && text.search(control) < 0) {
        read += text.length;
        written += text.length;
        before = text.charCodeAt(text.length - 1) || before;
        return text;
      }
      let out = '';
      let at = 0;
      while (at < text.length) at = state === 'text' ? plain(at) : sequence(at);
      read += text.length;
      return out;

      function plain(from: number): number {
        control.lastIndex = from;
        // One character matches, so its place is told without making a match of it.
        const found = control.test(text) ? control.lastIndex - 1 : text.length;
        if (found > from) {
          out += text.slice(from, found);
          written += found - from;
          before = text.charCodeAt(found - 1);
        }
        if (found === text.length) return found;
        const end = csiEnd(text, found);
        if (end > found) {
          findings.note('escape', () => read + found);
          before = 0;
          return drop(found, end);
        }
        const code = text.charCodeAt(found);
        const begun = code === 0x1b ? 'escape' : introducedBy(code);
        // Text in UTF-8 that was read as Latin-1 is full of C1 controls; there they introduce nothing.
        if (begun !== undefined && !(code >= 0x80 && isMisread(before))) begin(begun, found);
        else {
          findings.note('control', () => read + found);
          if (code === 0 && endsEntry()) {
            out += '\n';
            ended = ++written;
            before = 0;
            return found + 1;
          }
          before = code >= 0x80 && isMisread(before) ? code : 0;
        }
        return drop(found, found + 1);
      }

      /** False of the second of a run, and of those of UTF-16, where every other character is one. */
      function endsEntry(): boolean {
        const length = written - ended;
        ended = written;
        if (length === 0) return false;
        alternating = length === 1 ? alternating + 1 : 0;
        return alternating < 3;
      }

      function begin(next: typeof state, place: number): void {
        state = next;
        csiLength = 0;
        before = 0;
        findings.note('escape', () => read + place);
      }

      function drop(from: number, to: number): number {
        shifts.removed(written, to - from);
        return to;
      }

      function sequence(from: number): number {
        if (state === 'string') {
          stringEnd.lastIndex = from;
          const end = stringEnd.exec(text)?.index ?? text.length;
          if (end === text.length) return drop(from, end);
          const code = text.charCodeAt(end);
          state = code === 0x1b ? 'stringEscape' : 'text';
          return drop(from, code === 0x0a ? end : end + 1);
        }
        const code = text.charCodeAt(from);
        if (state === 'stringEscape' && code === 0x5c) {
          state = 'text';
          return drop(from, from + 1);
        }
        if (state === 'stringEscape') state = 'escape';
        if (code === 0x1b || introducedBy(code)) {
          begin(code === 0x1b ? 'escape' : (introducedBy(code) ?? 'text'), from);
          return drop(from, from + 1);
        }
        return state === 'escape' ? afterEscape(code, from) : inCsi(code, from);
      }

      function afterEscape(code: number, from: number): number {
        if (code === 0x5b) state = 'csi';
        else if (stringStarts.has(code)) state = 'string';
        else if (code < 0x20 || code > 0x7e) {
          state = 'text';
          return from;
        } else if (code > 0x2f) state = 'text';
        return drop(from, from + 1);
      }

      function inCsi(code: number, from: number): number {
        if (code < 0x20 || code > 0x7e || ++csiLength > longestCsi) {
          state = 'text';
          return from;
        }
        if (code >= 0x40) state = 'text';
        return drop(from, from + 1);
      }
    },
  };
}

/** Behind a whole CSI sequence, which the states above read character by character; `from` where none stands. */
function csiEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== 0x1b || text.charCodeAt(from + 1) !== 0x5b) return from;
  let at = from + 2;
  while (at - from < longestCsi && isBetween(text.charCodeAt(at), 0x30, 0x3f)) at++;
  while (at - from < longestCsi && isBetween(text.charCodeAt(at), 0x20, 0x2f)) at++;
  return isBetween(text.charCodeAt(at), 0x40, 0x7e) ? at + 1 : from;
}

function isBetween(code: number, first: number, last: number): boolean {
  return code >= first && code <= last;
}

/** After an escape: `]` OSC, `P` DCS, `X` SOS, `^` PM, `_` APC, and `k`, the title of screen and tmux. */
const stringStarts: ReadonlySet<number> = new Set([0x5d, 0x50, 0x58, 0x5e, 0x5f, 0x6b]);

function introducedBy(code: number): 'csi' | 'string' | undefined {
  if (code === 0x9b) return 'csi';
  return code === 0x9d || code === 0x90 || code === 0x98 || code === 0x9e || code === 0x9f ? 'string' : undefined;
}

/** Characters that the bytes of UTF-8 become when they are read as Latin-1 or Windows-1252. */
function isMisread(code: number): boolean {
  return (code >= 0x80 && code <= 0xff) || windows1252.has(code);
}

const windows1252: ReadonlySet<number> = new Set(
  [...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((character) => character.charCodeAt(0)),
);
