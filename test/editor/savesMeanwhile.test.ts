import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { savesMeanwhile } from '../../src/editor/savesMeanwhile.ts';
import { closeEverything, editorProject, typeInto } from '../support/editorProject.ts';

suite('What the person saves while a command runs', () => {
  const project = editorProject();
  suiteTeardown(() => project.dispose());
  teardown(closeEverything);

  test('is noted with the bytes that were saved last, and only while it is asked for', async () => {
    project.write('saved/before.txt', 'one\n');
    project.write('saved/meanwhile.txt', Buffer.from('\uFEFFone\r\n'));
    project.write('saved/unsaved.txt', 'one\n');
    await (await typeInto(project.uri('saved/before.txt'), 'early')).save();
    const told: string[] = [];
    const saves = savesMeanwhile.start((path) => told.push(path));
    for (const word of ['first', ' second']) {
      await (await typeInto(project.uri('saved/meanwhile.txt'), word)).save();
    }
    await typeInto(project.uri('saved/unsaved.txt'), 'never saved');
    const noted = await saves.stop();
    await vscode.workspace.openTextDocument(project.uri('saved/before.txt'));
    // The editor may save its own settings at any time; the watch looks at the project only.
    const ours = [...noted.keys()].filter((path) => path.startsWith(project.root));
    assert.deepEqual(ours, [project.path('saved/meanwhile.txt')]);
    assert.deepEqual(new Set(told), new Set(noted.keys()));
    assert.deepEqual(
      Buffer.from(noted.get(project.path('saved/meanwhile.txt')) ?? []),
      project.bytes('saved/meanwhile.txt'),
    );
    assert.equal(project.text('saved/meanwhile.txt'), '\uFEFFone\r\nfirst second');
  });
});
