import { l10n, languages } from 'vscode';
import type { MentionItem } from '../../protocol/mentions.ts';
import { isSerious, problemLine } from '../applying/problems.ts';
import { fileUri, pathOf } from '../folderPaths.ts';
import { fuzzyScore } from './fuzzy.ts';
import type { MentionPorts } from './mentions.ts';

const most = 200;

/** All problems, and those of single files. */
export function findProblems(query: string, { display }: Pick<MentionPorts, 'display'>): MentionItem[] {
  const files = languages
    .getDiagnostics()
    .map(([uri, found]) => ({ uri, count: found.filter(isSerious).length }))
    .filter(({ uri, count }) => uri.scheme === 'file' && count > 0)
    .map(({ uri, count }) => ({ path: display(pathOf(uri)), count }));
  const all = files.reduce((sum, { count }) => sum + count, 0);
  const whole: MentionItem = {
    attachment: { kind: 'problems', path: '', name: l10n.t('Problems') },
    label: l10n.t('All problems'),
    detail: l10n.t('{0} errors and warnings', all),
  };
  const single = files
    .filter(({ path }) => fuzzyScore(path, query) > 0)
    .map(({ path, count }) => ({
      attachment: { kind: 'problems' as const, path },
      label: path.slice(path.lastIndexOf('/') + 1),
      detail: l10n.t('{0} errors and warnings', count),
    }));
  return query === '' ? [whole, ...single] : single;
}

/** Errors and warnings that the editor shows, for one file or for all that it knows. */
export async function problemsText(path: string, from: MentionPorts): Promise<string> {
  if (path !== '') await from.refuse(path);
  const lines =
    path === ''
      ? languages
          .getDiagnostics()
          .filter(([uri]) => uri.scheme === 'file')
          .flatMap(([uri, found]) => found.filter(isSerious).map((one) => problemLine(uri, one)))
      : languages
          .getDiagnostics(fileUri(from.resolve(path)))
          .filter(isSerious)
          .map((one) => problemLine(fileUri(from.resolve(path)), one));
  if (lines.length === 0) return l10n.t('The editor shows no errors or warnings there.');
  const more = lines.length > most ? [`[cut: ${lines.length - most} more]`] : [];
  return [...lines.slice(0, most), ...more].join('\n');
}
