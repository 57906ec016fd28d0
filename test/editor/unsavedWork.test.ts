import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Processes } from '../../src/agent/ports.ts';
import { fileUri, nameFolder, pathOf } from '../../src/editor/folderPaths.ts';
import { askBeforeCommands } from '../../src/editor/unsavedBeforeCommand.ts';
import { closeEverything, editorProject, typeInto } from '../support/editorProject.ts';

suite('Unsaved work of the person', () => {
  const project = editorProject();
  suiteTeardown(() => project.dispose());
  teardown(closeEverything);

  suite('before a command', () => {
    const seen: string[] = [];
    const none = (): never => assert.fail('not used here');
    const processes: Processes = {
      async run(command, { output }) {
        seen.push(`${command}: ${project.text('work.txt')}`);
        output('ran\n');
        return {
          exitCode: 0,
          timedOut: false,
          output: 'ran\n',
          spill: undefined,
          sandboxed: false,
          refused: [],
          limit: undefined,
        };
      },
      start: none,
      read: none,
      kill: none,
      running: () => [],
    };
    const options = (signal: AbortSignal, output: (text: string) => void) => ({
      cwd: project.root,
      timeoutMs: 1000,
      signal,
      output,
      sandbox: false,
    });

    test('silence saves nothing, and the model reads which bytes the command saw', async () => {
      project.write('work.txt', 'saved\n');
      const document = await typeInto(project.uri('work.txt'), 'typed');
      const streamed: string[] = [];
      const asking = askBeforeCommands(processes, 200);
      const signal = new AbortController().signal;
      const first = await asking.run(
        'one',
        options(signal, (text) => streamed.push(text)),
      );
      assert.match(
        first.output,
        /^\[Note: unsaved in the person's editor: work\.txt\..*older bytes on disk.*\]\nran\n$/,
      );
      assert.deepEqual(streamed, [first.output.replace('ran\n', ''), 'ran\n']);
      const started = Date.now();
      const second = await asking.run(
        'two',
        options(signal, () => undefined),
      );
      assert.ok(Date.now() - started < 150, 'the same files were asked about twice');
      assert.match(second.output, /^\[Note/);
      assert.ok(document.isDirty);
      assert.deepEqual(seen, ['one: saved\n', 'two: saved\n']);
    });

    test('a stopped turn does not wait for the answer, and without unsaved work nothing is said', async () => {
      project.write('work.txt', 'saved\n');
      await typeInto(project.uri('work.txt'), 'typed');
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      await askBeforeCommands(processes, 60_000).run(
        'three',
        options(controller.signal, () => undefined),
      );
      await closeEverything();
      const quiet = await askBeforeCommands(processes).run(
        'four',
        options(new AbortController().signal, () => undefined),
      );
      assert.equal(quiet.output, 'ran\n');
    });
  });

  test('is seen and kept too where the folder was opened through a symbolic link', async () => {
    mkdirSync(project.path('real'), { recursive: true });
    symlinkSync(project.path('real'), project.path('link'));
    nameFolder(project.path('real'), project.uri('link'));
    try {
      assert.equal(fileUri(project.path('real/a.txt')).fsPath, project.path('link/a.txt'));
      assert.equal(pathOf(project.uri('link/a.txt')), project.path('real/a.txt'));
      project.write('real/a.txt', 'one\n');
      const document = await typeInto(project.uri('link/a.txt'), 'typed\n');
      assert.deepEqual((await project.files.readText(project.path('real/a.txt'))).unsaved, true);
      const result = await project.apply(await project.change('real/a.txt', (text) => text.replace('one', '1')));
      assert.deepEqual(result.unsaved, [project.path('real/a.txt')]);
      assert.equal(document.getText(), '1\ntyped\n');
      assert.equal(project.text('real/a.txt'), 'one\n');
    } finally {
      nameFolder(project.root, vscode.Uri.file(project.root));
    }
  });
});
