import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit } from '../agent/gatePorts.ts';

/**
 * The audit of a project: `audit.jsonl` in Belay's folder for it, readable by its owner only, one line for each entry, in
 * the order of the calls. It only grows; several windows and processes write to it, a whole line at a time.
 */
export function createAuditLog({ folder }: { readonly folder: string }): Audit {
  const path = join(folder, 'audit.jsonl');
  let last: Promise<void> = Promise.resolve();

  async function append(line: Buffer): Promise<void> {
    const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
    const handle = await open(path, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | noFollow, 0o600);
    try {
      // A file that others can read was not made here; it is taken back before anything is added.
      if (process.platform !== 'win32' && ((await handle.stat()).mode & 0o077) !== 0) await handle.chmod(0o600);
      const { bytesWritten } = await handle.write(line);
      if (bytesWritten < line.length) throw new Error(`only a part of the line could be written to ${path}`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  return {
    write(entry) {
      const line = Buffer.from(`${JSON.stringify({ ...entry, time: new Date(entry.time).toISOString() })}\n`);
      const written = last.then(() => append(line));
      last = written.catch(() => {});
      return written;
    },
  };
}
