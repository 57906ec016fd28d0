import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Edits } from '../../src/agent/editPorts.ts';
import { createEditorFiles } from '../../src/editor/editorFiles.ts';
import { createWorkspaceEdits } from '../../src/editor/workspaceEdits.ts';
import { createCheckpoints } from '../../src/platform/checkpoints.ts';
import { contentHash } from '../../src/platform/contentHash.ts';
import * as diskState from '../../src/platform/diskState.ts';
import { createDiskFiles } from '../../src/platform/files.ts';
import * as realPaths from '../../src/platform/realPath.ts';
import type { FileChange } from '../../src/protocol/changes.ts';

/** The open workspace folder with the true ports of a window, for tests inside VS Code. */
export function editorProject() {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('no folder is open');
  const store = mkdtempSync(join(tmpdir(), 'belay-checkpoints-'));
  const checkpoints = createCheckpoints({ folder: store });
  const edits = createWorkspaceEdits(checkpoints, { ...diskState, ...realPaths });
  const files = createEditorFiles(createDiskFiles({ display: (path) => path }));
  const path = (name: string): string => join(folder, name);

  return {
    root: folder,
    files,
    edits,
    checkpoints,
    path,
    uri: (name: string): vscode.Uri => vscode.Uri.file(path(name)),
    write(name: string, content: string | Uint8Array): string {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
      return path(name);
    },
    bytes: (name: string): Buffer => readFileSync(path(name)),
    text: (name: string): string => readFileSync(path(name), 'utf8'),
    /** An edit of a file as a tool would propose it, from what the `Files` port reads. */
    async change(name: string, replace: (text: string) => string): Promise<FileChange> {
      const { text, hash } = await files.readText(path(name));
      return { kind: 'edit', path: path(name), hash, before: text, after: replace(text) };
    },
    async apply(...changes: readonly FileChange[]): ReturnType<Edits['apply']> {
      return await edits.apply(changes, { turn: 'turn', callId: 'call' });
    },
    hash: (name: string): string => contentHash(readFileSync(path(name))),
    dispose: () => rmSync(store, { recursive: true, force: true }),
  };
}

/** Types text at the end of a file, in an editor that is shown, and leaves it unsaved. */
export async function typeInto(uri: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  await editor.edit((edit) => edit.insert(end, text));
  return document;
}

/** Reverts what is unsaved and closes every editor, so that no test meets the leavings of another. */
export async function closeEverything(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Waits until something is true, up to ten seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const started = Date.now();
  while (!(await holds())) {
    if (Date.now() - started > 10_000) throw new Error(`still not so after ten seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
