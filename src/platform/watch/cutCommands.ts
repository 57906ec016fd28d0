import { appendFileSync } from 'node:fs';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { errorCode } from '../errorCode.ts';
import { ensurePrivateFolder } from '../privateFolder.ts';
import { writeAtomic } from '../writeAtomic.ts';
import { isLeftBehind, unfinishedName } from '../writerTag.ts';
import type { Look } from './fileCopies.ts';
import type { Source } from './tree.ts';

const seen = { mode: z.number(), identity: z.string(), fresh: z.boolean(), bornMs: z.number() };
const KeptLook = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('known'), hash: z.string(), size: z.number(), ...seen }),
  z.object({ kind: z.literal('unknown'), ...seen }),
]);
const KeptSource = z.discriminatedUnion('tree', [
  z.object({ tree: z.literal('git'), index: z.string() }),
  z.object({ tree: z.literal('walk') }),
]);
const Note = z.object({
  call: z.string(),
  beganMs: z.number(),
  source: KeptSource,
  taken: z.array(z.tuple([z.string(), KeptLook])),
});

/** What must be known of the files before a command, so that its changes can be found out even by another process. */
export interface RunningCommand {
  readonly call: string;
  readonly beganMs: number;
  readonly source: Source;
  readonly taken: ReadonlyMap<string, Look>;
}

/** A command whose process was killed while it ran. */
export interface CutCommand extends RunningCommand {
  /** Until when that process is known to have lived, in milliseconds. What changed later may be anybody's. */
  readonly aliveMs: number;
  /** Files that the person saved meanwhile. */
  readonly saved: ReadonlySet<string>;
}

/** Notes of commands that run, in a folder of their own; one that is still there when its process is gone was cut off. */
export function createCutCommands(folder: string) {
  let swept: Promise<void> | undefined;

  async function noteOf(name: string): Promise<z.infer<typeof Note> | undefined> {
    try {
      return Note.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8'))).data;
    } catch (error) {
      if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  return {
    /** Keeps the note for as long as the command runs; a crash of this process does not take it away. */
    async begin({ call, beganMs, source, taken }: RunningCommand) {
      await ensurePrivateFolder(folder);
      swept ??= sweep(folder);
      await swept;
      const path = join(folder, unfinishedName());
      const note: z.infer<typeof Note> = { call, beganMs, source, taken: [...taken] };
      await writeAtomic(path, JSON.stringify(note), { mode: 0o600, fsync: false });
      const alive = setInterval(() => {
        const now = new Date();
        // A failure only makes the process look dead earlier than it was.
        utimes(path, now, now).catch(() => {});
      }, beatMs);
      alive.unref();
      return {
        saved: (file: string): void => appendFileSync(savedBeside(path), `${JSON.stringify(file)}\n`, { mode: 0o600 }),
        async over(): Promise<void> {
          clearInterval(alive);
          for (const one of [path, savedBeside(path)]) await rm(one, { force: true });
        },
      };
    },
    async find(call: string): Promise<CutCommand | undefined> {
      for (const name of (await namesIn(folder)).filter(isLeftBehind)) {
        const note = await noteOf(name);
        if (note?.call !== call) continue;
        const path = join(folder, name);
        const { mtimeMs } = await stat(path);
        const { beganMs, source } = note;
        return { call, beganMs, source, taken: new Map(note.taken), aliveMs: mtimeMs, saved: await savedOf(path) };
      }
      return undefined;
    },
    /** Names of copies of the index that a cut command still needs. */
    async indexes(): Promise<ReadonlySet<string>> {
      const notes = await Promise.all((await namesIn(folder)).filter(isNote).map(noteOf));
      return new Set(notes.flatMap((note) => (note?.source.tree === 'git' ? [basename(note.source.index)] : [])));
    },
  };
}

/** How often a running command's note is renewed, in milliseconds. */
const beatMs = 1000;
/** For so long a cut command can be asked about. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

const isNote = (name: string): boolean => name.endsWith('.tmp');
const savedBeside = (path: string): string => `${path}.saved`;

async function savedOf(path: string): Promise<ReadonlySet<string>> {
  try {
    const lines = (await readFile(savedBeside(path), 'utf8')).split('\n').filter(Boolean);
    return new Set(lines.map((line) => z.string().parse(JSON.parse(line))));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Set();
    throw error;
  }
}

async function sweep(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > keptMs) await rm(path, { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
