import { commands, type DocumentSymbol, l10n, type SymbolInformation, SymbolKind, workspace } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { Attachment, MentionItem } from '../../protocol/mentions.ts';
import { fileUri, pathOf } from '../folderPaths.ts';
import { fuzzyScore } from './fuzzy.ts';
import type { MentionPorts } from './mentions.ts';

const most = 20;
/** Lines of a symbol that go with a message. */
const lineCap = 400;

/** Symbols of the workspace by the language servers, best first. */
export async function findSymbols(query: string, { display }: Pick<MentionPorts, 'display'>): Promise<MentionItem[]> {
  if (query.trim() === '') return [];
  const command = 'vscode.executeWorkspaceSymbolProvider';
  const found = (await commands.executeCommand<SymbolInformation[] | undefined>(command, query)) ?? [];
  return found
    .filter(({ location }) => location.uri.scheme === 'file' && workspace.getWorkspaceFolder(location.uri))
    .map((symbol) => ({ symbol, score: fuzzyScore(symbol.name, query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.symbol.name.length - b.symbol.name.length)
    .slice(0, most)
    .map(({ symbol: { name, kind, location } }) => {
      const path = display(pathOf(location.uri));
      const firstLine = location.range.start.line + 1;
      return {
        attachment: { kind: 'symbol', path, name, firstLine, lastLine: location.range.end.line + 1 },
        label: name,
        detail: `${SymbolKind[kind].toLowerCase()} · ${path}:${firstLine}`,
      };
    });
}

/** The symbol where it stands now, whole, as the language server knows its range. */
export async function symbolText(attachment: Attachment, from: MentionPorts): Promise<string> {
  const { path, name = '', firstLine = 1, lastLine = firstLine } = attachment;
  await from.refuse(path);
  const { text } = await from.files.readText(from.resolve(path));
  const range = await rangeOf(path, name, firstLine, from);
  const [first, last] = range ?? [firstLine, lastLine];
  const lines = text.split(/\r?\n/).slice(first - 1, Math.min(last, first + lineCap - 1));
  if (lines.length === 0) throw new ToolError(l10n.t('{0} is no longer in {1}.', name, path));
  const more = last - first + 1 - lines.length;
  const cut = more > 0 ? [`[cut: ${more} more lines; read ${path} from line ${first + lines.length}]`] : [];
  return [`${path}:${first}`, ...lines, ...cut].join('\n');
}

async function rangeOf(path: string, name: string, near: number, { resolve }: MentionPorts) {
  const uri = fileUri(resolve(path));
  const command = 'vscode.executeDocumentSymbolProvider';
  const found = await commands.executeCommand<(DocumentSymbol | SymbolInformation)[] | undefined>(command, uri);
  const flat = (all: readonly (DocumentSymbol | SymbolInformation)[]): (DocumentSymbol | SymbolInformation)[] =>
    all.flatMap((one) => [one, ...('children' in one ? flat(one.children) : [])]);
  const fits = flat(found ?? [])
    .filter((one) => one.name === name || one.name === name.replace(/\(.*$/, ''))
    .map((one) => ('location' in one ? one.location.range : one.range))
    .sort((a, b) => Math.abs(a.start.line + 1 - near) - Math.abs(b.start.line + 1 - near));
  const [best] = fits;
  return best && ([best.start.line + 1, best.end.line + 1] as const);
}
