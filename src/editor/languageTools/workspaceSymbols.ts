import { type SymbolInformation, SymbolKind } from 'vscode';
import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { pathOf } from '../folderPaths.ts';
import { askProvider } from './askProvider.ts';

const most = 60;

export const workspaceSymbols = defineTool({
  name: 'workspace_symbols',
  keywords: 'find class function type by name in project lsp',
  description:
    'Finds classes, functions, types and constants by name or a part of it in the whole project, by the editor’s language servers. Use it when you know what something is called and not where it is. Not for text, comments or strings: use grep. Limits: 60 symbols; only languages that the editor has loaded are known, use grep where nothing comes.',
  input: z.object({ query: z.string().min(1).describe('The name, or letters of it in order.') }),
  kind: 'read',
  title: ({ query }) => `Find symbols named ${query}`,
  targets: () => ({}),
  async run({ query }, context) {
    const found = await askProvider<SymbolInformation>(context.signal, 'vscode.executeWorkspaceSymbolProvider', query);
    const lines = found
      .filter(({ location }) => location.uri.scheme === 'file')
      .map(({ name, kind, containerName, location }) => {
        const where = `${context.display(pathOf(location.uri))}:${location.range.start.line + 1}`;
        return `${where} ${SymbolKind[kind].toLowerCase()} ${name}${containerName ? ` in ${containerName}` : ''}`;
      });
    if (lines.length === 0) return { text: `No symbol like "${query}" is known to the editor. Use grep instead.` };
    const rest = lines.length - most;
    return { text: [...lines.slice(0, most), ...(rest > 0 ? [`… and ${rest} more; be more exact`] : [])].join('\n') };
  },
});
