import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { answerText, idIn } from './lineId.ts';

export interface AnswerOptions {
  /** The text of an answer; JSON without it. */
  readonly format?: ((answer: object) => string) | undefined;
  /** Lines that are answered at the same time; one without it. The order stays. */
  readonly atOnce?: number;
}

/**
 * Answers each line of JSON with one, in their order, until the lines end or nobody reads the answers any more. Empty
 * lines are passed over; one that is no JSON is answered by `{"id","error"}`. `answer` must not throw.
 */
export async function answerLines(
  lines: AsyncIterable<string>,
  answer: (value: unknown) => object | Promise<object>,
  output: Writable,
  { format, atOnce = 1 }: AnswerOptions = {},
): Promise<void> {
  let closed = false;
  const close = (): void => {
    closed = true;
  };
  // A reader that goes away, as `head` does, is no failure.
  output.on('error', close).on('close', close);
  const waiting: { readonly line: string; readonly answer: object | Promise<object> }[] = [];
  const writeUntil = async (left: number): Promise<void> => {
    while (waiting.length > left && !closed) {
      const next = waiting.shift();
      const answered = await next?.answer;
      if (next === undefined || answered === undefined || closed) return;
      const text = format ? format(answered) : answerText(next.line, answered);
      if (!output.write(`${text}\n`)) await drained(output);
    }
  };
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    waiting.push({ line, answer: 'error' in value ? value : answer(value.json) });
    await writeUntil(atOnce - 1);
    if (closed) return;
  }
  await writeUntil(0);
}

function parsed(line: string): { readonly json: unknown } | { readonly id: unknown; readonly error: string } {
  try {
    return { json: JSON.parse(line) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { id: idIn(line), error: `This line is not valid JSON: ${why}` };
  }
}

async function drained(output: Writable): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const ends = ['drain', 'close', 'error'].map((event) => once(output, event, { signal }));
  await Promise.race(ends).catch(() => {});
  stop.abort();
  await Promise.allSettled(ends);
}
