import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { editNotebook } from '../../src/edits/notebook/editNotebook.ts';
import type { TestParts } from '../../src/extension.ts';
import { closeEverything, editorProject, until } from '../support/editorProject.ts';

const text = `${JSON.stringify(
  {
    cells: [{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['1'] }],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 4,
  },
  null,
  1,
)}\n`;

function changed(before: string): string {
  const result = editNotebook(before, { action: 'replace', cell: 1, source: '2' }, () => '');
  if (!result.ok) throw new Error(result.message);
  return result.text;
}

suite('Notebooks in a window', () => {
  const project = editorProject();
  suiteTeardown(() => project.dispose());
  teardown(closeEverything);

  async function open(name: string): Promise<vscode.NotebookDocument> {
    project.write(name, text);
    const notebook = await vscode.workspace.openNotebookDocument(project.uri(name));
    await vscode.window.showNotebookDocument(notebook);
    return notebook;
  }

  test('one that is open takes an edit of its file, and its undo', async () => {
    const notebook = await open('open.ipynb');
    const result = await project.apply(await project.change('open.ipynb', changed));
    assert.equal(project.text('open.ipynb'), text.replace('"1"', '"2"'));
    await until('the notebook shows it', () => notebook.cellAt(0).document.getText() === '2');
    assert.equal(notebook.isDirty, false);
    await project.edits.restore([result.checkpoint]);
    assert.equal(project.text('open.ipynb'), text);
    await until('the notebook shows the old cell', () => notebook.cellAt(0).document.getText() === '1');
  });

  test('one that is closed is edited without being opened', async () => {
    project.write('closed.ipynb', text);
    await project.apply(await project.change('closed.ipynb', changed));
    assert.equal(project.text('closed.ipynb'), text.replace('"1"', '"2"'));
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
      [],
    );
  });

  test('one with unsaved changes is refused, and nothing of them is lost', async () => {
    const notebook = await open('unsaved.ipynb');
    const before = await project.change('unsaved.ipynb', changed);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(0).document.uri, new vscode.Position(0, 0), 'mine');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(notebook.isDirty);
    assert.equal((await project.files.readText(project.path('unsaved.ipynb'))).unsavedElsewhere, true);
    await assert.rejects(project.apply(before), /unsaved changes in the notebook editor/);
    const gone = { kind: 'delete', path: project.path('unsaved.ipynb'), hash: '', directory: false } as const;
    await assert.rejects(project.apply(gone), /unsaved work/);
    assert.equal(project.text('unsaved.ipynb'), text);
    assert.equal(notebook.cellAt(0).document.getText(), 'mine1');
    await notebook.save();
    await project.apply(await project.change('unsaved.ipynb', changed));
    await until('the notebook shows it', () => notebook.cellAt(0).document.getText() === '2');
  });

  test('a proposal is shown as text, both sides of it', async () => {
    const belay = vscode.extensions.getExtension<TestParts>('belay.belay');
    const parts = await belay?.activate();
    assert.ok(parts);
    await parts.sessions.startNew();
    project.write('shown.ipynb', text);
    const change = await project.change('shown.ipynb', changed);
    parts.proposals.see({ id: 'e', time: 0, type: 'proposal', callId: 'shown', changes: [change], summary: [] });
    await parts.review.open('shown');
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const sides = [input.original, input.modified].map((uri) => vscode.workspace.openTextDocument(uri));
    assert.deepEqual(
      (await Promise.all(sides)).map((document) => [document.languageId, document.getText()]),
      [
        ['json', text],
        ['json', changed(text)],
      ],
    );
  });

  test('what was changed since and is not saved keeps an edit from being taken back', async () => {
    const notebook = await open('later.ipynb');
    const { checkpoint } = await project.apply(await project.change('later.ipynb', changed));
    await until('the notebook shows it', () => notebook.cellAt(0).document.getText() === '2');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(0).document.uri, new vscode.Position(0, 0), 'mine');
    await vscode.workspace.applyEdit(edit);
    const { kept } = await project.edits.restore([checkpoint]);
    assert.deepEqual(kept, [
      { path: project.path('later.ipynb'), reason: 'it has unsaved changes in the notebook editor; save it first' },
    ]);
    assert.equal(notebook.cellAt(0).document.getText(), 'mine2');
    await notebook.save();
  });
});
