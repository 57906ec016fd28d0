import { ToolError } from '../../agent/tool.ts';
import { runRipgrep } from '../runRipgrep.ts';
import type { Snapshot, Unwatched } from './tree.ts';

/** Folders that tools make and fill again by themselves. */
const generated = [
  ...['.git', '.hg', '.svn', '.jj', 'node_modules', 'bower_components', '.venv', '__pycache__', '.tox', '.mypy_cache'],
  ...['.pytest_cache', '.gradle', '.next', '.nuxt', '.cache', '.terraform', '.DS_Store'],
];

const args = [
  '--files',
  '--null',
  '--no-config',
  '--hidden',
  '--no-require-git',
  '--no-messages',
  '--color',
  'never',
  ...generated.flatMap((name) => ['--glob', `!${name}`]),
];

/** Snapshots of a folder without git: all files that ignore files do not name, as long as there are not too many. */
export function createWalkTree({ root, binary, maxFiles }: { root: string; binary: string; maxFiles: number }) {
  async function list(signal: AbortSignal): Promise<string[] | undefined> {
    const paths: string[] = [];
    const cut = await runRipgrep(binary, [...args, '--', root], root, signal, '\0', (path) => {
      if (paths.length === maxFiles) return false;
      paths.push(path);
      return true;
    });
    return cut ? undefined : paths;
  }

  /** A snapshot that was taken, perhaps by another process. */
  function snapshotOf(loose: readonly string[]): Snapshot {
    return {
      loose,
      source: { tree: 'walk' },
      async suspects() {
        const others = await list(AbortSignal.timeout(patienceMs));
        if (!others) throw new ToolError(`the command left more than ${maxFiles.toLocaleString('en')} files`);
        return { tracked: [], others: [...new Set([...loose, ...others])] };
      },
      blobs: async () => new Map(),
    };
  }

  return {
    snapshotOf,
    async snapshot(signal: AbortSignal): Promise<Snapshot | Unwatched> {
      const loose = await list(signal);
      if (!loose) {
        return {
          unwatched: `This folder has more than ${maxFiles.toLocaleString('en')} files and is not a git repository, so what commands change in it cannot be taken back. Edits can.`,
        };
      }
      return snapshotOf(loose);
    },
  };
}

const patienceMs = 20_000;
