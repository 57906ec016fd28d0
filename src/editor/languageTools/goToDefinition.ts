import type { Location, LocationLink } from 'vscode';
import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { askProvider } from './askProvider.ts';
import { describeLocations } from './describeLocations.ts';
import { locate, place } from './locate.ts';

export const goToDefinition = defineTool({
  name: 'go_to_definition',
  keywords: 'jump declaration source where defined implemented lsp',
  description:
    'Finds where a symbol is defined, by the editor’s language server: exact where grep guesses. Use it with the line on which the symbol is used and its text there. Not for text that is no symbol: use grep. Limits: only languages that the editor has support for; use grep where nothing comes.',
  input: z.object(place),
  kind: 'read',
  title: ({ symbol, path, line }) => `Find the definition of ${symbol} (${path}:${line})`,
  targets: ({ path }) => ({ paths: [{ path, access: 'read' }] }),
  async run(input, context) {
    const { document, position } = await locate(input, context);
    const found = await askProvider<Location | LocationLink>(
      context.signal,
      'vscode.executeDefinitionProvider',
      document.uri,
      position,
    );
    if (found.length > 0) return { text: await describeLocations(found, context) };
    return { text: `No definition of "${input.symbol}" is known to the editor's language support. Use grep instead.` };
  },
});
