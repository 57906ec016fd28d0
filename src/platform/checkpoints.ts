import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Checkpoints } from '../agent/editPorts.ts';
import { ToolError } from '../agent/tool.ts';
import { contentHash } from './contentHash.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';

const Manifest = z.object({
  version: z.literal(1),
  entries: z.array(
    z.object({
      path: z.string(),
      /** SHA-256 of the bytes before, `''` where there was no file. */
      before: z.string(),
      after: z.string().optional(),
      mode: z.number().optional(),
    }),
  ),
});
type Manifest = z.infer<typeof Manifest>;

export interface CheckpointOptions {
  /** A folder of the store's own. */
  readonly folder: string;
  /** Oldest checkpoints go when the stored bytes exceed this. */
  readonly maxBytes?: number;
}

/** Content of any age below this stays: another window may be about to name it in a manifest. In milliseconds. */
const settled = 60 * 60 * 1000;

/**
 * Checkpoints in a folder: each content once, under its hash, and one manifest per checkpoint, written last, so that a
 * crash leaves contents that nothing names, but never a manifest without its contents.
 */
export function createCheckpoints({ folder, maxBytes = 2 * 1024 ** 3 }: CheckpointOptions): Checkpoints {
  const manifests = join(folder, 'manifests');
  let unmeasured = Number.POSITIVE_INFINITY;

  const blobPath = (hash: string): string => join(folder, 'contents', hash.slice(0, 2), hash);
  const manifestPath = (id: string): string => {
    if (!/^[\w-]{1,64}$/.test(id)) throw unknownCheckpoint();
    return join(manifests, `${id}.json`);
  };

  async function store(bytes: Uint8Array): Promise<string> {
    const hash = contentHash(bytes);
    const path = blobPath(hash);
    try {
      await utimes(path, new Date(), new Date());
      return hash;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    await ensurePrivateFolder(join(folder, 'contents', hash.slice(0, 2)));
    await writeFileAtomic(path, Buffer.from(bytes), { mode: 0o600 });
    unmeasured += bytes.length;
    return hash;
  }

  async function readManifest(id: string): Promise<Manifest> {
    try {
      return Manifest.parse(JSON.parse(await readFile(manifestPath(id), 'utf8')));
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') throw unknownCheckpoint(cause);
      throw cause;
    }
  }

  async function writeManifest(id: string, manifest: Manifest, fsync: boolean): Promise<void> {
    await ensurePrivateFolder(manifests);
    await writeFileAtomic(manifestPath(id), JSON.stringify(manifest), { mode: 0o600, fsync });
  }

  return {
    async put(entries) {
      await ensurePrivateFolder(folder);
      const stored: Manifest['entries'] = [];
      for (const { path, before, mode } of entries) {
        stored.push({
          path,
          before: before === undefined ? '' : await store(before),
          ...(mode === undefined ? {} : { mode }),
        });
      }
      const id = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(5).toString('hex')}`;
      await writeManifest(id, { version: 1, entries: stored }, true);
      if (unmeasured > maxBytes / 16) {
        unmeasured = 0;
        await cleanUp(folder, manifests, maxBytes, id);
      }
      return id;
    },
    async seal(id, after) {
      const manifest = await readManifest(id);
      const hashes = new Map(after.map((one) => [one.path, one.after === undefined ? '' : contentHash(one.after)]));
      const entries = manifest.entries.map((entry) => ({ ...entry, after: hashes.get(entry.path) ?? entry.after }));
      // Not worth waiting for the disk: without it the content from before is still there, only not restored unasked.
      await writeManifest(id, { version: 1, entries }, false);
    },
    async get(id) {
      const manifest = await readManifest(id);
      return await Promise.all(
        manifest.entries.map(async ({ path, before, after, mode }) => ({
          path,
          before: before === '' ? undefined : await readContent(blobPath(before), before),
          mode,
          afterHash: after,
        })),
      );
    },
  };
}

async function readContent(path: string, hash: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path);
    if (contentHash(bytes) !== hash)
      throw new ToolError(`The stored content ${path} is damaged, so it is not restored.`);
    return bytes;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') throw unknownCheckpoint(cause);
    throw cause;
  }
}

function unknownCheckpoint(cause?: unknown): ToolError {
  return new ToolError('The content from before this edit is no longer kept: the store holds only so much.', { cause });
}

/** Removes the oldest checkpoints until the store fits, and contents that none of the others names. */
async function cleanUp(folder: string, manifests: string, maxBytes: number, keep: string): Promise<void> {
  const contents = new Map<string, { path: string; size: number; time: number }>();
  for (const prefix of await names(join(folder, 'contents'))) {
    for (const hash of await names(join(folder, 'contents', prefix))) {
      const path = join(folder, 'contents', prefix, hash);
      const found = await stat(path);
      contents.set(hash, { path, size: found.size, time: found.mtimeMs });
    }
  }
  let total = [...contents.values()].reduce((sum, one) => sum + one.size, 0);
  if (total <= maxBytes) return;

  const ids = (await names(manifests)).filter((name) => name.endsWith('.json')).sort();
  const named = new Map<string, number>();
  const hashesOf = new Map<string, readonly string[]>();
  for (const name of ids) {
    const parsed = Manifest.safeParse(JSON.parse(await readFile(join(manifests, name), 'utf8')));
    const hashes = parsed.success ? parsed.data.entries.map((entry) => entry.before) : [];
    hashesOf.set(name, hashes);
    for (const hash of hashes) named.set(hash, (named.get(hash) ?? 0) + 1);
  }
  const drop = async (hash: string): Promise<void> => {
    const content = contents.get(hash);
    if (!content || (named.get(hash) ?? 0) > 0 || Date.now() - content.time < settled) return;
    await rm(content.path, { force: true });
    contents.delete(hash);
    total -= content.size;
  };
  for (const hash of [...contents.keys()]) await drop(hash);
  for (const name of ids) {
    if (total <= maxBytes) return;
    if (name === `${keep}.json`) continue;
    await rm(join(manifests, name), { force: true });
    for (const hash of hashesOf.get(name) ?? []) {
      named.set(hash, (named.get(hash) ?? 1) - 1);
      await drop(hash);
    }
  }
}

async function names(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
