import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensurePrivateFolder } from '../privateFolder.ts';

/** A file system whose times do not move for so long counts in seconds; nobody waits for that. */
const patienceMs = 60;

/**
 * A time, in milliseconds as files are stamped, such that every file made until now is older and every one made from now
 * on is not. Files are stamped by a clock that ticks every few milliseconds; this waits for its next tick.
 */
export async function fileClock(folder: string): Promise<number> {
  await ensurePrivateFolder(folder);
  const handle = await open(join(folder, 'clock'), 'w', 0o600);
  try {
    const stamp = async (): Promise<number> => {
      await handle.write('.', 0);
      const { mtimeNs } = await handle.stat({ bigint: true });
      return Number(mtimeNs) / 1e6;
    };
    const first = await stamp();
    const started = performance.now();
    for (;;) {
      const now = await stamp();
      if (now > first) return now;
      if (performance.now() - started > patienceMs) return first;
      await wait(1);
    }
  } finally {
    await handle.close();
  }
}
