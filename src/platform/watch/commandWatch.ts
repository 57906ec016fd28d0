import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { sep } from 'node:path';
import type { CheckpointFile, CommandChanges, CommandWatch } from '../../agent/editPorts.ts';
import type { Log } from '../../agent/ports.ts';
import { ToolError } from '../../agent/tool.ts';
import type { CheckpointStore } from '../checkpoints.ts';
import { errorCode } from '../errorCode.ts';
import { changesSince } from './changesSince.ts';
import { fileClock } from './fileClock.ts';
import { createFileCopies } from './fileCopies.ts';
import { createGitTree } from './gitTree.ts';
import { limits } from './limits.ts';
import { summariesOf } from './summariesOf.ts';
import type { Snapshot, Unwatched } from './tree.ts';
import { createWalkTree } from './walkTree.ts';

/** What the person saved in the editor while a command ran. */
export interface Saves {
  /** `stop` resolves with the bytes that were saved last, by path. */
  start(): { stop(): Promise<ReadonlyMap<string, Uint8Array>> };
}

export interface CommandWatchOptions {
  /** Real path of the project's folder. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ripgrep. */
  readonly binary: string;
  readonly checkpoints: Pick<CheckpointStore, 'put' | 'contents' | 'full'>;
  /** A folder of the watch's own. */
  readonly folder: string;
  readonly saves?: Saves;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Watches by comparing the folder before and after. With git only what git does not hold is copied; without, everything
 * that no ignore file names. Ignored files, submodules and repositories inside the project are not watched.
 */
export function createCommandWatch(options: CommandWatchOptions): CommandWatch & { dispose(): Promise<void> } {
  const { root, checkpoints, saves, log } = options;
  const { contents } = checkpoints;
  const { maxFileBytes, maxTotalBytes, maxFiles } = limits;
  const git = createGitTree(options);
  const walk = createWalkTree({ ...options, maxFiles });
  const copies = createFileCopies({ contents, maxFileBytes, maxTotalBytes });
  const refusal = whyUnwatched(root, realHome());
  let tooSlowUntil = 0;

  async function snapshot(signal: AbortSignal): Promise<Snapshot | Unwatched> {
    if (refusal !== undefined) return { unwatched: refusal };
    if (checkpoints.full()) return { unwatched: fullText };
    return (await git.snapshot(signal)) ?? (await walk.snapshot(signal));
  }

  return {
    async begin(signal) {
      if (performance.now() < tooSlowUntil) return async () => ({ summary: [], uncovered: tooSlow });
      const saving = saves?.start();
      const patience = AbortSignal.timeout(patienceMs);
      const unwatched = async (reason: string): Promise<() => Promise<CommandChanges>> => {
        await saving?.stop();
        return async () => ({ summary: [], uncovered: reason });
      };
      try {
        const either = AbortSignal.any([signal, patience]);
        const before = await snapshot(either);
        if ('unwatched' in before) return await unwatched(before.unwatched);
        const taken = await copies.take(before.loose, either);
        const beganMs = await fileClock(options.folder);
        return async () => {
          const saved = (await saving?.stop()) ?? new Map();
          try {
            const found = await changesSince({ root, snapshot: before, taken, beganMs, saved, copies, contents });
            return await record(found.files, found.uncovered);
          } catch (error) {
            if (error instanceof ToolError) return { summary: [], uncovered: error.message };
            log.warn(`what the command changed could not be found out: ${String(error)}`);
            const uncovered = `What this command changed could not be found out (${reasonOf(error)}), so it cannot be taken back.`;
            return { summary: [], uncovered };
          }
        };
      } catch (error) {
        if (signal.aborted) {
          await saving?.stop();
          throw error;
        }
        log.warn(`the files could not be noted before the command: ${String(error)}`);
        if (patience.aborted) {
          tooSlowUntil = performance.now() + restMs;
          return await unwatched(tooSlow);
        }
        return await unwatched(
          `The files could not be noted before this command (${reasonOf(error)}), so what it changed cannot be taken back.`,
        );
      }
    },
    dispose: git.dispose,
  };

  async function record(files: readonly CheckpointFile[], uncovered: string | undefined): Promise<CommandChanges> {
    const rest = uncovered === undefined ? {} : { uncovered };
    if (files.length === 0) return { summary: [], ...rest };
    const checkpoint = await checkpoints.put(files, { durable: false });
    return { checkpoint, summary: await summariesOf(files), ...rest };
  }
}

/** So long a command waits for its files to be noted; where that was not enough, the next ones do not wait for a while. */
const patienceMs = 10_000;
const restMs = 10 * 60_000;
const tooSlow =
  'The project is too large, or its disk too slow, to note its files before a command within ten seconds. So what commands change is not noted for now, and cannot be taken back. Edits can.';

const fullText =
  'Belay keeps as much of earlier states of files as its settings allow, and may still need all of it, so what commands change is not noted for now and cannot be taken back. More room: the setting belay.checkpoints.maxSizeMB.';

function reasonOf(error: unknown): string {
  if (errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT') return 'the disk is full';
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}

function realHome(): string {
  const home = homedir();
  return existsSync(home) ? realpathSync(home) : home;
}

/** A home folder or the root of a disk holds too much that is no project. */
function whyUnwatched(root: string, home: string): string | undefined {
  const above = (folder: string, path: string): boolean =>
    path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
  if (!above(root, home)) return undefined;
  const what = root === home ? 'your home folder' : 'a folder that holds your home folder';
  return `The project is ${what}, so what commands change in it is not noted and cannot be taken back. Open a smaller folder for that.`;
}
