import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './errorCode.ts';

/** A Markdown file of a `prompts` folder. `name` is the file's own, with its ending. */
export interface PromptFile {
  readonly name: string;
  readonly from: 'person' | 'project';
  readonly text: string;
}

const mostFiles = 64;
const mostBytes = 64 * 1024;

/**
 * The files with which people change the prompt: those of `prompts/` in Belay's own folder, and of `.belay/prompts/` in the
 * project where it is trusted; each folder in the order of the names. Links are not followed. What cannot be read is left
 * out and told in `problems`.
 */
export async function readPromptFiles(options: {
  readonly home: string;
  readonly root: string;
  readonly trusted: boolean;
}): Promise<{ readonly files: readonly PromptFile[]; readonly problems: readonly string[] }> {
  const person = await readFolder(join(options.home, 'prompts'), 'person');
  if (!options.trusted) return person;
  const settings = join(options.root, '.belay');
  // A link to elsewhere would bring in what is not of this project.
  if (!(await isFolder(settings))) return person;
  const project = await readFolder(join(settings, 'prompts'), 'project');
  return { files: [...person.files, ...project.files], problems: [...person.problems, ...project.problems] };
}

async function readFolder(folder: string, from: PromptFile['from']) {
  const files: PromptFile[] = [];
  const problems: string[] = [];
  if (from === 'project' && !(await isFolder(folder))) return { files, problems };
  const names = (await namesIn(folder)).filter((name) => /\.md$/i.test(name) && !name.startsWith('.')).sort();
  if (names.length > mostFiles) {
    problems.push(`${folder} has ${names.length} files; only the first ${mostFiles}, by name, are read.`);
  }
  for (const name of names.slice(0, mostFiles)) {
    const path = join(folder, name);
    try {
      const found = await lstat(path);
      if (!found.isFile()) problems.push(`The prompt section ${path} is left out: it is not a plain file.`);
      else if (found.size > mostBytes) problems.push(`The prompt section ${path} is left out: it is over 64 KB.`);
      else files.push({ name, from, text: await readFile(path, 'utf8') });
    } catch (error) {
      problems.push(
        `The prompt section ${path} is left out: it cannot be read (${errorCode(error) ?? String(error)}).`,
      );
    }
  }
  return { files, problems };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
