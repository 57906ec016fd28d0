import type { Tool } from '../../agent/tool.ts';
import { diagnostics } from './diagnostics.ts';
import { documentSymbols } from './documentSymbols.ts';
import { findReferences } from './findReferences.ts';
import { goToDefinition } from './goToDefinition.ts';
import { renameSymbol } from './renameSymbol.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';

/** The tools that need an editor, in the order in which the model is told of them. New ones go to the end. */
export const languageTools: readonly Tool[] = [
  diagnostics,
  documentSymbols,
  workspaceSymbols,
  goToDefinition,
  findReferences,
  renameSymbol,
];
