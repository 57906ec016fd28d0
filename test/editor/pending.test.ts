import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/editorProject.ts';
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
    await project.tidy(a, b, 'made');
  });
  suiteTeardown(() => project.dispose());

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

  test('Ctrl+Z and redo count in their order, also while another window holds the list', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    await vscode.window.showTextDocument(project.uri(a));
    await project.clickLens(a, 7, 'Undo');
    await project.placedAre(a, ['1+1 clean']);
    for (const presses of [['undo'], ['redo', 'undo'], ['redo', 'undo', 'redo', 'undo'], ['redo']]) {
      const release = await project.holdList();
      for (const press of presses) await vscode.commands.executeCommand(press);
      await release();
      await project.pending.settled();
      await project.placedAre(a, presses.at(-1) === 'undo' ? ['1+1 clean', '7+2 clean'] : ['1+1 clean']);
    }
  });

  test('what the person types is no change to review, and stays when the lines beside it are undone', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const document = await project.type(a, '3\n', 'mine\n3!\n');
    await project.originalIs(a, before.replace('3\n', 'mine\n3!\n'));
    await project.placedAre(a, ['1+1 clean', '8+2 clean']);
    await project.clickLens(a, 1, 'Undo');
    await project.clickLens(a, 8, 'Undo');
    assert.equal(document.getText(), before.replace('3\n', 'mine\n3!\n'));
    assert.ok(document.isDirty, 'the person’s unsaved work was saved');
    assert.equal(project.text(a), twoHunks(before));
    assert.deepEqual(project.listed(), []);
  });

  test('the original is right also where it changed while the window was opening it', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const { views } = project.pending;
    const { get } = views;
    // Until the editor has told of the file on disk, which would mend it as well.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    // What VS Code asks for first is out of date by the time the document is there, and nothing changes after that.
    views.get = (path) => {
      const view = get(path);
      if (!view || !new Error('who asks').stack?.includes('provideTextDocumentContent')) return view;
      views.get = get;
      return { ...view, placed: { ...view.placed, original: 'out of date' } };
    };
    await project.originalIs(a, before);
  });

  test('where the person changed the very lines, nothing is overwritten and a comparison opens', async () => {
    await project.agent('t1', await project.change(a, twoHunks));
    const document = await project.type(a, 'eight\n', 'my eight\n');
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
    await project.type(a, '5\n', 'five, mine\n');
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
