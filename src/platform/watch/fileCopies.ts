import { type BigIntStats, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ContentStore } from '../contentStore.ts';
import { errorCode } from '../errorCode.ts';

/** One path as it was looked at. `known` says that its bytes are in the store, under `hash`. */
export type Look =
  | { readonly kind: 'absent' }
  | ({ readonly kind: 'known'; readonly hash: string; readonly size: number } & Seen)
  /** Too large, beyond what is kept in all, or no file: only whether it changes can be told. */
  | ({ readonly kind: 'unknown' } & Seen);

interface Seen {
  readonly mode: number;
  /** Size, times and number of the file. */
  readonly identity: string;
  /** A file that was written at the very time when it was looked at may change again without looking different. */
  readonly fresh: boolean;
  /** When the file was made, as far as the file system knows; in milliseconds. */
  readonly bornMs: number;
}

export interface FileCopiesOptions {
  readonly contents: ContentStore;
  /** Largest file that is copied, and most bytes in all, for one look at everything. */
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

export type FileCopies = ReturnType<typeof createFileCopies>;

/** Copies files into the store and remembers what they looked like, so that one that has not changed is not read again. */
export function createFileCopies({ contents, maxFileBytes, maxTotalBytes }: FileCopiesOptions) {
  let last: ReadonlyMap<string, Look> = new Map();

  /** `recall` may give a look of before that still holds. */
  async function lookAt(
    paths: readonly string[],
    recall: (path: string, seen: Seen | undefined) => Look | undefined,
  ): Promise<ReadonlyMap<string, Look>> {
    const looks = new Map<string, Look>();
    const budget = { left: maxTotalBytes };
    const rest = restful();
    for (const path of paths) {
      const found = statOf(path);
      const seen = found && seenAs(found);
      const look = recall(path, seen) ?? (found && seen ? copy(path, found, seen, budget.left) : absent);
      if (look.kind === 'known') budget.left -= look.size;
      looks.set(path, look);
      await rest();
    }
    return looks;
  }

  function copy(path: string, found: BigIntStats, seen: Seen, left: number): Look {
    const plain = found.isFile() || found.isSymbolicLink() || found.isDirectory();
    if (!plain || (found.isFile() && found.size > Math.min(maxFileBytes, left))) return { kind: 'unknown', ...seen };
    const bytes = bytesOf(path, found);
    if (bytes === 'absent') return absent;
    if (bytes === 'unknown') return { kind: 'unknown', ...seen };
    return { kind: 'known', hash: contents.putQuickly(bytes), size: bytes.length, ...seen };
  }

  return {
    /** Looks at all of these; what is not among them is forgotten. */
    async take(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Look>> {
      last = await lookAt(paths, (path, seen) => {
        signal.throwIfAborted();
        const before = last.get(path);
        return before?.kind === 'known' && looksTheSame(before, seen) && contents.has(before.hash) ? before : undefined;
      });
      return last;
    },
    /** Those of the paths that do not look as they did when they were taken, or were not. */
    async differing(paths: readonly string[], taken: ReadonlyMap<string, Look>): Promise<string[]> {
      const differing: string[] = [];
      const rest = restful();
      for (const path of paths) {
        const found = statOf(path);
        if (!looksTheSame(taken.get(path), found && seenAs(found))) differing.push(path);
        await rest();
      }
      return differing;
    },
    look: (paths: readonly string[]): Promise<ReadonlyMap<string, Look>> => lookAt(paths, () => undefined),
  };
}

function bytesOf(path: string, found: BigIntStats): Uint8Array | 'absent' | 'unknown' {
  if (found.isDirectory()) return new Uint8Array();
  try {
    return found.isFile() ? readFileSync(path) : readlinkSync(path, { encoding: 'buffer' });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
    if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR') return 'unknown';
    throw error;
  }
}

/** Calls that wait for the disk are far quicker for many small files than promises; others get a turn in between. */
const stretchMs = 10;

function restful(): () => Promise<void> | undefined {
  let rested = performance.now();
  return () => {
    if (performance.now() - rested < stretchMs) return undefined;
    return breathe().then(() => {
      rested = performance.now();
    });
  };
}

const absent: Look = { kind: 'absent' };

function looksTheSame(look: Look | undefined, seen: Seen | undefined): boolean {
  if (!look) return false;
  if (look.kind === 'absent') return seen === undefined;
  return !look.fresh && look.identity === seen?.identity;
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTDIR' || code === 'EACCES' || code === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}

/** Clocks of file systems tick in steps: a few milliseconds mostly, whole seconds on some. */
const tickMs = 50;
const slowTickMs = 2500;

function seenAs({ size, mtimeNs, ctimeNs, ino, mode, birthtimeNs }: BigIntStats): Seen {
  const newest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const tick = newest % 1_000_000_000n === 0n ? slowTickMs : tickMs;
  return {
    mode: Number(mode),
    identity: `${size} ${mtimeNs} ${ctimeNs} ${ino} ${mode}`,
    fresh: Number(newest / 1_000_000n) > Date.now() - tick,
    bornMs: Number(birthtimeNs || ctimeNs) / 1e6,
  };
}
