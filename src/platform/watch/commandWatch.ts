import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { CheckpointFile, CommandChanges, CommandWatch } from '../../agent/editPorts.ts';
import type { Log } from '../../agent/ports.ts';
import { ToolError } from '../../agent/tool.ts';
import type { CheckpointStore } from '../checkpoints.ts';
import { errorCode } from '../errorCode.ts';
import { changesSince } from './changesSince.ts';
import { type CutCommand, createCutCommands } from './cutCommands.ts';
import { fileClock } from './fileClock.ts';
import { createFileCopies } from './fileCopies.ts';
import { createGitTree } from './gitTree.ts';
import { limits } from './limits.ts';
import { summariesOf } from './summariesOf.ts';
import type { Snapshot, Unwatched } from './tree.ts';
import { createWalkTree } from './walkTree.ts';

/** What the person saved in the editor while a command ran. */
export interface Saves {
  /** Each is told at once; `stop` resolves with the bytes that were saved last, by path. */
  start(onSave: (path: string) => void): { stop(): Promise<ReadonlyMap<string, Uint8Array>> };
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
  const commands = createCutCommands(join(options.folder, 'running'));
  const git = createGitTree({ ...options, needed: commands.indexes });
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
    async begin(signal, call) {
      if (performance.now() < tooSlowUntil) return async () => ({ summary: [], uncovered: tooSlow });
      let note: Awaited<ReturnType<typeof commands.begin>> | undefined;
      const early: string[] = [];
      const saving = saves?.start((path) => (note ? note.saved(path) : early.push(path)));
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
        note = await commands.begin({ call, beganMs, source: before.source, taken });
        for (const path of early) note.saved(path);
        const { over } = note;
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
          } finally {
            await over();
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
    async recover(call) {
      const cut = await commands.find(call);
      if (!cut) return undefined;
      try {
        const { source, taken, beganMs } = cut;
        const loose = [...taken.keys()];
        const snapshot = source.tree === 'git' ? git.snapshotOf(source.index, loose) : walk.snapshotOf(loose);
        const saved = new Map<string, Uint8Array>();
        const isUnsure = (path: string): boolean => mayBeOthers(path, cut);
        const found = await changesSince({ root, snapshot, taken, beganMs, saved, copies, contents, isUnsure });
        return await record(found.files, found.uncovered);
      } catch (error) {
        log.warn(`what a cut-off command changed could not be found out: ${String(error)}`);
        const uncovered = `Belay was ended while a command ran. What it had changed could not be found out (${reasonOf(error)}), so it cannot be taken back.`;
        return { summary: [], uncovered };
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

/** The note of a running command is renewed each second; what a command does a little later is still its own. */
const slackMs = 1500;

/**
 * True for what changed after the process of a cut-off command was seen alive for the last time, or what the person
 * saved before. Of what is gone the folder that it was in tells.
 */
function mayBeOthers(path: string, { aliveMs, saved }: CutCommand): boolean {
  if (saved.has(path)) return true;
  for (let at = path; ; at = dirname(at)) {
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found) return Math.max(found.ctimeMs, found.mtimeMs) > aliveMs + slackMs;
    if (at === dirname(at)) return true;
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
