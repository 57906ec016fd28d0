import type { CheckpointFile } from '../../agent/editPorts.ts';
import { isFolder, isLink } from '../../edits/fileKind.ts';
import { type FileState, summaryOf } from '../../edits/takeBack.ts';
import type { ChangeSummary } from '../../protocol/changes.ts';
import { textCodec } from '../textFormat.ts';

/** A command may change thousands of files; nobody reads more diffs than this. */
const maxDiffs = 100;

/** What a command did, file by file, for the chat; folders left out. */
export async function summariesOf(files: readonly CheckpointFile[]): Promise<ChangeSummary[]> {
  const summaries: ChangeSummary[] = [];
  for (const file of files) {
    const [before, after] = [
      fileOf({ bytes: file.before, mode: file.mode }),
      fileOf(file.after ?? { bytes: undefined }),
    ];
    if (!before && !after) continue;
    const summary = await summarise(file.path, before, after);
    summaries.push(summaries.length < maxDiffs ? summary : { ...summary, diff: '' });
  }
  return summaries;
}

/** `undefined` where there is nothing, or a folder. */
function fileOf(state: FileState): FileState | undefined {
  return state.bytes === undefined || isFolder(state) ? undefined : state;
}

async function summarise(
  path: string,
  before: FileState | undefined,
  after: FileState | undefined,
): Promise<ChangeSummary> {
  const kind = !before ? 'create' : after ? 'edit' : 'delete';
  const plain: ChangeSummary = { kind, path, added: 0, removed: 0, diff: '' };
  if ([before, after].some((state) => state && isLink(state))) return plain;
  const [from, to] = await Promise.all([textOf(before), textOf(after)]);
  return from === null || to === null ? plain : summaryOf(path, from, to);
}

/** `null` where it is no text. */
async function textOf(state: FileState | undefined): Promise<string | undefined | null> {
  if (!state?.bytes) return undefined;
  return (await textCodec.decode(state.bytes))?.text ?? null;
}
