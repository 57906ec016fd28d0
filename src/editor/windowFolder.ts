import { l10n, type WorkspaceFolder, workspace } from 'vscode';
import type { Log } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { say } from './notify.ts';

/** The folder that Belay works in: the window's first. Says so where there are more; throws `ToolError` without one. */
export function windowFolder(log: Log): WorkspaceFolder {
  const [folder, ...others] = workspace.workspaceFolders ?? [];
  if (!folder) throw new ToolError(l10n.t('Open a folder first: Belay works inside a project.'));
  if (others.length > 0) {
    log.info(`this workspace has ${others.length + 1} folders; Belay works in the first, ${folder.uri.fsPath}`);
    const text = l10n.t('Belay works in the first folder of this workspace: {0}', folder.name);
    say(text);
  }
  return folder;
}
