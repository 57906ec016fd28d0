import { l10n, TabInputText, window, workspace } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { Attachment, MentionItem } from '../../protocol/mentions.ts';
import { openDocument } from '../applying/fileState.ts';
import { fuzzyScore } from './fuzzy.ts';
import { listFiles } from './listFiles.ts';
import type { Collected, MentionPorts } from './mentions.ts';

const most = 20;
/** Characters of a file that go with a message; the rest is read when it is needed. */
const fileCap = 60_000;
const folderCap = 300;

/** Files, folders or both that fit what was typed, best first; open ones before others that fit as well. */
export async function findFilesAndFolders(
  query: string,
  kind: 'file' | 'folder' | undefined,
  { display }: Pick<MentionPorts, 'display'>,
): Promise<MentionItem[]> {
  const files = await listFiles();
  const open = new Set(
    window.tabGroups.all.flatMap(({ tabs }) =>
      tabs.flatMap(({ input }) => (input instanceof TabInputText ? [workspace.asRelativePath(input.uri, false)] : [])),
    ),
  );
  const folders = kind === 'file' ? [] : foldersOf(files);
  const candidates = [
    ...(kind === 'folder' ? [] : files.map((path) => ({ kind: 'file' as const, path }))),
    ...folders.map((path) => ({ kind: 'folder' as const, path })),
  ];
  return candidates
    .map((one) => ({ ...one, score: fuzzyScore(one.path, query) + (open.has(one.path) ? 0.5 : 0) }))
    .filter(({ score }) => score >= 1)
    .sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, most)
    .map(({ kind: found, path }) => {
      const shown = display(path);
      const cut = shown.lastIndexOf('/');
      return {
        attachment: { kind: found, path: shown },
        label: shown.slice(cut + 1),
        detail: cut < 0 ? '' : shown.slice(0, cut),
      };
    });
}

function foldersOf(files: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let cut = file.lastIndexOf('/'); cut > 0; cut = file.lastIndexOf('/', cut - 1)) {
      const folder = file.slice(0, cut);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return [...folders];
}

/** A file as it stands in the editor or on disk. Whole, the model may edit it without reading it again. */
export async function fileText(attachment: Attachment, from: MentionPorts): Promise<Collected> {
  const { path, firstLine, lastLine } = attachment;
  await from.refuse(path);
  const absolute = from.resolve(path);
  if ((await from.files.stat(absolute))?.type === 'directory') {
    return { attachment: { ...attachment, kind: 'folder', text: await folderText(path, from) } };
  }
  if (/\.(png|jpe?g|gif|webp)$/i.test(path)) {
    // Pictures are read by the tool that shows them.
    return { attachment };
  }
  const { text, hash } = await from.files.readText(absolute);
  if (firstLine !== undefined) {
    const lines = text.split(/\r?\n/).slice(firstLine - 1, lastLine ?? firstLine);
    return { attachment: { ...attachment, text: capped(lines.join('\n'), path) } };
  }
  const cut = capped(text, path);
  if (cut !== text) return { attachment: { ...attachment, text: cut } };
  const unsaved = openDocument(absolute)?.isDirty ? `[${l10n.t('With changes that are not saved yet.')}]\n` : '';
  return { attachment: { ...attachment, text: unsaved + text }, seen: { path: absolute, hash, text } };
}

function capped(text: string, path: string): string {
  if (text.length <= fileCap) return text;
  const cut = text.lastIndexOf('\n', fileCap);
  const head = text.slice(0, cut > 0 ? cut : fileCap);
  const line = head.split('\n').length + 1;
  return `${head}\n[cut: ${text.length - head.length} more characters; read ${path} from line ${line}]`;
}

/** The files of a folder, ignored ones left out, as a list of paths. */
export async function folderText(path: string, from: MentionPorts): Promise<string> {
  await from.refuse(path);
  const absolute = from.resolve(path);
  if ((await from.files.stat(absolute))?.type !== 'directory') {
    throw new ToolError(l10n.t('There is no folder {0}.', path));
  }
  const signal = AbortSignal.timeout(10_000);
  const { paths, truncated } = await from.search.glob({ pattern: '**/*', path: absolute, limit: folderCap, signal });
  if (paths.length === 0) return l10n.t('The folder holds no files that are not ignored.');
  const more = truncated ? [`[cut: only the first ${folderCap} files are shown; use glob for the others]`] : [];
  return [...paths.map(from.display), ...more].join('\n');
}
