import { constants, type Stats } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { wholeCharacters } from '../agent/wholeCharacters.ts';
import { errorCode } from './errorCode.ts';
import { mentionedPath, mentionsIn } from './instructionImports.ts';

/** Instructions that the people of a project wrote for agents. */
export interface ProjectInstructions {
  /** Names of the files, outermost first: the nearest to the workspace folder stands last. */
  readonly files: readonly string[];
  readonly text: string;
  /** What was cut or left out, in sentences. */
  readonly problems: readonly string[];
}

export interface InstructionOptions {
  /** Workspace folder, links followed. */
  readonly root: string;
  /** The person's home folder. */
  readonly home: string;
  /** True for files that hold keys or passwords. */
  isSecret(path: string): boolean;
}

const names = ['AGENTS.md', 'CLAUDE.md'];
/** Limits: one file in bytes, all together in characters, how far imports lead on, and how many files there may be. */
export const instructionLimits = { fileBytes: 256 * 1024, characters: 32_000, depth: 5, files: 50 } as const;
/** Fewer characters of a file that is cut say nothing, and it is left out. */
const leastPart = 200;
/** What may be imported from the home folder: notes, and not from hidden folders but these. */
const notes = new Set(['.md', '.mdc', '.markdown', '.txt']);
const openHidden = new Set(['.agents', '.claude', '.codex']);

interface Found {
  readonly label: string;
  readonly text: string;
  /** 0 for the files themselves, more for what they import. */
  readonly depth: number;
}

/**
 * AGENTS.md and CLAUDE.md of the workspace folder and of those above it, up to the top of its repository (without one, up
 * to the home folder that it lies in), with the files that they import by `@path`. A file is read once however often it is
 * named, also under another name, so that circles end. Imports lead into the project or the home folder, never to secrets.
 * Where it is too much, what is nearest to the workspace folder is kept. `undefined` where there are none.
 */
export async function projectInstructions(options: InstructionOptions): Promise<ProjectInstructions | undefined> {
  const { root } = options;
  const { top, project } = await foldersOf(options);
  const collector = {
    options,
    top,
    project,
    known: new Set<string>(),
    texts: new Set<string>(),
    problems: [] as string[],
  };
  const folders: Found[][] = [];
  // The nearest folder first, so that a file that two folders share counts where it is nearest.
  for (let folder = root; ; folder = dirname(folder)) {
    const here: Found[] = [];
    for (const name of names) here.push(...(await collect(collector, join(folder, name), 0, undefined)));
    folders.push(here);
    if (folder === top) break;
  }
  if (folders.flat().length === 0 && collector.problems.length === 0) return undefined;
  const { kept, problems } = limited(folders);
  const text = kept.map((one) => (kept.length === 1 ? one.text : `From ${one.label}:\n\n${one.text}`)).join('\n\n');
  const all = [...collector.problems, ...problems];
  return text === ''
    ? { files: [], text: '', problems: all }
    : { files: kept.map(({ label }) => label), text, problems: all };
}

interface Collector {
  readonly options: InstructionOptions;
  /** The outermost folder whose own files count, and the one whose files may be imported whatever they are. */
  readonly top: string;
  readonly project: string;
  /** Real paths that were read, and contents. */
  readonly known: Set<string>;
  readonly texts: Set<string>;
  readonly problems: string[];
}

/** A file and what it imports, below it. `by` is the file that names it; without one it need not be there. */
async function collect(collector: Collector, path: string, depth: number, by: string | undefined): Promise<Found[]> {
  const { options, known, texts, problems } = collector;
  const label = labelOf(path, collector);
  const leftOut = (why: string): Found[] => {
    problems.push(
      `${by === undefined ? label : `${label}, imported by ${by},`} is left out of the instructions: ${why}.`,
    );
    return [];
  };
  const real = await realpath(path)
    .catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
      throw error;
    })
    .catch(() => '');
  if (real === undefined) return by === undefined ? [] : leftOut('there is no such file');
  if (real === '') return leftOut('it cannot be resolved');
  if (known.has(real)) return [];
  const refusal = refusalOf(path, real, collector, by !== undefined);
  if (refusal !== undefined) return leftOut(refusal);
  if (known.size >= instructionLimits.files) return leftOut(`there are over ${instructionLimits.files} files`);
  const read = await readPlain(real, !isBelow(options.root, real));
  if ('problem' in read) return by === undefined && read.problem === 'it is a folder' ? [] : leftOut(read.problem);
  known.add(real);
  const text = read.text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trim();
  if (text === '' || texts.has(text)) return [];
  texts.add(text);
  const found: Found[] = [{ label, text, depth }];
  for (const { written, certain } of mentionsIn(text)) {
    const target = mentionedPath(written, dirname(real), options.home);
    if (!certain && !(await isFile(target))) continue;
    if (depth === instructionLimits.depth) {
      problems.push(
        `${label} imports ${written}, which is left out: imports lead on ${instructionLimits.depth} times at most.`,
      );
      continue;
    }
    found.push(...(await collect(collector, target, depth + 1, label)));
  }
  return found;
}

/** Why a file may not be read, by where it is and where it really is. */
function refusalOf(path: string, real: string, collector: Collector, imported: boolean): string | undefined {
  const { home, isSecret } = collector.options;
  if (isSecret(path) || isSecret(real)) return 'files of this name hold keys or passwords';
  const own = imported ? collector.project : collector.top;
  if (isBelow(own, real)) return /(?:^|[\\/])\.git[\\/]/.test(relative(own, real)) ? 'it is a file of git' : undefined;
  if (!imported || !isBelow(home, real)) return 'it lies outside the project';
  const folders = relative(home, real).split(sep).slice(0, -1);
  if (!notes.has(extname(real).toLowerCase())) return 'of the home folder only .md and .txt files are imported';
  const hidden = folders.find((folder) => folder.startsWith('.'));
  if (hidden !== undefined && !openHidden.has(hidden)) return `it lies in the hidden folder ${hidden}`;
  return undefined;
}

/** `others`: a file above the workspace must be the person's own, and nobody else's to write. */
async function readPlain(real: string, others: boolean): Promise<{ text: string } | { problem: string }> {
  try {
    const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) return { problem: 'it is a folder' };
      if (!stat.isFile()) return { problem: 'it is not a plain file' };
      if (stat.size > instructionLimits.fileBytes) return { problem: 'it is over 256 KB' };
      if (others && !isOwn(stat)) return { problem: 'other users can write it' };
      const text = await handle.readFile('utf8');
      return text.includes('\0') ? { problem: 'it is not a text' } : { text };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return {
      problem:
        errorCode(error) === 'EISDIR' ? 'it is a folder' : `it cannot be read (${errorCode(error) ?? String(error)})`,
    };
  }
}

function isOwn({ uid, mode }: Stats): boolean {
  const user = process.getuid?.();
  return user === undefined || ((uid === user || uid === 0) && (mode & 0o002) === 0);
}

/**
 * Gives the room to the files before their imports, to the nearest folder first, and to imports as they are written; what
 * has none is cut at the end of a line, or within one that is very long. `folders` begins with the nearest; what is kept
 * ends with it.
 */
function limited(folders: readonly (readonly Found[])[]): { kept: readonly Found[]; problems: readonly string[] } {
  const all = instructionLimits.characters;
  const cut = new Map<Found, Found & { readonly note: string }>();
  let room: number = all;
  for (const one of folders.flat().sort((a, b) => a.depth - b.depth)) {
    const { label, text } = one;
    if (text.length <= room) {
      room -= text.length;
      continue;
    }
    const line = text.lastIndexOf('\n', room);
    const end = room < leastPart ? 0 : line > room / 2 ? line : room;
    const part = wholeCharacters(text.slice(0, end)).trimEnd();
    const note = `${label} is cut: ${text.length - part.length} of ${text.length} characters are left out, because instructions may have ${all} in all.`;
    cut.set(one, { ...one, note, text: part === '' ? '' : `${part}\n[${note} Read the file for the rest.]` });
    room -= part.length;
  }
  const found = [...folders].reverse().flat();
  const kept = found.map((one) => cut.get(one) ?? one).filter(({ text }) => text !== '');
  return { kept, problems: found.flatMap((one) => cut.get(one)?.note ?? []) };
}

/** Without a repository the project is the workspace folder, and its instructions go up to below the home folder. */
async function foldersOf({ root, home }: InstructionOptions): Promise<Pick<Collector, 'top' | 'project'>> {
  for (let folder = root; ; folder = dirname(folder)) {
    // The home folder is nobody's project, also where it is kept in git.
    if (folder === home && folder !== root) break;
    if (await isThere(join(folder, '.git'))) return { top: folder, project: folder };
    if (folder === dirname(folder)) break;
  }
  if (root === home || !isBelow(home, root)) return { top: root, project: root };
  const [first = ''] = relative(home, root).split(sep);
  return { top: join(home, first), project: root };
}

function labelOf(path: string, { options: { root, home }, top }: Collector): string {
  const written = (from: string): string => relative(from, path).split(sep).join('/');
  return isBelow(home, path) && !isBelow(top, path) ? `~/${written(home)}` : written(root);
}

function isBelow(folder: string, path: string): boolean {
  const from = relative(folder, path);
  return from === '' || !(from === '..' || from.startsWith(`..${sep}`) || /^[A-Za-z]:/.test(from));
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

async function isFile(path: string): Promise<boolean> {
  return await lstat(path).then(
    (found) => found.isFile() || found.isSymbolicLink(),
    () => false,
  );
}
