import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeEverything, editorProject, typeInto, until } from '../support/editorProject.ts';

suite('Taking edits back in a window', () => {
  const project = editorProject();
  suiteTeardown(() => project.dispose());
  teardown(closeEverything);

  test('what the person wrote since is merged, on disk and on screen; redo brings the edit again', async () => {
    project.write('back/merge.txt', '1\n2\n3\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('back/merge.txt')));
    const { checkpoint } = await project.apply(
      await project.change('back/merge.txt', (text) => text.replace('1', 'one')),
    );
    const document = await typeInto(project.uri('back/merge.txt'), 'mine');
    await document.save();
    const [preview] = await project.edits.previewRestore([checkpoint]);
    assert.deepEqual([preview?.outcome, preview?.now, preview?.then], ['merged', 'one\n2\n3\nmine', '1\n2\n3\nmine']);
    const back = await project.edits.restore([checkpoint]);
    assert.deepEqual(
      [back.restored, back.merged, back.kept],
      [[project.path('back/merge.txt')], [project.path('back/merge.txt')], []],
    );
    assert.equal(project.text('back/merge.txt'), '1\n2\n3\nmine');
    assert.equal(document.getText(), '1\n2\n3\nmine');
    assert.equal(document.isDirty, false);
    await project.edits.restore([back.checkpoint ?? '']);
    assert.equal(project.text('back/merge.txt'), 'one\n2\n3\nmine');
  });

  test('unsaved work counts as the content, is merged, and stays unsaved', async () => {
    project.write('back/unsaved.txt', '1\n2\n3\n');
    const { checkpoint } = await project.apply(
      await project.change('back/unsaved.txt', (text) => text.replace('1', 'one')),
    );
    const document = await typeInto(project.uri('back/unsaved.txt'), 'typed');
    const back = await project.edits.restore([checkpoint]);
    assert.deepEqual([back.merged, back.kept], [[project.path('back/unsaved.txt')], []]);
    assert.equal(document.getText(), '1\n2\n3\ntyped');
    assert.ok(document.isDirty);
    assert.equal(project.text('back/unsaved.txt'), 'one\n2\n3\n');
    await project.edits.restore([back.checkpoint ?? '']);
    assert.equal(document.getText(), 'one\n2\n3\ntyped');
    assert.ok(document.isDirty);
  });

  test('Ctrl+Z takes a restore over several files back', async () => {
    project.write('back/a.txt', 'a\n');
    project.write('back/b.txt', 'b\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('back/a.txt')));
    const { checkpoint } = await project.apply(
      await project.change('back/a.txt', () => 'A\n'),
      await project.change('back/b.txt', () => 'B\n'),
    );
    await project.edits.restore([checkpoint]);
    assert.deepEqual(['back/a.txt', 'back/b.txt'].map(project.text), ['a\n', 'b\n']);
    await vscode.commands.executeCommand('undo');
    const document = await vscode.workspace.openTextDocument(project.uri('back/b.txt'));
    await until('both are as before the restore', () => document.getText() === 'B\n');
  });

  test('a file whose very lines the person changed is left alone, and said so', async () => {
    project.write('back/one.txt', 'a\n');
    project.write('back/conflict.txt', 'b\n');
    const { checkpoint } = await project.apply(
      await project.change('back/one.txt', () => 'A\n'),
      await project.change('back/conflict.txt', () => 'B\n'),
    );
    project.write('back/conflict.txt', 'mine\n');
    const { restored, kept } = await project.edits.restore([checkpoint]);
    assert.deepEqual(restored, [project.path('back/one.txt')]);
    assert.deepEqual(kept, [{ path: project.path('back/conflict.txt'), reason: 'the same lines were changed since' }]);
    assert.deepEqual(['back/one.txt', 'back/conflict.txt'].map(project.text), ['a\n', 'mine\n']);
  });

  test('bytes that a document cannot hold go past it: mixed line ends, binary', async () => {
    const mixed = Buffer.from('one\r\ntwo\nthree\r\n');
    project.write('back/mixed.txt', mixed);
    const { checkpoint } = await project.apply(
      await project.change('back/mixed.txt', (text) => text.replace('one', '1')),
    );
    project.write('back/mixed.txt', Buffer.concat([project.bytes('back/mixed.txt'), Buffer.from('mine\n')]));
    assert.deepEqual((await project.edits.restore([checkpoint])).merged, [project.path('back/mixed.txt')]);
    assert.deepEqual(project.bytes('back/mixed.txt'), Buffer.concat([mixed, Buffer.from('mine\n')]));

    const binary = Buffer.from([0, 1, 2, 255]);
    project.write('back/picture.bin', binary);
    const gone = await project.apply({
      kind: 'delete',
      path: project.path('back/picture.bin'),
      hash: project.hash('back/picture.bin'),
      directory: false,
    });
    assert.deepEqual((await project.edits.restore([gone.checkpoint])).kept, []);
    assert.deepEqual(project.bytes('back/picture.bin'), binary);

    const made = await project.apply({ kind: 'create', path: project.path('back/made/new.txt'), after: 'new\n' });
    const back = await project.edits.restore([made.checkpoint]);
    assert.deepEqual(back.restored, [project.path('back/made/new.txt')]);
    assert.equal(existsSync(project.path('back/made')), false);
    await project.edits.restore([back.checkpoint ?? '']);
    assert.equal(project.text('back/made/new.txt'), 'new\n');
  });

  test('a chain of edits is taken back to its beginning', async () => {
    project.write('chain.txt', '1\n');
    const first = await project.apply(await project.change('chain.txt', () => '2\n'));
    const second = await project.apply(await project.change('chain.txt', () => '3\n'));
    const third = await project.apply({
      kind: 'delete',
      path: project.path('chain.txt'),
      hash: project.hash('chain.txt'),
      directory: false,
    });
    const ids = [third, second, first].map(({ checkpoint }) => checkpoint);
    assert.deepEqual((await project.edits.restore(ids)).restored, [project.path('chain.txt')]);
    assert.equal(project.text('chain.txt'), '1\n');
  });

  test('a file that became a folder, a folder that became a file, and hundreds of files at once', async () => {
    const text = (value: string): Buffer => Buffer.from(value);
    const [file, folder, none] = [0o100644, 0o040755, { bytes: undefined }];
    project.write('kinds/x/in.txt', 'in');
    project.write('kinds/y', 'now a file');
    const x = { path: project.path('kinds/x'), before: text('was a file'), mode: file };
    const y = { path: project.path('kinds/y'), before: text(''), mode: folder };
    const id = await project.checkpoints.put([
      { ...x, after: { bytes: text(''), mode: folder } },
      { path: project.path('kinds/x/in.txt'), before: undefined, after: { bytes: text('in'), mode: file } },
      { ...y, after: { bytes: text('now a file'), mode: file } },
      { path: project.path('kinds/y/in.txt'), before: text('was in'), mode: file, after: none },
    ]);
    const back = await project.edits.restore([id]);
    assert.deepEqual(back.kept, []);
    assert.deepEqual(['kinds/x', 'kinds/y/in.txt'].map(project.text), ['was a file', 'was in']);
    assert.deepEqual((await project.edits.restore([back.checkpoint ?? ''])).kept, []);
    assert.deepEqual(['kinds/x/in.txt', 'kinds/y'].map(project.text), ['in', 'now a file']);

    const names = Array.from({ length: 300 }, (_, index) => `many/f${index}.txt`);
    for (const name of names) project.write(name, `new ${name}`);
    await typeInto(project.uri('many/f7.txt'), ' mine');
    const many = await project.checkpoints.put(
      names.map((name) => ({
        path: project.path(name),
        before: text(`old\n${name}`),
        mode: file,
        after: { bytes: text(`new ${name}`), mode: file },
      })),
    );
    const { restored, kept } = await project.edits.restore([many]);
    assert.equal(restored.length, 299);
    assert.deepEqual(kept, [{ path: project.path('many/f7.txt'), reason: 'the same lines were changed since' }]);
    assert.equal(project.text('many/f299.txt'), 'old\nmany/f299.txt');
  });
});
