import { join } from 'node:path';
import type { QuietGit } from './quietGit.ts';
import type { Tracked } from './tree.ts';

/** What is asked of git about a folder, against an index. */
export function questions(git: QuietGit, root: string, index: string) {
  const list = async (args: readonly string[]): Promise<string[]> => {
    const { exitCode, stdout, stderr } = await git.run(args, { index });
    if (exitCode !== 0) throw new Error(`git ${args[0]}: ${stderr.trim().slice(0, 200)}`);
    const fields = stdout.toString('utf8').split('\0');
    fields.pop();
    return fields;
  };
  return {
    /** Tracked files that are not as the index has them, with what the index has. */
    async changed(): Promise<Tracked[]> {
      const fields = await list([
        'diff-files',
        '--raw',
        '-z',
        '--no-renames',
        '--no-abbrev',
        '--relative',
        '--ignore-submodules=all',
      ]);
      const files: Tracked[] = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const [mode = '', , id = ''] = (fields[at] ?? '').slice(1).split(' ');
        const path = join(root, fields[at + 1] ?? '');
        if (mode !== submodule) files.push({ path, mode: Number.parseInt(mode, 8), id });
      }
      return files;
    },
    async untracked(): Promise<string[]> {
      const names = await list(['ls-files', '--others', '--exclude-standard', '-z']);
      // A name that ends so is another repository inside this one.
      return names.filter((name) => !name.endsWith('/')).map((name) => join(root, name));
    },
    /** Tracked files for which any of these attributes is given, relative to the folder; with none named, all. */
    async names(attributes: readonly string[]): Promise<string[]> {
      const none = attributes.map((name) => `!${name}`).join(' ');
      const names = await list([
        'ls-files',
        '-z',
        '--',
        '.',
        ...(attributes.length === 0 ? [] : [`:(exclude,attr:${none})`]),
      ]);
      return names;
    },
  };
}

const submodule = '160000';

/** Sizes by id; ids that are no blobs are left out. */
export async function blobSizes(git: QuietGit, ids: readonly string[]): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (ids.length === 0) return sizes;
  const { stdout } = await git.run(['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
    input: `${ids.join('\n')}\n`,
  });
  for (const line of stdout.toString('latin1').split('\n')) {
    const [id = '', size = ''] = line.split(' ');
    if (/^\d+$/.test(size)) sizes.set(id, Number(size));
  }
  return sizes;
}

/** Contents of blobs up to a size, by id. */
export async function readBlobs(
  git: QuietGit,
  ids: readonly string[],
  maxBytes: number,
): Promise<Map<string, Uint8Array>> {
  const small = [...(await blobSizes(git, ids))].flatMap(([id, size]) => (size <= maxBytes ? [id] : []));
  const blobs = new Map<string, Uint8Array>();
  if (small.length === 0) return blobs;
  const { stdout } = await git.run(['cat-file', '--batch=%(objectname) %(objectsize)'], {
    input: `${small.join('\n')}\n`,
  });
  let at = 0;
  while (at < stdout.length) {
    const end = stdout.indexOf(10, at);
    const [id = '', size = ''] = stdout.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (!/^\d+$/.test(size)) continue;
    blobs.set(id, stdout.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}
