import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type EditDeps, type EditOutcome, editOutsideSession } from '../agent/editOutsideSession.ts';
import { contentHash } from './contentHash.ts';
import { answerText, idIn } from './lineId.ts';

/** One line that was read: an edit, or why it is none. */
type Request =
  | { readonly id: unknown; readonly tool: string; readonly input: unknown }
  | { readonly id: unknown; readonly problem: string };

/**
 * Makes the edits that standard input asks for, one line of JSON each, in their order, and prints a line with the outcome
 * of each. A line that is no edit is answered as refused; the others are made nevertheless.
 */
export async function editLines(
  lines: AsyncIterable<Uint8Array>,
  deps: EditDeps,
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<void> {
  let count = 0;
  for await (const line of lines) {
    if (signal.aborted) return;
    const text = new TextDecoder().decode(line);
    if (text.trim() === '') continue;
    count += 1;
    const request = isUtf8(line) ? readRequest(text) : { id: idIn(text), problem: notUtf8 };
    const outcome = await outcomeOf(request, deps, `edit-${count}`, signal);
    print(answerText(text, { id: request.id, ...outcome }));
  }
}

const notUtf8 = 'This line is not valid UTF-8, so nothing was done. Write it in UTF-8.';

async function outcomeOf(request: Request, deps: EditDeps, id: string, signal: AbortSignal): Promise<EditOutcome> {
  if ('problem' in request) return { outcome: 'refused', reason: request.problem };
  try {
    return await editOutsideSession(deps, { id, tool: request.tool, input: request.input }, hashOnDisk, signal);
  } catch (error) {
    deps.log.error('an edit failed', error);
    const why = error instanceof Error ? error.message : String(error);
    return { outcome: 'refused', reason: `Belay failed at this edit: ${why}` };
  }
}

/** Every file counts as read, as it is now. */
function hashOnDisk(path: string): string | undefined {
  try {
    return contentHash(readFileSync(path));
  } catch {
    return undefined;
  }
}

function readRequest(line: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { id: idIn(line), problem: `This line is not valid JSON, so nothing was done: ${why}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, problem: 'This line is not a JSON object, so nothing was done.' };
  }
  // A field that is null is one that is not given: some programs write all that they know of.
  const given = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
  const { id: known = null, patch, path, oldText, newText, replaceAll } = given as Readonly<Record<string, unknown>>;
  const replaces = path !== undefined || oldText !== undefined || newText !== undefined;
  if (patch !== undefined) {
    if (replaces) return { id: known, problem: 'A line has either a patch or path, oldText and newText, not both.' };
    return { id: known, tool: 'apply_patch', input: { patch } };
  }
  const missing = Object.entries({ path, oldText, newText }).flatMap(([name, value]) =>
    value === undefined ? name : [],
  );
  if (replaces && missing.length > 0)
    return { id: known, problem: `The edit is missing its ${missing.join(' and ')}.` };
  if (!replaces) return { id: known, problem: 'The edit is missing: give path, oldText and newText, or patch.' };
  const all = replaceAll === undefined ? {} : { replaceAll };
  return { id: known, tool: 'edit_file', input: { path, oldText, newText, ...all } };
}

/** The lines of a stream of bytes, as text; bytes that are not UTF-8 become U+FFFD. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<string, void> {
  for await (const line of byteLinesOf(bytes, signal)) yield new TextDecoder().decode(line);
}

/**
 * The lines of a stream of bytes, without their ends, until the stream is over or the signal stops it. Only `\n` ends a
 * line: JSON may hold all other separators.
 */
export async function* byteLinesOf(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  let rest: Uint8Array[] = [];
  try {
    for await (const chunk of bytes) {
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
        yield Buffer.concat([...rest, chunk.subarray(from, end)]);
        rest = [];
        from = end + 1;
      }
      rest.push(chunk.subarray(from));
    }
  } catch (error) {
    // A stream that was closed while it was waited for says so by an error.
    if (signal.aborted) return;
    throw error;
  }
  yield Buffer.concat(rest);
}

const lineFeed = 10;
