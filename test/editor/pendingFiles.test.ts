import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { typeInto, until } from '../support/editorProject.ts';
import { pendingProject } from '../support/pendingProject.ts';

const lines = (...all: readonly (string | number)[]): string => all.map((line) => `${line}\n`).join('');
const before = lines(1, 2, 3, 4, 5, 6, 7, 8, 9);
const twoHunks = (text: string): string => text.replace('2\n', 'two\n').replace('8\n', 'eight\nmore\n');

suite('Created, deleted and moved files that wait for a review', function () {
  this.timeout(60_000);
  let project: Awaited<ReturnType<typeof pendingProject>>;
  let number = 0;
  let [a, b] = ['', ''];

  suiteSetup(async () => {
    project = await pendingProject();
  });
  setup(() => {
    // Names of its own for each test: the editor keeps a closed document for a while, and would show the older text.
    number += 1;
    a = `a${number}.txt`;
    b = `b${number}.txt`;
    project.write(a, before);
  });
  teardown(async () => {
    await project.tidy(a, b, 'made', 'folder', '.git');
  });
  suiteTeardown(() => project.dispose());

  test('a new file is undone by deleting it, with the folder that was made for it', async () => {
    const path = project.path('made/deep/new.txt');
    await project.agent('t1', { kind: 'create', path, after: 'new\n' });
    assert.deepEqual(project.listed(), ['create made/deep/new.txt']);
    await project.lensesAre('made/deep/new.txt', ['0 Keep new file', '0 Undo: delete it']);
    await project.clickLens('made/deep/new.txt', 0, 'Undo');
    assert.equal(existsSync(path), false);
    assert.equal(existsSync(project.path('made')), false);
    assert.deepEqual(project.listed(), []);
  });

  test('a new file in which the person has written stays, as a test window answers no question', async () => {
    const path = project.path('made/new.txt');
    await project.agent('t1', { kind: 'create', path, after: 'new\n' });
    await typeInto(project.uri('made/new.txt'), 'mine\n');
    await vscode.commands.executeCommand('belay.undoChange', { path });
    assert.equal(readFileSync(path, 'utf8'), 'new\n');
    assert.deepEqual(project.listed(), ['create made/new.txt']);
  });

  test('a deletion is undone: the file is back with its bytes, and what was pending in it too', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const hash = project.hash(a);
    await project.agent('t2', { kind: 'delete', path: project.path(a), hash, directory: false });
    assert.deepEqual(project.listed(), [`delete ${a}`]);
    assert.equal(existsSync(project.path(a)), false);
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't2' });
    assert.equal(project.text(a), twoHunks(before));
    assert.deepEqual(project.listed(), [`edit ${a}`]);
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't1' });
    assert.equal(project.text(a), before);
  });

  test('a deletion is not undone over something else', async () => {
    const hash = project.hash(a);
    await project.agent('t1', { kind: 'delete', path: project.path(a), hash, directory: false });
    project.write(a, 'another\n');
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't1' });
    assert.equal(project.text(a), 'another\n');
    rmSync(project.path(a));
  });

  test('a deleted folder comes back whole', async () => {
    mkdirSync(project.path('folder/empty'), { recursive: true });
    project.write('folder/one.txt', 'one\n');
    project.write('folder/deep/two.bin', Buffer.from([0, 1, 2, 255]));
    await project.agent('t1', { kind: 'delete', path: project.path('folder'), hash: '', directory: true });
    assert.deepEqual(project.listed(), ['delete folder']);
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't1' });
    assert.equal(project.text('folder/one.txt'), 'one\n');
    assert.deepEqual(project.bytes('folder/deep/two.bin'), Buffer.from([0, 1, 2, 255]));
    assert.ok(existsSync(project.path('folder/empty')));
    assert.deepEqual(project.listed(), []);
  });

  test('a move is undone, with what was edited in the file, and with unsaved work of the person', async () => {
    const hash = project.hash(a);
    const to = project.path('made/moved.txt');
    await project.agent('t1', { kind: 'move', path: project.path(a), to, hash, directory: false });
    await project.agent('t1', await project.change('made/moved.txt', twoHunks));
    assert.deepEqual(project.listed(), ['move made/moved.txt']);
    const hunks = [1, 7].flatMap((line) => [`${line} Keep`, `${line} Undo`, `${line} Show removed line`]);
    await project.lensesAre('made/moved.txt', ['0 Keep move', '0 Undo: move it back', ...hunks]);
    await project.type('made/moved.txt', '5\n', '5, mine\n');
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't1' });
    await until('it is back', () => existsSync(project.path(a)));
    assert.equal(existsSync(project.path('made')), false);
    const document = await vscode.workspace.openTextDocument(project.uri(a));
    assert.equal(document.getText(), before.replace('5\n', '5, mine\n'));
    assert.deepEqual(project.listed(), []);
  });

  test('what the person renames is still to review under its new name', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(project.uri(a), project.uri(b));
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('it has moved', () => project.listed()[0] === `edit ${b}`);
    await vscode.commands.executeCommand('belay.undoFileChanges', project.uri(b));
    assert.equal(project.text(b), before);
  });

  test('a notebook is compared as text, with lenses, and undone to the byte', async () => {
    const cell = (source: string): object => ({ cell_type: 'code', source: [source], metadata: {}, outputs: [] });
    const notebook = (...sources: readonly string[]): string =>
      `${JSON.stringify({ cells: sources.map(cell), metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
    const name = 'made/book.ipynb';
    project.write(name, notebook('one', 'two'));
    await project.agent('t1', await project.change(name, (text) => text.replace('two', 'TWO')));
    await vscode.commands.executeCommand('belay.nextChange');
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff, 'it is no comparison of texts');
    const { original, modified } = activeTab.input;
    const texts = await Promise.all([original, modified].map((uri) => vscode.workspace.openTextDocument(uri)));
    assert.deepEqual(
      texts.map((document) => document.getText()),
      [notebook('one', 'two'), notebook('one', 'TWO')],
    );
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      modified,
      50,
    );
    const undo = lenses.find(({ command }) => command?.title.includes('Undo'))?.command;
    await vscode.commands.executeCommand(undo?.command ?? '', ...(undo?.arguments ?? []));
    assert.equal(project.text(name), notebook('one', 'two'));
    assert.deepEqual(project.listed(), []);
  });

  test('what is committed is no longer to review; a checkout of nothing and an uncommitted rest stay', async () => {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=P', '-c', 'user.email=p@example.org', ...args], {
        cwd: project.root,
        encoding: 'utf8',
      });
    git('init', '--quiet');
    project.write(b, before);
    git('add', '.');
    git('commit', '--quiet', '-m', 'First');
    await project.agent('t1', await project.change(a, twoHunks));
    await project.agent('t1', await project.change(b, twoHunks));
    await project.agent('t1', { kind: 'create', path: project.path('made/new.txt'), after: 'new\n' });
    git('add', a, 'made');
    assert.equal(project.listed().length, 3, 'staging is no commit');
    git('commit', '--quiet', '-m', 'Second');
    await until('the commit is seen', () => project.listed().length === 1);
    assert.deepEqual(project.listed(), [`edit ${b}`]);
    const hash = project.hash(a);
    await project.agent('t2', { kind: 'delete', path: project.path(a), hash, directory: false });
    await project.agent('t2', { kind: 'delete', path: project.path('made/new.txt'), hash: '', directory: false });
    git('rm', '--quiet', '--cached', a);
    git('commit', '--quiet', '-m', 'Third');
    await until('the deletion is seen', () => project.listed().length === 2);
    assert.deepEqual(project.listed(), ['delete made/new.txt', `edit ${b}`]);
  });
});
