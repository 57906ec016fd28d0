import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { type ToolContext, ToolError } from '../../src/agent/tool.ts';
import { editableFile } from '../../src/tools/files/editableFile.ts';
import { closeEverything, editorProject, typeInto, until } from '../support/editorProject.ts';

const latin1 = Buffer.from([0x6e, 0x61, 0xef, 0x76, 0x65, 0x0a, 0x63, 0x61, 0x66, 0xe9, 0x0a]);

suite('Edits in a window', () => {
  const project = editorProject();
  suiteTeardown(() => project.dispose());
  teardown(closeEverything);

  suite('keep every byte they were not asked to change', () => {
    const table: readonly [name: string, before: Buffer, after: Buffer, direct: boolean][] = [
      ['lf.txt', Buffer.from('one\ntwo\n'), Buffer.from('1\ntwo\n'), false],
      ['no-final-newline.txt', Buffer.from('one\ntwo'), Buffer.from('1\ntwo'), false],
      ['crlf-bom.txt', Buffer.from('\uFEFFone\r\ntwo'), Buffer.from('\uFEFF1\r\ntwo'), false],
      ['utf16.txt', utf16('one\r\nzwö\r\n'), utf16('1\r\nzwö\r\n'), false],
      ['mixed.txt', Buffer.from('one\r\ntwo\nthree\r\n'), Buffer.from('1\r\ntwo\nthree\r\n'), true],
      ['lone-cr.txt', Buffer.from('one\rtwo\n'), Buffer.from('1\rtwo\n'), true],
      ['emoji.txt', Buffer.from('one 👍🏽\n𝒳\n'), Buffer.from('1 👍🏽\n𝒳\n'), false],
    ];
    for (const [name, before, after, direct] of table) {
      test(name, async () => {
        project.write(name, before);
        const result = await project.apply(await project.change(name, (text) => text.replace('one', '1')));
        assert.deepEqual(project.bytes(name), after);
        assert.equal(
          result.notes.some((note) => note.includes('was written directly')),
          direct,
          result.notes.join(),
        );
        assert.deepEqual(result.unsaved, []);
        assert.deepEqual(
          result.seen.map(({ path, hash }) => ({ path, hash })),
          [{ path: project.path(name), hash: project.hash(name) }],
        );
        assert.equal(result.seen[0]?.text, (await project.files.readText(project.path(name))).text);
        const { restored, merged, kept } = await project.edits.restore([result.checkpoint]);
        assert.deepEqual({ restored, merged, kept }, { restored: [project.path(name)], merged: [], kept: [] });
        assert.deepEqual(project.bytes(name), before);
      });
    }

    test('a Latin-1 file is read and written as such, also where it is open as UTF-8', async () => {
      project.write('latin1.txt', latin1);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('latin1.txt')));
      await project.apply(await project.change('latin1.txt', (text) => text.replace('café', 'thé')));
      assert.deepEqual([...project.bytes('latin1.txt')], [...latin1.subarray(0, 6), 0x74, 0x68, 0xe9, 0x0a]);
    });

    test('a character that the encoding lacks is refused, not replaced', async () => {
      project.write('latin1-euro.txt', Buffer.concat([latin1, Buffer.from([0x81])]));
      const change = await project.change('latin1-euro.txt', (text) => `${text}✓`);
      await assert.rejects(project.apply(change), /which cannot write all characters/);
      assert.deepEqual(project.bytes('latin1-euro.txt'), Buffer.concat([latin1, Buffer.from([0x81])]));
    });

    test('a binary file is refused', async () => {
      project.write('binary.dat', Buffer.from([0, 1, 2, 3, 0, 0xff]));
      await assert.rejects(
        project.change('binary.dat', (text) => text),
        ToolError,
      );
      const forged = { kind: 'edit', path: project.path('binary.dat'), hash: '', before: 'a', after: 'b' } as const;
      await assert.rejects(project.apply(forged), /binary/);
    });
  });

  test('a file that changed since is refused and left alone', async () => {
    project.write('stale.txt', 'one\n');
    const change = await project.change('stale.txt', () => 'mine\n');
    project.write('stale.txt', 'theirs\n');
    await assert.rejects(project.apply(change), /has changed since/);
    assert.equal(project.text('stale.txt'), 'theirs\n');
  });

  test('unsaved work counts as the content that an edit is computed from', async () => {
    project.write('unsaved.txt', 'one\n');
    const path = project.path('unsaved.txt');
    let seen = await project.files.readText(path);
    const unused = (): never => assert.fail('not for this');
    const context: ToolContext = {
      callId: 'call',
      forgotten: () => [],
      knownTools: () => [],
      root: project.root,
      signal: new AbortController().signal,
      files: project.files,
      search: { glob: unused, grep: unused },
      processes: { run: unused, start: unused, read: unused, kill: unused, running: unused },
      git: { run: unused },
      resolve: unused,
      display: () => 'unsaved.txt',
      seen: () => seen.hash,
      seenText: async () => seen.text,
      output: unused,
      ask: unused,
    };
    await typeInto(project.uri('unsaved.txt'), 'mine\n');
    await assert.rejects(
      editableFile(context, path),
      /unsaved\.txt has changed since you read it[\s\S]*\n one\n\+mine\n/,
    );
    seen = await project.files.readText(path);
    assert.deepEqual(
      [await editableFile(context, path), project.text('unsaved.txt')],
      [{ text: 'one\nmine\n', hash: seen.hash, unsaved: true }, 'one\n'],
    );
  });

  test('an edit that was typed over meanwhile is refused and loses nothing', async () => {
    project.write('typed.txt', 'one\n');
    const change = await project.change('typed.txt', () => 'mine\n');
    const document = await typeInto(project.uri('typed.txt'), 'typed');
    await assert.rejects(project.apply(change), /has changed since/);
    assert.equal(document.getText(), 'one\ntyped');
  });

  test("the person's unsaved work counts, stays unsaved, and survives undo", async () => {
    project.write('dirty.txt', 'one\ntwo\n');
    const document = await typeInto(project.uri('dirty.txt'), 'typed\n');
    const read = await project.files.readText(project.path('dirty.txt'));
    assert.deepEqual([read.text, read.unsaved], ['one\ntwo\ntyped\n', true]);
    const result = await project.apply(await project.change('dirty.txt', (text) => text.replace('one', '1')));
    assert.deepEqual(result.unsaved, [project.path('dirty.txt')]);
    assert.equal(document.getText(), '1\ntwo\ntyped\n');
    assert.equal(project.text('dirty.txt'), 'one\ntwo\n');
    assert.ok(document.isDirty);
    await project.edits.restore([result.checkpoint]);
    assert.equal(document.getText(), 'one\ntwo\ntyped\n');
    assert.equal(project.text('dirty.txt'), 'one\ntwo\n');
  });

  test('several files are one step of undo, created and moved ones included', async () => {
    project.write('many/a.txt', 'a\n');
    project.write('many/b.txt', 'b\n');
    project.write('many/c.txt', 'c\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('many/a.txt')));
    await project.apply(
      await project.change('many/a.txt', () => 'A\n'),
      await project.change('many/b.txt', () => 'B\n'),
      { kind: 'create', path: project.path('many/new/d.txt'), after: 'd\r\n' },
      {
        kind: 'move',
        path: project.path('many/c.txt'),
        to: project.path('many/e.txt'),
        hash: project.hash('many/c.txt'),
        directory: false,
      },
    );
    assert.deepEqual(['many/a.txt', 'many/b.txt', 'many/new/d.txt', 'many/e.txt'].map(project.text), [
      'A\n',
      'B\n',
      'd\r\n',
      'c\n',
    ]);
    await vscode.commands.executeCommand('undo');
    await until('all is back', () => !existsSync(project.path('many/e.txt')) && existsSync(project.path('many/c.txt')));
    const texts = await Promise.all(
      ['many/a.txt', 'many/b.txt'].map(async (name) =>
        (await vscode.workspace.openTextDocument(project.uri(name))).getText(),
      ),
    );
    assert.deepEqual(texts, ['a\n', 'b\n']);
    assert.equal(existsSync(project.path('many/new/d.txt')), false);
  });

  suite('a file that is edited and moved in one call', () => {
    const table: readonly [name: string, before: Buffer, after: Buffer, shown: boolean][] = [
      ['open.txt', Buffer.from('one\n'), Buffer.from('1\n'), true],
      ['closed.txt', Buffer.from('one\n'), Buffer.from('1\n'), false],
      ['crlf-bom.txt', Buffer.from('\uFEFFone\r\ntwo'), Buffer.from('\uFEFF1\r\ntwo'), true],
      ['utf16.txt', utf16('one\r\n'), utf16('1\r\n'), false],
      ['mixed.txt', Buffer.from('one\r\ntwo\n'), Buffer.from('1\r\ntwo\n'), true],
      ['run.sh', Buffer.from('one\n'), Buffer.from('1\n'), false],
    ];
    for (const [name, before, after, shown] of table) {
      test(name, async () => {
        const [from, to] = [`moving/${name}`, `moving/to/${name}`];
        project.write(from, before);
        chmodSync(project.path(from), 0o755);
        if (shown) await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri(from)));
        const result = await project.apply(await project.change(from, (text) => text.replace('one', '1')), {
          kind: 'move',
          path: project.path(from),
          to: project.path(to),
          hash: project.hash(from),
          directory: false,
        });
        assert.deepEqual(project.bytes(to), after);
        assert.equal(existsSync(project.path(from)), false);
        assert.equal(statSync(project.path(to)).mode & 0o777, 0o755);
        assert.deepEqual(result.unsaved, []);
        const { text } = await project.files.readText(project.path(to));
        assert.deepEqual(result.seen, [{ path: project.path(to), hash: project.hash(to), text }]);
        assert.deepEqual(
          vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.fsPath),
          [],
        );
        const { restored, kept } = await project.edits.restore([result.checkpoint]);
        assert.deepEqual([...restored].sort(), [project.path(from), project.path(to)].sort());
        assert.deepEqual(kept, []);
        assert.deepEqual(project.bytes(from), before);
        assert.equal(existsSync(project.path(to)), false);
      });
    }

    test('one undo in its editor takes both back', async () => {
      project.write('moving/undo.txt', 'one\n');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('moving/undo.txt')));
      await project.apply(await project.change('moving/undo.txt', () => 'two\n'), {
        kind: 'move',
        path: project.path('moving/undo.txt'),
        to: project.path('moving/undone.txt'),
        hash: project.hash('moving/undo.txt'),
        directory: false,
      });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('moving/undone.txt')));
      await vscode.commands.executeCommand('undo');
      await until('the file is back', () => existsSync(project.path('moving/undo.txt')));
      const document = await vscode.workspace.openTextDocument(project.uri('moving/undo.txt'));
      await until('its text is back', () => document.getText() === 'one\n');
      assert.equal(existsSync(project.path('moving/undone.txt')), false);
    });
  });

  test('nothing is applied where one of several changes does not fit', async () => {
    project.write('all-or-none.txt', 'one\n');
    project.write('taken.txt', 'taken\n');
    const good = await project.change('all-or-none.txt', () => 'two\n');
    const bad = { kind: 'create', path: project.path('taken.txt'), after: 'x' } as const;
    await assert.rejects(project.apply(good, bad), /exists already/);
    assert.deepEqual(['all-or-none.txt', 'taken.txt'].map(project.text), ['one\n', 'taken\n']);
  });

  test('a folder is deleted and comes back whole: modes, links, empty folders', async () => {
    project.write('gone/run.sh', '#!/bin/sh\n');
    chmodSync(project.path('gone/run.sh'), 0o755);
    mkdirSync(project.path('gone/empty'));
    symlinkSync('run.sh', project.path('gone/link'));
    const change = { kind: 'delete', path: project.path('gone'), hash: '', directory: true } as const;
    const result = await project.apply(change);
    assert.equal(existsSync(project.path('gone')), false);
    const { kept } = await project.edits.restore([result.checkpoint]);
    assert.deepEqual(kept, []);
    assert.equal(project.text('gone/link'), '#!/bin/sh\n');
    assert.equal(statSync(project.path('gone/run.sh')).mode & 0o777, 0o755);
    assert.ok(statSync(project.path('gone/empty')).isDirectory());
  });

  test('a path that leads elsewhere than when it was judged is refused', async () => {
    project.write('real/one.txt', 'one\n');
    const change = { ...(await project.change('real/one.txt', () => 'two\n')), real: project.path('other/one.txt') };
    await assert.rejects(project.apply(change), /when it was judged/);
    assert.equal(project.text('real/one.txt'), 'one\n');
  });

  suite('a folder that becomes a link', () => {
    /** The folder `name` is another one from now on, with files of the same names. */
    function exchange(name: string): void {
      renameSync(project.path(name), project.path(`${name}-before`));
      symlinkSync(project.path('elsewhere'), project.path(name));
    }

    test('after an edit was planned: nothing is written there', async () => {
      project.write('elsewhere/one.txt', 'one\n');
      project.write('planned/one.txt', 'one\n');
      const at = project.path('planned/one.txt');
      const edit = { ...(await project.change('planned/one.txt', () => 'two\n')), real: at };
      const created = project.path('planned/new.txt');
      const create = { kind: 'create', path: created, after: 'x', real: created } as const;
      const origin = { turn: 'turn', callId: 'call', begun: async () => exchange('planned') };
      await assert.rejects(project.edits.apply([edit, create], origin), /when it was judged/);
      assert.equal(project.text('elsewhere/one.txt'), 'one\n');
      assert.equal(existsSync(project.path('elsewhere/new.txt')), false);
    });

    test('after the edit is in the editor: it is not saved, and that is said', async () => {
      project.write('elsewhere/saved.txt', 'one\n');
      project.write('saving/saved.txt', 'one\n');
      const at = project.path('saving/saved.txt');
      const change = { ...(await project.change('saving/saved.txt', () => 'two\n')), real: at };
      const listening = vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.fsPath !== at) return;
        listening.dispose();
        exchange('saving');
      });
      const { unsaved, notes } = await project.apply(change);
      listening.dispose();
      assert.deepEqual(unsaved, [at]);
      assert.match(notes.join('\n'), /leads to .*elsewhere.* The edit is in the editor only/);
      assert.equal(project.text('elsewhere/saved.txt'), 'one\n');
    });
  });

  test('format on save applies, is told to the model, and undo brings the old bytes back', async () => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider('json', {
      provideDocumentFormattingEdits: (document) => [
        vscode.TextEdit.insert(document.lineAt(document.lineCount - 1).range.end, '\n'),
      ],
    });
    const editor = vscode.workspace.getConfiguration('editor');
    await editor.update('formatOnSave', true, vscode.ConfigurationTarget.Workspace);
    await editor.update('defaultFormatter', 'belay.belay', vscode.ConfigurationTarget.Workspace);
    try {
      project.write('format.json', '{"a": 1}');
      const result = await project.apply(await project.change('format.json', (text) => text.replace('1', '2')));
      const formatted = project.text('format.json');
      assert.notEqual(formatted, '{"a": 2}', 'the formatter did not run');
      assert.match(result.notes.join('\n'), /Saving format\.json changed it further/);
      const hash = project.hash('format.json');
      assert.deepEqual(result.seen, [{ path: project.path('format.json'), hash, text: formatted }]);
      await project.edits.restore([result.checkpoint]);
      assert.equal(project.text('format.json'), '{"a": 1}');
    } finally {
      formatter.dispose();
      await editor.update('formatOnSave', undefined, vscode.ConfigurationTarget.Workspace);
      await editor.update('defaultFormatter', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('code actions on save apply, are told to the model, and go with the edit when it is taken back', async () => {
    const kind = vscode.CodeActionKind.SourceFixAll.append('belaySpelling');
    const actions = vscode.languages.registerCodeActionsProvider(
      'plaintext',
      {
        provideCodeActions(document) {
          const at = document.getText().indexOf('teh');
          if (at === -1) return [];
          const action = new vscode.CodeAction('Spell', kind);
          const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 3));
          action.edit = new vscode.WorkspaceEdit();
          action.edit.replace(document.uri, range, 'the');
          return [action];
        },
      },
      { providedCodeActionKinds: [kind] },
    );
    const editor = vscode.workspace.getConfiguration('editor');
    await editor.update('codeActionsOnSave', { [kind.value]: 'explicit' }, vscode.ConfigurationTarget.Workspace);
    try {
      project.write('spelling.txt', 'one\n');
      const result = await project.apply(await project.change('spelling.txt', (text) => `${text}teh end\n`));
      assert.equal(project.text('spelling.txt'), 'one\nthe end\n');
      const told = result.notes.join('\n');
      assert.match(told, /Saving spelling\.txt changed it further/);
      assert.match(told, /-teh end\n\+the end/);
      assert.equal(result.seen[0]?.hash, project.hash('spelling.txt'));
      await project.edits.restore([result.checkpoint]);
      assert.equal(project.text('spelling.txt'), 'one\n');
    } finally {
      actions.dispose();
      await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('the cursor and the rest of the text stay where they are', async () => {
    project.write('cursor.txt', 'one\ntwo\nthree\nfour\n');
    const document = await vscode.workspace.openTextDocument(project.uri('cursor.txt'));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(2, 2, 2, 2);
    await project.apply(
      await project.change('cursor.txt', (text) => text.replace('one', 'zero\none').replace('four', '4')),
    );
    assert.equal(document.getText(), 'zero\none\ntwo\nthree\n4\n');
    await until('the cursor moved along', () => editor.selection.active.line === 3);
    assert.equal(editor.selection.active.character, 2);
  });
});

function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}
