import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './errorCode.ts';

const names = ['AGENTS.md', 'CLAUDE.md'];
const maxBytes = 256 * 1024;

/**
 * Instructions that the people of a project wrote for agents, from the workspace folder; `undefined` where there are
 * none. A file larger than 256 KB is left out, because it is no instruction.
 */
export async function projectInstructions(
  root: string,
): Promise<{ readonly files: readonly string[]; readonly text: string } | undefined> {
  const found: { name: string; text: string }[] = [];
  for (const name of names) {
    const text = await readSmall(join(root, name));
    if (text !== undefined && text.trim() !== '' && !found.some((other) => other.text === text))
      found.push({ name, text });
  }
  if (found.length === 0) return undefined;
  return { files: found.map(({ name }) => name), text: found.map(({ text }) => text.trim()).join('\n\n') };
}

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size > maxBytes ? undefined : await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
