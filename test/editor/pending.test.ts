import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeEverything, typeInto, until } from '../support/editorProject.ts';
import { pendingProject } from '../support/pendingProject.ts';

const lines = (...all: readonly (string | number)[]): string => all.map((line) => `${line}\n`).join('');
const before = lines(1, 2, 3, 4, 5, 6, 7, 8, 9);
const twoHunks = (text: string): string => text.replace('2\n', 'two\n').replace('8\n', 'eight\nmore\n');

suite('Applied changes that wait for a review', function () {
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
    const { pending } = project;
    await pending.settled();
    if (pending.list.current.files.length > 0) await pending.keepAll();
    await closeEverything();
    for (const name of [a, b, 'made', 'folder', '.git']) {
      rmSync(project.path(name), { recursive: true, force: true });
    }
  });
  suiteTeardown(() => project.dispose());

  /** Replaces text in a document as typing does, without saving. */
  async function type(name: string, from: string, to: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(project.uri(name));
    const at = document.getText().indexOf(from);
    assert.notEqual(at, -1, `${from} is not in ${name}`);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
    edit.replace(document.uri, range, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
    return document;
  }

  const tabTitles = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

  test('hunks have lenses and an original; Keep keeps one, Undo takes the other back and saves', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    assert.deepEqual(project.listed(), [`edit ${a}`]);
    await project.originalIs(a, before);
    await vscode.window.showTextDocument(project.uri(a));
    const second = ['7 Keep', '7 Undo', '7 Show removed line'];
    await project.lensesAre(a, ['1 Keep', '1 Undo', '1 Show removed line', ...second]);
    await project.clickLens(a, 1, 'Keep');
    await project.originalIs(a, before.replace('2\n', 'two\n'));
    await project.lensesAre(a, second);
    await project.clickLens(a, 7, 'Undo');
    assert.equal(project.text(a), before.replace('2\n', 'two\n'));
    assert.deepEqual(project.listed(), []);
    await project.lensesAre(a, []);
  });

  test('Ctrl+Z brings an undone change back, and its marks; again and again', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const editor = await vscode.window.showTextDocument(project.uri(a));
    await project.clickLens(a, 7, 'Undo');
    await project.placedAre(a, ['1+1 clean']);
    for (let round = 0; round < 2; round++) {
      await vscode.commands.executeCommand('undo');
      await until('the text is back', () => editor.document.getText() === twoHunks(before));
      await project.placedAre(a, ['1+1 clean', '7+2 clean']);
      await vscode.commands.executeCommand('redo');
      await project.placedAre(a, ['1+1 clean']);
    }
    await project.clickLens(a, 1, 'Undo');
    assert.deepEqual(project.listed(), []);
    await vscode.commands.executeCommand('undo');
    await until('the file is listed again', () => project.listed().length === 1);
    await project.placedAre(a, ['1+1 clean']);
  });

  test('what the person types is no change to review, and stays when the lines beside it are undone', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const document = await type(a, '3\n', 'mine\n3!\n');
    await project.originalIs(a, before.replace('3\n', 'mine\n3!\n'));
    await project.placedAre(a, ['1+1 clean', '8+2 clean']);
    await project.clickLens(a, 1, 'Undo');
    await project.clickLens(a, 8, 'Undo');
    assert.equal(document.getText(), before.replace('3\n', 'mine\n3!\n'));
    assert.ok(document.isDirty, 'the person’s unsaved work was saved');
    assert.equal(project.text(a), twoHunks(before));
    assert.deepEqual(project.listed(), []);
  });

  test('where the person changed the very lines, nothing is overwritten and a comparison opens', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const document = await type(a, 'eight\n', 'my eight\n');
    await project.placedAre(a, ['1+1 clean', '7+2 changed']);
    await project.originalIs(a, before.replace('8\n', 'my eight\nmore\n'));
    const compare = ['7 Keep', '7 You changed this since: compare'];
    await project.lensesAre(a, ['1 Keep', '1 Undo', '1 Show removed line', ...compare]);
    await project.clickLens(a, 7, 'compare');
    assert.equal(document.getText(), twoHunks(before).replace('eight', 'my eight'));
    assert.deepEqual(tabTitles().at(-1), `${a}: before Belay’s changes, and now`);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff);
    const left = await vscode.workspace.openTextDocument(activeTab.input.original);
    assert.equal(left.getText(), before);
    assert.equal(activeTab.input.modified.fsPath, project.path(a));
    assert.deepEqual(project.listed(), [`edit ${a}`]);
    await vscode.commands.executeCommand('belay.undoFileChanges', project.uri(a));
    assert.equal(document.getText(), before.replace('8\n', 'my eight\nmore\n'), 'the other hunk is undone');
    await vscode.commands.executeCommand('belay.keepFileChanges', project.uri(a));
    assert.deepEqual(project.listed(), []);
  });

  test('the buttons of the inline comparison mean the change that it shows, and no other', async () => {
    await project.agent('t1', await project.change(a, (text) => twoHunks(text).replace('5\n', '')));
    const uri = project.uri(a);
    await vscode.window.showTextDocument(uri);
    await project.placedAre(a, ['1+1 clean', '4+0 clean', '6+2 clean']);
    const changes = [
      { originalStartLineNumber: 2, originalEndLineNumber: 2, modifiedStartLineNumber: 2, modifiedEndLineNumber: 2 },
      { originalStartLineNumber: 5, originalEndLineNumber: 5, modifiedStartLineNumber: 4, modifiedEndLineNumber: 0 },
      { originalStartLineNumber: 8, originalEndLineNumber: 8, modifiedStartLineNumber: 7, modifiedEndLineNumber: 8 },
    ];
    await vscode.commands.executeCommand('belay.undoChange', uri, changes, 1);
    await project.placedAre(a, ['1+1 clean', '7+2 clean']);
    assert.equal(project.text(a), twoHunks(before));
    await vscode.commands.executeCommand('belay.keepChange', uri, changes, 0);
    await project.placedAre(a, ['7+2 clean']);
    assert.equal(project.text(a), twoHunks(before));
  });

  test('a second edit joins the first; each turn can be undone by itself', async () => {
    await project.agent('t1', await project.change(a, (text) => text.replace('2\n', 'two\n')));
    await type(a, '5\n', 'five, mine\n');
    await vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === project.path(a))?.save();
    await project.agent('t2', await project.change(a, (text) => text.replace('8\n', 'eight\n')));
    await project.originalIs(a, before.replace('5\n', 'five, mine\n'));
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't2' });
    assert.equal(project.text(a), before.replace('2\n', 'two\n').replace('5\n', 'five, mine\n'));
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't1' });
    assert.equal(project.text(a), before.replace('5\n', 'five, mine\n'));
    assert.deepEqual(project.listed(), []);
  });

  test('bytes: undoing gives back each of them, whatever line endings and encoding', async () => {
    const files: Record<string, Uint8Array> = {
      'made/windows.txt': Buffer.from('\uFEFFone\r\ntwo\r\nthree'),
      'made/mixed.txt': Buffer.from('one\r\ntwo\nthree\r\nfour\n'),
      'made/latin.txt': Buffer.from('one\ntwo caf\xe9\nthree\n', 'latin1'),
    };
    for (const [name, bytes] of Object.entries(files)) project.write(name, bytes);
    for (const name of Object.keys(files)) {
      await project.agent('t1', await project.change(name, (text) => text.replace('two', 'TWO').replace('one', 'ONE')));
    }
    assert.equal(project.listed().length, 3);
    for (const name of Object.keys(files)) assert.notDeepEqual(project.bytes(name), Buffer.from(files[name] ?? ''));
    await vscode.commands.executeCommand('belay.undoFileChanges', { type: 'turn', turn: 't1' });
    for (const name of Object.keys(files)) assert.deepEqual(project.bytes(name), Buffer.from(files[name] ?? ''), name);
    assert.deepEqual(project.listed(), []);
  });

  test('a new file is undone by deleting it, with the folder made for it; Ctrl+Z brings it back', async () => {
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
    await type('made/moved.txt', '5\n', '5, mine\n');
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

  test('Next and Previous Change go from file to file and around', async () => {
    project.write(b, before);
    await project.agent('t1', await project.change(a, twoHunks));
    await project.agent('t1', await project.change(b, (text) => text.replace('5\n', 'five\n')));
    await vscode.window.showTextDocument(project.uri(a), { selection: new vscode.Range(3, 0, 3, 0) });
    const places: string[] = [];
    for (const command of ['nextChange', 'nextChange', 'nextChange', 'previousChange', 'previousChange']) {
      await vscode.commands.executeCommand(`belay.${command}`);
      const editor = vscode.window.activeTextEditor;
      const name = editor?.document.fileName.slice(project.root.length + 1);
      places.push(`${name} ${editor?.selection.active.line}`);
    }
    assert.deepEqual(places, [`${a} 7`, `${b} 4`, `${a} 1`, `${b} 4`, `${a} 7`]);
    await vscode.commands.executeCommand('belay.undoChange');
    await project.placedAre(a, ['1+1 clean']);
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

  test('a file of 100,000 lines with 1,000 changes stays usable', async () => {
    const many = Array.from({ length: 100_000 }, (_, line) => `const value${line} = compute(${line % 977});\n`);
    project.write(a, many.join(''));
    const changed = many.map((line, index) =>
      index % 100 === 50 ? `// ${index}\n${line.replace('=', '= 2 *')}` : line,
    );
    const started = performance.now();
    await project.agent('t1', await project.change(a, () => changed.join('')));
    const editor = await vscode.window.showTextDocument(project.uri(a));
    await until('all are marked', () => project.pending.views.get(project.path(a))?.placed.hunks.length === 1000);
    const marked = performance.now() - started;
    let computed = 0;
    const counting = project.pending.views.onDidChange(() => {
      computed += 1;
    });
    let longest = 0;
    const keys = 60;
    for (let key = 0; key < keys; key++) {
      const begun = performance.now();
      await editor.edit((edit) => edit.insert(new vscode.Position(500, key), 'x'));
      longest = Math.max(longest, performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await until('the typed line is the person’s', () =>
      Boolean(project.pending.views.get(project.path(a))?.placed.original.includes(`${'x'.repeat(keys)}const`)),
    );
    counting.dispose();
    const before = performance.now();
    await vscode.commands.executeCommand('belay.undoChange', {
      path: project.path(a),
      ids: project.pending.views.get(project.path(a))?.placed.hunks[500]?.hunks.map(({ id }) => id),
    });
    console.log(
      `100,000 lines, 1,000 changes: marked after ${Math.round(marked)} ms, longest key ${Math.round(longest)} ms, computed ${computed} times for ${keys} keys, one undone in ${Math.round(performance.now() - before)} ms`,
    );
    assert.ok(computed < keys / 4, `computed ${computed} times for ${keys} keys`);
    assert.equal(project.pending.views.get(project.path(a))?.file.text?.hunks.length, 999);
  });

  test('Undo Last Turn leaves no marks on what it took back', async () => {
    const checkpoint = await project.agent('t1', await project.change(a, twoHunks));
    const restored = await project.edits.restore([checkpoint]);
    assert.equal(project.text(a), before);
    const { restored: paths, kept } = restored;
    project.see({ type: 'undone', turn: 't1', restored: [...paths], kept: [...kept] });
    await project.pending.settled();
    assert.deepEqual(project.listed(), []);
  });

  test('an edit that the person approved, or that a command made, is not to review', async () => {
    const { checkpoint, summary } = await project.edits.apply([await project.change(a, twoHunks)], {
      turn: 't1',
      callId: 'c1',
    });
    const base = { id: 'before', time: 1 };
    const applied = {
      id: 'applied',
      time: 1,
      type: 'applied' as const,
      turn: 't1',
      callId: 'c1',
      checkpoint,
      summary: [...summary],
    };
    const call = { ...base, type: 'call' as const, turn: 't1', callId: 'c1', tool: 'x', title: 'x', input: {} };
    const answered = { ...base, type: 'answered' as const, callId: 'c1', decision: 'approved' as const };
    project.pending.see(applied, [{ ...call, kind: 'execute' }]);
    project.pending.see(applied, [
      { ...call, kind: 'edit' },
      { ...answered, scope: 'once', by: 'person' },
    ]);
    await project.pending.settled();
    assert.deepEqual(project.listed(), []);
    project.pending.see(applied, [{ ...call, kind: 'edit' }]);
    await project.pending.settled();
    assert.deepEqual(project.listed(), [`edit ${a}`]);
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

  test('the list is on disk whole, and a change of another window shows here', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const path = join(project.folder, 'pending/pending.json');
    const list: { files: unknown[] } = JSON.parse(readFileSync(path, 'utf8'));
    assert.equal(list.files.length, 1);
    writeFileSync(path, JSON.stringify({ ...list, files: [] }));
    await until('the other window’s review shows', () => project.listed().length === 0);
    await project.lensesAre(a, []);
  });
});
