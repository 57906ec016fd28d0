import { Disposable, RelativePattern, Uri, window, workspace } from 'vscode';
import type { Git, Log } from '../../agent/ports.ts';
import type { PendingFile } from '../../edits/pendingFiles.ts';
import type { PendingList } from './list.ts';

/** A commit came in a while; looking again at once would see its lock files. In milliseconds. */
const patience = 300;

export interface CommitWatch {
  /** Looks now whether HEAD has moved, and drops what it holds. */
  check(): Promise<void>;
  dispose(): void;
}

/**
 * Drops what has been committed: once HEAD has moved, files that are as HEAD has them wait for no review. `root` is the
 * project's real path. Looks when git's own folder changes, and when the window gets the focus.
 */
export function watchCommits(list: PendingList, git: Git, root: string, log: Log): CommitWatch {
  const signal = new AbortController();
  let watcher: Disposable | undefined;
  let watched = '';
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function run(...args: readonly string[]): Promise<string | undefined> {
    const { exitCode, stdout } = await git.run(args, { cwd: root, signal: signal.signal });
    return exitCode === 0 ? stdout : undefined;
  }

  async function look(): Promise<void> {
    const { files, head } = list.current;
    if (files.length === 0) return;
    const found = (await run('rev-parse', '--show-toplevel', '--absolute-git-dir', 'HEAD'))?.trim().split('\n');
    const [top, folder, now] = found ?? [];
    if (top === undefined || folder === undefined || now === undefined) return;
    watch(folder);
    if (now === head) return;
    const committed = head === undefined ? new Set<PendingFile>() : await committedOf(files, top, head);
    await list.update((pending) => ({
      ...pending,
      files: pending.files.filter((file) => ![...committed].some((one) => isSame(one, file))),
      head: now,
    }));
  }

  async function committedOf(files: readonly PendingFile[], top: string, before: string): Promise<Set<PendingFile>> {
    const inside = files.filter((file) => slashed(file.path).startsWith(`${top}/`));
    const paths = inside.flatMap((file) => (file.kind === 'move' ? [file.path, file.from] : [file.path]));
    if (paths.length === 0) return new Set();
    const status = await run('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', ...paths);
    const tracked = await run('ls-files', '-z', '--full-name', '--', ...paths);
    if (status === undefined || tracked === undefined) return new Set();
    const relative = (path: string): string => slashed(path).slice(top.length + 1);
    const differs = status.split('\0').map((line) => line.slice(3));
    const known = tracked.split('\0');
    const has = (all: readonly string[], path: string): boolean =>
      all.some((one) => one === relative(path) || one.startsWith(`${relative(path)}/`));
    const committed = new Set<PendingFile>();
    for (const file of inside) {
      if (has(differs, file.path) || (file.kind === 'move' && has(differs, file.from))) continue;
      if (file.kind !== 'delete') {
        if (has(known, file.path)) committed.add(file);
        continue;
      }
      // A file that git never knew is not in HEAD either, and its deletion was not committed.
      const was = await run('rev-parse', '--verify', '--quiet', `${before}:${relative(file.path)}`);
      if (was !== undefined && !has(known, file.path)) committed.add(file);
    }
    return committed;
  }

  function watch(folder: string): void {
    if (watched === folder) return;
    watcher?.dispose();
    watched = folder;
    const own = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), '*'));
    watcher = Disposable.from(own, own.onDidChange(later), own.onDidCreate(later));
  }

  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void check(), patience);
  }

  function check(): Promise<void> {
    const next = last.then(look).catch((error: unknown) => {
      if (!signal.signal.aborted) log.warn(`whether changes were committed could not be found out: ${String(error)}`);
    });
    last = next;
    return next;
  }

  const focus = window.onDidChangeWindowState(({ focused }) => {
    if (focused) later();
  });
  return {
    check,
    dispose() {
      clearTimeout(timer);
      signal.abort();
      watcher?.dispose();
      focus.dispose();
    },
  };
}

/** As git writes it, on Windows too. */
function slashed(path: string): string {
  return Uri.file('/').fsPath === '/' ? path : path.replaceAll('\\', '/');
}

function isSame(one: PendingFile, other: PendingFile): boolean {
  if (one.kind !== other.kind || one.path !== other.path) return false;
  return one.kind === 'delete' || other.kind === 'delete' || one.text === other.text;
}
