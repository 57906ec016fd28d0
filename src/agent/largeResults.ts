import type { Turn } from './turn.ts';

/** Where long results go. */
export interface LargeResults {
  /** Tokens of a result that the model reads at most; never more than a quarter of its window. Asked at each result. */
  maxTokens(): number;
  /** Keeps a text whole where `read_file` and `grep` may read it, for its owner only, and resolves with the path. */
  keep(text: string): Promise<string>;
}

const usualMaxTokens = 20_000;
const fewestTokens = 500;
/** Of what fits, this share goes to the beginning; the end of an output says more than its middle. */
const headShare = 0.4;
/** Characters of a text that are counted; a longer one is reckoned from them. */
const counted = 2_000_000;

/**
 * The model's half of a result, no longer than fits: what is too long keeps its head and its tail, and the whole goes to
 * a file that the text names. `text` is clean already; what is kept is exactly that.
 */
export async function fitResult(turn: Pick<Turn, 'deps' | 'sizes' | 'model'>, text: string): Promise<string> {
  const { largeResults: port, log } = turn.deps;
  const { id, contextWindow } = turn.model().info;
  const wished = Math.min(port?.maxTokens() ?? usualMaxTokens, Math.floor(contextWindow / 4));
  const limit = Math.max(fewestTokens, wished);
  // A token is at least one byte. Counting loads a vocabulary, which results of a usual length do without.
  if (text.length <= limit && new TextEncoder().encode(text).length <= limit) return text;
  const measure = async (part: string): Promise<number> => {
    if (part.length <= counted) return await turn.sizes.text(part, id);
    return Math.ceil(((await turn.sizes.text(part.slice(0, counted), id)) * part.length) / counted);
  };
  const tokens = await measure(text);
  if (tokens <= limit) return text;

  let path: string | undefined;
  try {
    path = await port?.keep(text);
  } catch (error) {
    log.error('a long result could not be kept whole', error);
  }
  for (let room = Math.floor((text.length * limit) / tokens); ; room = Math.floor(room * 0.8)) {
    const cut = headAndTail(text, room);
    const shortened = `${cut.head}\n${cutLine(text, cut, path)}\n${cut.tail}`;
    if (room < 200 || (await turn.sizes.text(shortened, id)) <= limit) return shortened;
  }
}

interface Cut {
  readonly head: string;
  readonly tail: string;
}

/** A beginning and an end of `characters` in all, at ends of lines where those are near, never within a character. */
export function headAndTail(text: string, characters: number): Cut {
  const first = Math.floor(characters * headShare);
  const last = text.length - (characters - first);
  const lineEnd = text.lastIndexOf('\n', first);
  const lineStart = text.indexOf('\n', last) + 1;
  const near = Math.max(200, characters / 10);
  const headEnd = lineEnd > first - near && lineEnd > 0 ? lineEnd : whole(text, first);
  const tailStart = lineStart > 0 && lineStart < last + near ? lineStart : whole(text, last);
  return { head: text.slice(0, headEnd), tail: text.slice(Math.max(tailStart, headEnd)) };
}

/** One unit earlier where `at` is between the two halves of a character. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function cutLine(text: string, { head, tail }: Cut, path: string | undefined): string {
  const lines = text.split('\n').length;
  const from = head.split('\n').length + 1;
  const to = lines - tail.split('\n').length;
  const what =
    from <= to
      ? `lines ${from} to ${to} of ${lines}`
      : `${text.length - head.length - tail.length} of ${text.length} characters`;
  if (path === undefined) {
    return `[… ${what} are left out here, since the result is too long, and could not be kept. Ask for less at a time. …]`;
  }
  const fitting = Math.max(1, Math.floor((lines * (head.length + tail.length)) / text.length / 2));
  return `[… ${what} are left out here, since the result is too long. The whole is in ${path}: read on with read_file, about ${fitting} lines at a time (firstLine, lastLine), or search it with grep. …]`;
}
