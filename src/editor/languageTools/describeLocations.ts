import { type Location, type LocationLink, type Range, type Uri, workspace } from 'vscode';
import type { ToolContext } from '../../agent/tool.ts';
import { pathOf } from '../folderPaths.ts';

const most = 100;

/** `path:line: text of the line`, sorted, each place once; what is beyond the first hundred is counted. */
export async function describeLocations(
  found: readonly (Location | LocationLink)[],
  context: ToolContext,
): Promise<string> {
  const places = new Map<string, { readonly uri: Uri; readonly range: Range }>();
  for (const one of found) {
    const uri = 'targetUri' in one ? one.targetUri : one.uri;
    const range = 'targetUri' in one ? (one.targetSelectionRange ?? one.targetRange) : one.range;
    places.set(`${uri.toString()}:${range.start.line}`, { uri, range });
  }
  const sorted = [...places.values()].sort(
    (a, b) =>
      (a.uri.path < b.uri.path ? -1 : a.uri.path > b.uri.path ? 1 : 0) || a.range.start.line - b.range.start.line,
  );
  const lines: string[] = [];
  for (const { uri, range } of sorted.slice(0, most)) {
    const text = await lineOf(uri, range.start.line);
    const path = uri.scheme === 'file' ? context.display(pathOf(uri)) : uri.toString();
    lines.push(`${path}:${range.start.line + 1}: ${text}`);
  }
  if (sorted.length > most) lines.push(`… and ${sorted.length - most} more places; use grep with a narrower path`);
  return lines.join('\n');
}

async function lineOf(uri: Uri, line: number): Promise<string> {
  try {
    const document = await workspace.openTextDocument(uri);
    return line < document.lineCount ? document.lineAt(line).text.trim().slice(0, 200) : '';
  } catch (error) {
    return `(the line cannot be read: ${error instanceof Error ? error.message : String(error)})`;
  }
}
