import { readdirSync, readFileSync, rmdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';

const Journal = z.object({
  pid: z.number(),
  /** Empty files and folders that may be in the workspace. */
  standIns: z.array(z.string()),
  /** The folder of temporary files, and the socket of the library's bridge to its proxy. */
  temporary: z.string(),
  socket: z.string().optional(),
});
type Journal = z.infer<typeof Journal>;

export interface SandboxJournal {
  /** A command is about to run, and these may appear. */
  note(standIns: readonly string[]): void;
  /** No command runs any more. */
  clear(): void;
  /** The sandbox has ended in good order. */
  remove(): void;
}

/**
 * Remembers what a running sandbox may leave behind, in a file of this process, so that a later one can clean up if this
 * one is ended by force. `folder` is a private one.
 */
export function createJournal(
  folder: string,
  places: { temporary: string; socket?: string | undefined },
): SandboxJournal {
  const path = join(folder, `sandbox-${process.pid}.json`);
  const { temporary, socket } = places;
  let noted = new Set<string>();
  const write = (): void => {
    const journal: Journal = { pid: process.pid, standIns: [...noted], temporary, ...(socket ? { socket } : {}) };
    writeFileSync(path, JSON.stringify(journal), { mode: 0o600 });
  };
  write();
  return {
    note(standIns) {
      const all = new Set([...noted, ...standIns]);
      if (all.size === noted.size) return;
      noted = all;
      write();
    },
    clear() {
      if (noted.size === 0) return;
      noted = new Set();
      write();
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/** Cleans up after processes that no longer run. Of what lies in the workspace, only what is still empty goes. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of readdirSync(folder).filter((one) => /^sandbox-\d+\.json$/.test(one))) {
    const path = join(folder, name);
    const journal = Journal.safeParse(await readJson(path));
    if (journal.success && runs(journal.data.pid)) continue;
    if (journal.success) cleanUp(journal.data);
    rmSync(path, { force: true });
  }
}

function cleanUp({ standIns, temporary, socket }: Journal): void {
  for (const standIn of standIns) removeEmpty(standIn);
  if (isOurs(temporary, /^belay-\w+$/)) rmSync(temporary, { recursive: true, force: true });
  if (socket !== undefined && isOurs(socket, /^claude-http-[0-9a-f]+\.sock$/)) {
    endBridge(socket);
    rmSync(socket, { force: true });
  }
}

/** Whether a path of a journal is what it should be: nothing else is ever removed by it. */
function isOurs(path: string, name: RegExp): boolean {
  return name.test(basename(path)) && [tmpdir(), '/tmp', '/private/tmp'].includes(dirname(path));
}

/** Ends the program that listened at the socket, if it still runs. Linux only. */
function endBridge(socket: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`UNIX-LISTEN:${socket},`)) process.kill(Number(pid));
    } catch {
      // It has ended meanwhile, or is another user's.
    }
  }
}

/** Removes an empty folder, or an empty file that nobody may write: what a stand-in leaves. */
function removeEmpty(path: string): void {
  try {
    const found = statSync(path);
    if (found.isDirectory()) rmdirSync(path);
    else if (found.isFile() && found.size === 0 && (found.mode & 0o222) === 0) unlinkSync(path);
  } catch {
    // Gone, or in use: then it is not ours.
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function runs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
