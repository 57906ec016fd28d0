import { languages, type Uri } from 'vscode';
import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { isSerious, problemLine } from '../applying/problems.ts';
import { openTextFile } from './locate.ts';

const most = 100;

/** How long a file that was not open gets until its language server has looked at it, in ms. */
const patience = 2000;

export const diagnostics = defineTool({
  name: 'diagnostics',
  keywords: 'problems errors warnings lint type check compile squiggles',
  description:
    'Lists the errors and warnings that the editor shows, for one file or for all that it knows. Use it after an edit, or to find what the person sees underlined. Not as proof that the project is sound: run the project’s own checks for that. Limits: 100 lines; language servers mostly know open files only, so an empty list for the whole project proves nothing.',
  input: z.object({
    path: z.string().min(1).optional().describe('File, relative to the workspace root or absolute. Without it: all.'),
  }),
  kind: 'read',
  title: ({ path }) => (path === undefined ? 'Look at all problems' : `Look at the problems of ${path}`),
  targets: ({ path }) => (path === undefined ? {} : { paths: [{ path, access: 'read' }] }),
  async run({ path }, context) {
    if (path !== undefined) {
      const { uri } = await openTextFile(path, context);
      if (languages.getDiagnostics(uri).length === 0) await firstWord(uri, context.signal);
      return {
        text: listed(
          languages
            .getDiagnostics(uri)
            .filter(isSerious)
            .map((one) => problemLine(uri, one)),
        ),
      };
    }
    const lines = languages
      .getDiagnostics()
      .filter(([uri]) => uri.scheme === 'file')
      .flatMap(([uri, found]) => found.filter(isSerious).map((one) => problemLine(uri, one)));
    return { text: listed(lines) };
  },
});

function listed(lines: readonly string[]): string {
  if (lines.length === 0) return 'The editor shows no errors or warnings there.';
  const rest = lines.length - most;
  return [...lines.slice(0, most), ...(rest > 0 ? [`… and ${rest} more; ask file by file`] : [])].join('\n');
}

/** Resolves when the language servers have said something about the file, or after the patience. */
async function firstWord(uri: Uri, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      listener.dispose();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const listener = languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((one) => one.toString() === uri.toString())) finish();
    });
    const timer = setTimeout(finish, patience);
    signal.addEventListener('abort', finish, { once: true });
  });
}
