import { mark, near, type Place } from './rule.ts';

const tokenRun = /[^\s"'`<>\\]*/y;

/** What a place needs to know of the scan. */
interface Scanned {
  /** Where the last replacement ended, and its last character. */
  readonly edge: { readonly at: number; readonly character: string };
  /** The place in the raw text. */
  source(found: number): number;
}

/** One place that moves from anchor to anchor: there are as many of them as words, and a new one for each costs time. */
export interface MovingPlace extends Place {
  move(text: string, at: number, last: boolean): void;
}

export function createPlace({ edge, source }: Scanned): MovingPlace {
  let text = '';
  let at = 0;
  let last = false;
  let run = { text, from: 0, to: 0 };
  let behind: string | undefined;

  return {
    move(newText, newAt, isLast) {
      text = newText;
      at = newAt;
      last = isLast;
      behind = undefined;
    },
    get text() {
      return text;
    },
    get at() {
      return at;
    },
    get last() {
      return last;
    },
    get previous() {
      return at === edge.at ? edge.character : text.charAt(at - 1);
    },
    apart: () => at > 0 && source(at) - source(at - 1) > 1,
    behind(length = near) {
      if (length === near && behind !== undefined) return behind;
      const from = at - length - 1;
      const written = edge.at > from ? edge.character + text.slice(edge.at, at) : text.slice(Math.max(0, from), at);
      // Cleaned once more, the text has its mark: what was before that must not count then either.
      const before = written.slice(Math.max(0, written.lastIndexOf(mark)));
      if (length === near) behind = before;
      return before;
    },
    runEnd(from = at) {
      if (run.text !== text || from < run.from || from >= run.to) {
        tokenRun.lastIndex = from;
        tokenRun.test(text);
        run = { text, from, to: tokenRun.lastIndex };
      }
      return run.to;
    },
  };
}
