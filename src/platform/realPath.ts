import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ToolError } from '../agent/tool.ts';
import { errorCode } from './errorCode.ts';

/**
 * An absolute path with every symbolic link followed; for one that does not exist, that of its nearest existing parent
 * plus the rest. Throws where that cannot be found out (a link that leads nowhere or in circles, no permission).
 */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw unresolved(path, cause);
    if (await exists(path)) {
      throw new ToolError(`${path} is a symbolic link that leads nowhere, so it is not followed.`, { cause });
    }
    const parent = dirname(path);
    if (parent === path) throw unresolved(path, cause);
    return join(await realPath(parent), basename(path));
  }
}

/** The place of a file or link itself: its folder's links are followed, the last part is not. */
export async function placeOf(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path ? path : join(await realPath(parent), basename(path));
}

/** True where none of the folders above a path is a link, as far as they exist; nothing leads elsewhere then. */
export async function isInPlace(path: string): Promise<boolean> {
  const folder = dirname(path);
  try {
    return folder === path || (await realpath(folder)) === folder;
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return await isInPlace(folder);
    throw unresolved(path, cause);
  }
}

/** The folders above a path that do not exist yet, outermost first. */
export async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (await isThere(folder)) break;
    missing.unshift(folder);
  }
  return missing;
}

/** False also below a file. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return false;
    throw unresolved(path, cause);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return false;
    throw unresolved(path, cause);
  }
}

function unresolved(path: string, cause: unknown): ToolError {
  const code = errorCode(cause);
  const why =
    code === 'ELOOP'
      ? 'its symbolic links go round in circles'
      : code === 'EACCES' || code === 'EPERM'
        ? 'permission is denied'
        : code === 'ENOTDIR'
          ? 'a part of it is a file, not a folder'
          : `the system answers ${code ?? String(cause)}`;
  return new ToolError(`${path} cannot be resolved: ${why}.`, { cause });
}
