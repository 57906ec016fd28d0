import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createWorkspaceEdits } from '../../src/editor/workspaceEdits.ts';
import type { TestParts } from '../../src/extension.ts';
import { createCheckpoints } from '../../src/platform/checkpoints.ts';
import * as disk from '../../src/platform/diskState.ts';
import * as real from '../../src/platform/realPath.ts';
import { projectFolder } from '../../src/platform/sessionStore.ts';
import { createWriteLock } from '../../src/platform/writeLock.ts';
import type { FileChange } from '../../src/protocol/changes.ts';
import { Event, type NewEvent } from '../../src/protocol/events.ts';
import { closeEverything, editorProject, until } from './editorProject.ts';

/** The open folder, and an agent whose edits are applied at once and go into the extension's own list. */
export async function pendingProject() {
  const belay = vscode.extensions.getExtension<TestParts>('belay.belay');
  if (!belay) throw new Error('the extension is not there');
  const { pending } = await belay.activate();
  const project = editorProject();
  const home = process.env.BELAY_HOME ?? '';
  const folder = projectFolder(home, await real.realPath(project.root));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const edits = createWorkspaceEdits(createCheckpoints({ folder: join(folder, 'checkpoints') }), { ...disk, ...real });
  let time = Date.now();
  const stamped = (event: NewEvent): Event => Event.parse({ id: `e${time}`, time: time++, ...event });

  async function lenses(name: string): Promise<vscode.CodeLens[]> {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      project.uri(name),
      5000,
    );
    return all.filter(({ command }) => command?.command.startsWith('belay.'));
  }

  return {
    ...project,
    pending,
    edits,
    folder,
    /** Applies changes as a tool for editing does in the mode Allow Edits, and waits until they are marked. */
    async agent(turn: string, ...changes: readonly FileChange[]): Promise<string> {
      const callId = `call-${time}`;
      const { checkpoint, summary } = await edits.apply(changes, { turn, callId });
      const events = [
        stamped({ type: 'user', turn, text: `Task ${turn}`, steering: false, attachments: [], images: [] }),
        stamped({ type: 'call', turn, callId, tool: 'edit_file', kind: 'edit', title: 'Edit', input: {} }),
        stamped({ type: 'applied', turn, callId, checkpoint, summary: [...summary] }),
      ];
      for (const event of events) pending.see(event, events);
      await pending.settled();
      return checkpoint;
    },
    /** Replaces text in a document as typing does, without saving. */
    async type(name: string, from: string, to: string): Promise<vscode.TextDocument> {
      const document = await vscode.workspace.openTextDocument(project.uri(name));
      const at = document.getText().indexOf(from);
      if (at === -1) throw new Error(`${from} is not in ${name}`);
      const edit = new vscode.WorkspaceEdit();
      const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
      edit.replace(document.uri, range, to);
      if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`nothing could be typed into ${name}`);
      return document;
    },
    /** Leaves nothing to review, no editor open, and none of these files. */
    async tidy(...names: readonly string[]): Promise<void> {
      await pending.settled();
      if (pending.list.current.files.length > 0) await pending.keepAll();
      await closeEverything();
      for (const name of names) rmSync(project.path(name), { recursive: true, force: true });
    },
    /** Keeps the list from being changed, as another window does while it changes it, until the result is called. */
    holdList: () =>
      createWriteLock({ path: join(folder, 'pending', 'pending.lock') }).acquire(AbortSignal.timeout(10_000)),
    see: (event: NewEvent) => pending.see(stamped(event), []),
    /** Kinds and names of all that is to review. */
    listed: (): string[] =>
      pending.list.current.files.map(({ kind, path }) => `${kind} ${path.slice(project.root.length + 1)}`).sort(),
    /** Waits until the text that the editor compares a file with is this one. */
    async originalIs(name: string, text: string): Promise<void> {
      const uri = project.uri(name).with({ scheme: 'belay-pending', query: 'original' });
      const document = await vscode.workspace.openTextDocument(uri);
      await until(`the original is ${JSON.stringify(text)}`, () => document.getText() === text).catch(
        (error: unknown) => {
          throw new Error(`it is ${JSON.stringify(document.getText())}, not ${JSON.stringify(text)}`, { cause: error });
        },
      );
    },
    /** Waits until the hunks are drawn at these lines (from 0), so many each, with what became of them. */
    async placedAre(name: string, expected: readonly string[]): Promise<void> {
      await until(`the hunks are ${expected.join()}`, () => {
        const placed = pending.views.get(project.path(name))?.placed.hunks ?? [];
        return placed.map(({ line, count, state }) => `${line}+${count} ${state}`).join() === expected.join();
      });
    },
    /** Waits until Belay's lenses have these titles, each with its line from 0, in the order of the file. */
    async lensesAre(name: string, expected: readonly string[]): Promise<void> {
      let titles: string[] = [];
      await until('the lenses are right', async () => {
        titles = (await lenses(name)).map(
          ({ range, command }) => `${range.start.line} ${command?.title.replace(/\$\([\w-]+\)\s/, '')}`,
        );
        return titles.join() === expected.join();
      }).catch((error: unknown) => {
        throw new Error(`they are ${JSON.stringify(titles)}, not ${JSON.stringify(expected)}`, { cause: error });
      });
    },
    async clickLens(name: string, line: number, title: string): Promise<void> {
      let lens: vscode.CodeLens | undefined;
      await until(`there is ${title} at line ${line} of ${name}`, async () => {
        lens = (await lenses(name)).find(
          ({ range, command }) => range.start.line === line && command?.title.includes(title),
        );
        return lens !== undefined;
      });
      await vscode.commands.executeCommand(lens?.command?.command ?? '', ...(lens?.command?.arguments ?? []));
    },
  };
}
