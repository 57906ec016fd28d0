import type { WriteStream } from 'node:fs';
import { openSpillFile } from './spillFile.ts';

export interface CaptureLimits {
  /** Bytes kept from the start and from the end; what lies between goes to the file only. */
  readonly head: number;
  readonly tail: number;
  /** Bytes that the file holds at most. */
  readonly file: number;
}

export const captureLimits: CaptureLimits = { head: 12 * 1024, tail: 20 * 1024, file: 64 * 1024 * 1024 };

/** Collects output of any length in bounded memory; once it is longer than head and tail, the whole goes to a file. */
export interface OutputCapture {
  /** Takes a chunk; resolves when more may come. */
  push(chunk: Buffer): Promise<void>;
  /** The output, its middle replaced by a line that says what was cut, and the file with the whole. */
  finish(): Promise<{ readonly output: string; readonly spill: string | undefined }>;
}

export function createOutputCapture(folder: string, limits: CaptureLimits = captureLimits): OutputCapture {
  let head: Buffer = Buffer.alloc(0);
  let tail: Buffer[] = [];
  let tailSize = 0;
  let total = 0;
  let file: { readonly path: string; readonly stream: WriteStream; written: number } | undefined;
  let failure: Error | undefined;

  async function spill(chunk: Buffer): Promise<void> {
    if (failure) return;
    if (!file) {
      let opened: Awaited<ReturnType<typeof openSpillFile>>;
      try {
        opened = await openSpillFile(folder);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        return;
      }
      const { path, stream } = opened;
      stream.on('error', (error) => {
        failure ??= error;
      });
      file = { path, stream, written: 0 };
      await write(Buffer.concat([head, ...tail]));
    }
    await write(chunk);
  }

  async function write(bytes: Buffer): Promise<void> {
    if (!file || failure || file.written >= limits.file) return;
    const part = bytes.subarray(0, limits.file - file.written);
    file.written += part.length;
    const { stream } = file;
    if (stream.write(part)) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        stream.off('drain', settle).off('error', settle).off('close', settle);
        resolve();
      };
      stream.on('drain', settle).on('error', settle).on('close', settle);
    });
  }

  function keep(chunk: Buffer): void {
    const missing = limits.head - head.length;
    if (missing > 0) head = Buffer.concat([head, chunk.subarray(0, missing)]);
    const rest = missing > 0 ? chunk.subarray(missing) : chunk;
    if (rest.length === 0) return;
    // A copy, so that a small end does not hold a large buffer.
    tail.push(rest.length > limits.tail ? Buffer.from(rest.subarray(-limits.tail)) : rest);
    tailSize += Math.min(rest.length, limits.tail);
    while (tailSize - (tail[0]?.length ?? tailSize) >= limits.tail) tailSize -= tail.shift()?.length ?? 0;
    if (tail.length > 64) tail = [Buffer.concat(tail)];
  }

  return {
    async push(chunk) {
      total += chunk.length;
      if (total > limits.head + limits.tail) await spill(chunk);
      keep(chunk);
    },
    async finish() {
      const { stream, path, written } = file ?? {};
      if (stream && !failure) await new Promise<void>((resolve) => stream.end(() => resolve()));
      const end = Buffer.concat(tail);
      if (total <= limits.head + limits.tail) {
        return { output: Buffer.concat([head, end]).toString('utf8'), spill: undefined };
      }
      const start = wholeCharacters(head).toString('utf8');
      const last = fromWholeCharacter(end.subarray(-limits.tail)).toString('utf8');
      const cut = total - Buffer.byteLength(start) - Buffer.byteLength(last);
      const where =
        path === undefined || failure
          ? `The whole could not be kept (${failure?.message ?? 'no file'}).`
          : `The ${total > (written ?? 0) ? `first ${written} bytes are` : 'whole is'} in ${path}; read parts of it with read_file or grep.`;
      const line = `[… ${cut} bytes cut here. ${where} …]`;
      return { output: `${start}\n${line}\n${last}`, spill: failure ? undefined : path };
    },
  };
}

/** Without a character at the end of which only the first bytes are there. */
function wholeCharacters(bytes: Buffer): Buffer {
  let start = bytes.length;
  while (start > 0 && bytes.length - start < 3 && isContinuation(bytes[start - 1])) start -= 1;
  const lead = bytes[start - 1] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return bytes.length - (start - 1) < length ? bytes.subarray(0, start - 1) : bytes;
}

/** Without the last bytes of a character at the start whose first ones are not there. */
function fromWholeCharacter(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
