import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { WriteLock } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { birthOf, stillRuns } from './processBirth.ts';

const Holder = z.object({
  token: z.string(),
  pid: z.number(),
  /** When that process started, as the system counts it; tells it from a later one with the same number. */
  born: z.string(),
  host: z.string(),
  since: z.number(),
});
type Holder = z.infer<typeof Holder>;

/** The holder renews the file's time this often; a holder on another machine that has not for `staleMs` is gone. */
const renewMs = 5000;
const staleMs = 60_000;
/** A lock file that is empty or unreadable for so long was left by a crash between making and filling it. */
const blankMs = 5000;

/**
 * The lock of a project, as a file that names its holder. A lock whose holder no longer runs is taken over. When waiting
 * ends by a timeout, the error is a `ToolError` that says who holds it; otherwise it is the signal's reason.
 */
export function createWriteLock({ path }: { readonly path: string }): WriteLock {
  let ready: Promise<string> | undefined;
  return {
    async acquire(signal) {
      ready ??= ensurePrivateFolder(dirname(path));
      await ready;
      const own: Holder = {
        token: randomUUID(),
        pid: process.pid,
        born: birthOf(process.pid),
        host: hostname(),
        since: Date.now(),
      };
      for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
        if (signal.aborted) throw await waitedInVain(path, signal);
        if (await make(path, JSON.stringify(own))) return hold(path, own);
        if (await removeStale(path)) continue;
        // Woken early by a stop, which the next round sees.
        await wait(pause, undefined, { signal }).catch(() => {});
      }
    },
  };
}

function hold(path: string, own: Holder): () => Promise<void> {
  const renew = setInterval(() => {
    // A failure only makes the lock look older than it is.
    utimes(path, new Date(), new Date()).catch(() => {});
  }, renewMs);
  renew.unref();
  let released = false;
  return async () => {
    if (released) return;
    released = true;
    clearInterval(renew);
    if ((await readHolder(path))?.token === own.token) await rm(path, { force: true });
  };
}

/** Makes a file that must not exist yet. */
async function make(path: string, content: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a holder that is gone. A second file lets only one process do so at a time; otherwise a slow one
 * could remove the new lock of a quick one.
 */
async function removeStale(path: string): Promise<boolean> {
  if (!(await isStale(path))) return false;
  const guard = `${path}.takeover`;
  if (!(await make(guard, ''))) {
    const age = await ageOf(guard);
    if (age !== undefined && age > blankMs) await rm(guard, { force: true });
    return false;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const age = await ageOf(path);
  if (age === undefined) return false;
  const holder = await readHolder(path);
  if (!holder) return age > blankMs;
  if (holder.host !== hostname()) return age > staleMs;
  return !stillRuns(holder.pid, holder.born);
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const parsed = Holder.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function ageOf(path: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function waitedInVain(path: string, signal: AbortSignal): Promise<unknown> {
  const { reason } = signal;
  if (!(reason instanceof DOMException && reason.name === 'TimeoutError')) return reason;
  const holder = await readHolder(path);
  const who = holder
    ? holder.pid === process.pid
      ? 'Another session of this window'
      : `Another window of Belay (process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`})`
    : 'Another window of Belay';
  const since = holder ? ` since ${new Date(holder.since).toLocaleTimeString('en-GB')}` : '';
  return new ToolError(
    `${who} is changing this project${since}. Wait until it has finished, or stop it there, and try again.`,
    { cause: reason },
  );
}
