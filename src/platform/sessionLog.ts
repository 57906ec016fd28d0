import { fstatSync, ftruncateSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { SessionLog } from '../agent/ports.ts';

/** A line up to this many bytes goes to the system straight away: that is quicker than a turn through the thread pool. */
const atOnce = 64 * 1024;

/**
 * Appends events to an open session file, one whole line per write, in the order of the calls. `size` is the file's size
 * when it was read, `keep` how much of it are whole entries: a cut line behind them is removed before the first append,
 * unless another window has written on in the meantime; then the new line begins after it.
 */
export function createSessionLog(
  handle: FileHandle,
  found: { readonly size: number; readonly keep: number },
): SessionLog {
  let last: Promise<void> = Promise.resolve();
  let closed = false;
  let mended = found.size === 0;

  async function mend(): Promise<void> {
    const { size } = await handle.stat();
    if (size === found.size && found.keep < size) await handle.truncate(found.keep);
    else if (size > 0) await write(Buffer.from('\n'));
    mended = true;
  }

  async function write(line: Buffer): Promise<void> {
    const { fd } = handle;
    const { size } = fstatSync(fd);
    try {
      for (let written = 0; written < line.length; ) {
        const rest = line.length - written;
        written += rest > atOnce ? (await handle.write(line, written)).bytesWritten : writeSync(fd, line, written);
      }
    } catch (error) {
      // Half a line must not stand before the next one. Where even this fails, reading leaves the half line out.
      ftruncateSync(fd, size);
      throw error;
    }
  }

  function enqueue(work: () => Promise<void>): Promise<void> {
    const result = last.then(work);
    // The caller is told of the failure; the next append is tried all the same.
    last = result.catch(() => {});
    return result;
  }

  return {
    append(event) {
      return enqueue(async () => {
        if (!mended) await mend();
        await write(Buffer.from(`${JSON.stringify(event)}\n`, 'utf8'));
      });
    },
    sync: () => enqueue(() => handle.datasync()),
    close() {
      if (closed) return last;
      closed = true;
      return enqueue(() => handle.close());
    },
  };
}
