import { type Diagnostic, l10n, languages, type Uri } from 'vscode';
import type { MentionItem } from '../../protocol/mentions.ts';
import { isSerious, problemLine } from '../applying/problems.ts';
import { fileUri, pathOf } from '../folderPaths.ts';
import { fuzzyScore } from './fuzzy.ts';
import type { MentionPorts } from './mentions.ts';
import { refusedOf } from './refused.ts';

const most = 200;

/** All problems, and those of single files. */
export async function findProblems(query: string, from: MentionPorts): Promise<MentionItem[]> {
  const files = (await mentionable(from)).map(([uri, found]) => ({
    path: from.display(pathOf(uri)),
    count: found.length,
  }));
  const all = files.reduce((sum, { count }) => sum + count, 0);
  const whole: MentionItem = {
    attachment: { kind: 'problems', path: '', name: l10n.t('Problems') },
    label: l10n.t('All problems'),
    detail: countText(all),
  };
  const single = files
    .filter(({ path }) => fuzzyScore(path, query) > 0)
    .map(({ path, count }) => ({
      attachment: { kind: 'problems' as const, path },
      label: path.slice(path.lastIndexOf('/') + 1),
      detail: countText(count),
    }));
  return query === '' ? [whole, ...single] : single;
}

function countText(count: number): string {
  return count === 1 ? l10n.t('1 error or warning') : l10n.t('{0} errors and warnings', count);
}

/** Errors and warnings that the editor shows, for one file or for all that it knows and that may be mentioned. */
export async function problemsText(path: string, from: MentionPorts): Promise<string> {
  if (path !== '') await from.refuse(path);
  const uri = fileUri(from.resolve(path));
  const found: Problems[] =
    path === '' ? await mentionable(from) : [[uri, languages.getDiagnostics(uri).filter(isSerious)]];
  const lines = found.flatMap(([file, problems]) => problems.map((one) => problemLine(file, one)));
  if (lines.length === 0) return l10n.t('The editor shows no errors or warnings there.');
  const more = lines.length > most ? [`[cut: ${lines.length - most} more]`] : [];
  return [...lines.slice(0, most), ...more].join('\n');
}

type Problems = readonly [Uri, readonly Diagnostic[]];

/** Files with errors or warnings. The words of a problem may quote its file, so one that is refused is not among them. */
async function mentionable(from: MentionPorts): Promise<Problems[]> {
  const files = languages
    .getDiagnostics()
    .map(([uri, found]): Problems => [uri, found.filter(isSerious)])
    .filter(([uri, found]) => uri.scheme === 'file' && found.length > 0);
  const paths = files.map(([uri]) => pathOf(uri));
  const refused = new Set(await refusedOf(paths, from));
  return files.filter(([uri]) => !refused.has(pathOf(uri)));
}
