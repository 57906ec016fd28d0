import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { copyFile, readdir, readFile, realpath, rename, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { errorCode } from '../errorCode.ts';
import { ensurePrivateFolder } from '../privateFolder.ts';
import { type IndexEntry, parseIndex } from './gitIndex.ts';
import { blobSizes, questions, readBlobs } from './gitQuestions.ts';
import { placesOf, type QuietGit, quietGit } from './quietGit.ts';
import type { Snapshot, Tracked } from './tree.ts';

export interface GitTreeOptions {
  /** Real path of the project's folder. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where copies of the index are kept. */
  readonly folder: string;
  /** Names of copies of other processes that are still needed. */
  needed(): Promise<ReadonlySet<string>>;
}

/**
 * Snapshots of a folder that git tracks. All questions are put against a copy of the index, so that neither another
 * commit nor a file that was added meanwhile gets in between, and nothing in the repository is ever written.
 */
export function createGitTree({ root, environment, folder, needed }: GitTreeOptions) {
  const copy = join(folder, `index-${process.pid}-${randomBytes(4).toString('hex')}`);
  let copied = '';
  let entries: readonly IndexEntry[] | undefined;
  /** Some file had one of the attributes below when they were asked about last. */
  let attributes = false;
  const sizes = new Map<string, number>();
  let different: { readonly index: string; readonly names: readonly string[]; readonly paths: string[] } | undefined;

  /** Brings the copy up to date. False where the index cannot be read as it must be. */
  async function copyIndex(git: QuietGit, index: string): Promise<boolean> {
    const key = await identityOf(index);
    if (key === copied && entries) return true;
    copied = '';
    await ensurePrivateFolder(folder);
    if (!entries) await removeLeftCopies(folder, await needed());
    await rm(copy, { force: true });
    entries = [];
    if (key === '') return true;
    const { atime, mtimeMs } = await stat(index);
    const fresh = `${copy}.new`;
    await copyFile(index, fresh);
    // Git compares the times of files with that of the index; earlier only means that it looks once more.
    await utimes(fresh, atime, Math.floor(mtimeMs) / 1000);
    await rename(fresh, copy);
    if ((await identityOf(index)) !== key) return false;
    const idLength = git.configuration.get('extensions.objectformat') === 'sha256' ? 32 : 20;
    entries = parseIndex(await readFile(copy), idLength);
    if (!entries) {
      const plain = ['update-index', '--no-split-index', '--index-version', '2'];
      if ((await git.run(plain, { index: copy })).exitCode !== 0) return false;
      entries = parseIndex(await readFile(copy), idLength);
      if (!entries) return false;
    }
    copied = key;
    return true;
  }

  /** A snapshot that was taken, perhaps by another process; `index` is its copy of the index. */
  function snapshotOf(index: string, loose: readonly string[]): Snapshot {
    return {
      loose,
      source: { tree: 'git', index },
      async suspects() {
        const later = await quietGit(root, environment, AbortSignal.timeout(patienceMs));
        if (!later) throw new Error('git cannot be asked any more');
        const asked = questions(later, root, index);
        const [tracked, untracked] = await Promise.all([asked.changed(), asked.untracked()]);
        const really = tracked.length > manyStale ? await refreshed(later, asked, index) : tracked;
        return { tracked: really, others: untracked };
      },
      async blobs(ids, maxBytes) {
        const later = await quietGit(root, environment, AbortSignal.timeout(patienceMs));
        return later ? await readBlobs(later, ids, maxBytes) : new Map();
      },
    };
  }

  return {
    snapshotOf,
    /** `undefined` where the folder is in no repository that git can be asked about. */
    async snapshot(signal: AbortSignal): Promise<Snapshot | undefined> {
      const [git, places] = await Promise.all([
        quietGit(root, environment, signal),
        placesOf(root, environment, signal),
      ]);
      if (!git || places.exitCode !== 0) return undefined;
      const [top = '', index = ''] = places.stdout.toString('utf8').trimEnd().split('\n');
      const above = await realpath(top);
      if (`${root}${sep}`.startsWith(above.endsWith(sep) ? above : `${above}${sep}`) === false) return undefined;
      // Of a folder that the repository around it ignores git knows nothing.
      if (root !== above && (await git.run(['check-ignore', '--quiet', '.'])).exitCode === 0) return undefined;
      if (!(await copyIndex(git, resolve(root, index)))) return undefined;

      const ask = questions(git, root, copy);
      const [changed, others, { converted, perhaps }] = await Promise.all([
        ask.changed(),
        ask.untracked(),
        withAttributes(git, ask),
      ]);
      const settled = changed.length > manyStale ? await refreshed(git, ask, copy) : changed;
      const prefix =
        root === above
          ? ''
          : `${root
              .slice(above.length + 1)
              .split(sep)
              .join('/')}/`;
      const all = entries ?? [];
      const unwatched = all.filter((entry) => entry.unwatched && entry.path.startsWith(prefix));
      return snapshotOf(copy, [
        ...new Set([
          ...settled.map(({ path }) => path),
          ...others,
          ...converted.map((name) => join(root, name)),
          ...unwatched.map(({ path }) => join(root, path.slice(prefix.length))),
          ...(await storedDifferently(git, perhaps, prefix)),
        ]),
      ]);
    },
    /** Removes what is kept for this process. */
    async dispose(): Promise<void> {
      await rm(copy, { force: true });
    },
  };

  /** Files whose bytes are another's by their attributes, and files whose line ends may be. */
  async function withAttributes(
    git: QuietGit,
    ask: ReturnType<typeof questions>,
  ): Promise<{ readonly converted: readonly string[]; readonly perhaps: readonly string[] }> {
    const anyEnds = endsMayDiffer(git);
    // Most repositories give none: one question then answers both.
    if (!attributes && !anyEnds && (await ask.names([...converting, ...ending])).length === 0)
      return { converted: [], perhaps: [] };
    const [converted, perhaps] = await Promise.all([ask.names(converting), ask.names(anyEnds ? [] : ending)]);
    attributes = !anyEnds && converted.length + perhaps.length > 0;
    return { converted, perhaps };
  }

  /** Of these files, those whose bytes are not the blob's although git takes them for unchanged: line ends converted. */
  async function storedDifferently(
    git: QuietGit,
    names: readonly string[],
    prefix: string,
  ): Promise<readonly string[]> {
    if (names.length === 0) return [];
    if (different?.index === copied && sameNames(different.names, names)) return different.paths;
    const wanted = new Set(names);
    const asked = (entries ?? []).filter(
      ({ path }) => path.startsWith(prefix) && wanted.has(path.slice(prefix.length)),
    );
    const unknown = [...new Set(asked.map(({ id }) => id))].filter((id) => !sizes.has(id));
    for (const [id, size] of await blobSizes(git, unknown)) sizes.set(id, size);
    const paths = asked
      .filter(({ id, size }) => sizes.get(id) !== size)
      .map(({ path }) => join(root, path.slice(prefix.length)));
    different = { index: copied, names, paths };
    return paths;
  }
}

/** Attributes by which git changes a file's bytes on their way, and those that decide its line ends. */
const converting = ['filter', 'ident', 'working-tree-encoding'];
const ending = ['text', 'eol', 'crlf'];

/** From so many files on it is cheaper to let git look which of them have really changed. */
const manyStale = 100;
const patienceMs = 20_000;

async function refreshed(git: QuietGit, ask: ReturnType<typeof questions>, index: string): Promise<Tracked[]> {
  // Only into the copy; its exit code says whether something has changed.
  await git.run(['update-index', '-q', '--refresh', '--ignore-submodules'], { index });
  return await ask.changed();
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

function endsMayDiffer({ configuration }: QuietGit): boolean {
  return !/^(?:false|no|off|0|)$/i.test(configuration.get('core.autocrlf') ?? '');
}

/** Copies of processes that were ended before they could remove them. */
async function removeLeftCopies(folder: string, needed: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found =
      name.startsWith('index-') && !needed.has(name) ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (found && Date.now() - found.ctimeMs > 24 * 60 * 60 * 1000) await rm(path, { force: true });
  }
}

/** Tells one state of a file from another; `''` where there is none. */
async function identityOf(path: string): Promise<string> {
  try {
    const { mtimeNs, ctimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
