import type { RestoreFiles } from '../agent/takingBack.ts';
import { ToolError } from '../agent/tool.ts';
import { type FileState, sameContent, type TakeBack } from '../edits/takeBack.ts';
import { isWritable, readState, replaceState } from './diskState.ts';
import { errorCode } from './errorCode.ts';
import { isInPlace, missingFolders } from './realPath.ts';
import { textCodec } from './textFormat.ts';

/** Files straight on disk, for taking edits back where there is no editor. */
export const diskFilesToRestore: RestoreFiles = {
  read,
  codec: () => textCodec,
  missingFolders,
  async write(plans) {
    const left = new Map<string, string>();
    for (const plan of plans) {
      const reason = await write(plan);
      if (reason !== undefined) left.set(plan.path, reason);
    }
    return left;
  },
};

async function read(path: string): Promise<FileState> {
  if (!(await isInPlace(path))) throw new ToolError('its folder leads elsewhere now');
  const { before, mode } = await readState(path);
  return { bytes: before, mode };
}

async function write({ path, now, goal }: TakeBack): Promise<string | undefined> {
  try {
    if (!sameContent(await read(path), now)) return 'it was changed just now';
    if (!(await isWritable({ path, before: now.bytes, mode: now.mode }))) return 'it is read-only';
    await replaceState({ path, before: goal.bytes, mode: goal.mode });
    return undefined;
  } catch (error) {
    switch (errorCode(error)) {
      case 'ENOSPC':
      case 'EDQUOT':
        return 'the disk is full';
      case 'EROFS':
        return 'it is on a read-only file system';
      case 'EACCES':
      case 'EPERM':
        return 'permission is denied';
      case 'EEXIST':
      case 'ENOTDIR':
        return 'a file is where its folder was';
      default:
        return error instanceof Error ? error.message : String(error);
    }
  }
}
