import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { TestParts } from '../../src/extension.ts';
import type { Attachment, MentionItem } from '../../src/protocol/mentions.ts';
import { closeEverything, editorProject, until } from '../support/editorProject.ts';

suite('Mentions in VS Code', () => {
  const project = editorProject();
  let mentioning: TestParts['mentioning'];
  const labels = (items: readonly MentionItem[]): string[] => items.map(({ label }) => label);
  const textOf = async (attachment: Attachment): Promise<string> => {
    const { attachments } = await mentioning.collect([attachment]);
    return attachments[0]?.text ?? '';
  };
  const refused = async (attachment: Attachment): Promise<string> => {
    const [size] = await mentioning.measure([attachment]);
    assert.deepEqual((await mentioning.collect([attachment])).attachments, [], 'it must not go with the message');
    return size?.problem ?? '';
  };

  suiteSetup(async () => {
    const belay = vscode.extensions.getExtension<TestParts>('belay.belay');
    assert.ok(belay);
    ({ mentioning } = await belay.activate());
    project.write(
      'mentions/shop.ts',
      'export function totalOfCart(prices: number[]): number {\n  return prices.length;\n}\n\nexport const wrong: string = 1;\n',
    );
    project.write('mentions/deep/nested/note.txt', 'a note\n');
    project.write('mentions/.env', 'KEY=sk-live-0123456789abcdef0123456789abcdef\n');
    project.write('mentions/data.bin', Buffer.from([0, 1, 2, 0, 255]));
  });
  teardown(closeEverything);
  suiteTeardown(() => project.dispose());

  test('a file is found by its name, goes whole, and the model then knows it', async () => {
    const [first] = await mentioning.find('shop.ts', undefined);
    assert.equal(first?.label, 'shop.ts');
    const { attachments, seen } = await mentioning.collect([{ path: 'mentions/shop.ts' }]);
    assert.match(attachments[0]?.text ?? '', /totalOfCart/);
    assert.deepEqual(
      seen.map(({ hash }) => hash),
      [project.hash('mentions/shop.ts')],
    );
    const [size] = await mentioning.measure([{ path: 'mentions/shop.ts' }]);
    assert.ok((size?.tokens ?? 0) > 10 && (size?.tokens ?? 0) < 100);
  });

  test('unsaved text counts, and is named as such', async () => {
    const document = await vscode.workspace.openTextDocument(project.uri('mentions/deep/nested/note.txt'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine: '));
    assert.match(await textOf({ path: 'mentions/deep/nested/note.txt' }), /not saved yet[\s\S]*mine: a note/);
  });

  test('a folder is its files', async () => {
    assert.ok(labels(await mentioning.find('nested', 'folder')).includes('nested'));
    const text = await textOf({ kind: 'folder', path: 'mentions' });
    assert.match(text, /mentions\/deep\/nested\/note\.txt/);
  });

  test('a symbol is found by the language server and goes with its own lines', async () => {
    await vscode.window.showTextDocument(project.uri('mentions/shop.ts'));
    let found: MentionItem | undefined;
    await until('the language server knows the symbol', async () => {
      found = (await mentioning.find('totalOfCart', 'symbol')).find(({ label }) => label.startsWith('totalOfCart'));
      return found !== undefined;
    });
    assert.ok(found);
    const text = await textOf(found.attachment);
    assert.match(text, /^mentions\/shop\.ts:1\nexport function totalOfCart/);
    assert.doesNotMatch(text, /wrong/);
  });

  test('problems, of the workspace or of a file', async () => {
    await vscode.window.showTextDocument(project.uri('mentions/shop.ts'));
    await until(
      'there is a problem',
      () => vscode.languages.getDiagnostics(project.uri('mentions/shop.ts')).length > 0,
    );
    const attachment: Attachment = { kind: 'problems', path: 'mentions/shop.ts' };
    assert.match(await textOf(attachment), /shop\.ts.*not assignable/);
    assert.match(await textOf({ kind: 'problems', path: '' }), /not assignable/);
    assert.ok(labels(await mentioning.find('shop', 'problems')).includes('shop.ts'));
  });

  test('the selection, or a sentence where there is none', async () => {
    assert.match(await refused({ kind: 'selection', path: '' }), /Nothing is selected/);
    const editor = await vscode.window.showTextDocument(project.uri('mentions/shop.ts'));
    editor.selection = new vscode.Selection(0, 7, 0, 27);
    const { attachments } = await mentioning.collect([{ kind: 'selection', path: '' }]);
    const [{ text, path, firstLine, lastLine } = { path: '' }] = attachments;
    assert.deepEqual([text, path, firstLine, lastLine], ['function totalOfCart', 'mentions/shop.ts', 1, 1]);
  });

  test('git changes: tracked ones as a diff, new ones by name', async () => {
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: project.root });
    git('init', '-q');
    git('add', 'mentions/shop.ts');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'first');
    project.write('mentions/shop.ts', 'export const changed = 1;\n');
    const text = await textOf({ kind: 'changes', path: '' });
    assert.match(text, /\+export const changed = 1;/);
    assert.match(text, /New files that git does not track yet:[\s\S]*note\.txt/);
  });

  test('git changes leave out what no mention may show: files with keys, and what lies outside the folder', async () => {
    const above = dirname(project.root);
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: above });
    rmSync(project.path('.git'), { recursive: true, force: true });
    try {
      project.write('mentions/shop.ts', 'export const before = 1;\n');
      writeFileSync(join(above, 'outside.txt'), 'before\n');
      git('init', '-q');
      git('add', '-f', 'outside.txt', project.path('mentions'));
      git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'first');
      project.write('mentions/shop.ts', 'export const after = 2;\n');
      project.write('mentions/.env', 'KEY=hunter2hunter2\n');
      project.write('mentions/deep/id_rsa', 'not tracked\n');
      writeFileSync(join(above, 'outside.txt'), 'not of this folder\n');
      writeFileSync(join(above, 'new.txt'), 'x\n');
      const text = await textOf({ kind: 'changes', path: '' });
      assert.match(text, /\+export const after = 2;/);
      assert.doesNotMatch(text, /hunter2|sk-live|not of this folder|outside\.txt|new\.txt/);
      assert.match(text, /left out[^\n]*: mentions\/\.env\]/);
    } finally {
      rmSync(join(above, '.git'), { recursive: true, force: true });
    }
  });

  test('problems of the workspace leave out those of files with keys and of files outside', async () => {
    const shown = vscode.languages.createDiagnosticCollection('belay-test');
    try {
      const problem = (message: string) => [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), message)];
      shown.set(project.uri('mentions/.env'), problem('bad value hunter2'));
      shown.set(vscode.Uri.file('/etc/passwd'), problem('bad line root'));
      shown.set(project.uri('mentions/deep/nested/note.txt'), problem('bad note'));
      const text = await textOf({ kind: 'problems', path: '' });
      assert.match(text, /bad note/);
      assert.doesNotMatch(text, /hunter2|bad line root/);
      const found = await mentioning.find('', 'problems');
      assert.ok(labels(found).includes('note.txt'));
      assert.ok(!labels(found).some((label) => label === '.env' || label === 'passwd'));
    } finally {
      shown.dispose();
    }
  });

  test('a selection in an earlier version of a file with keys is refused like the file, and so is its fixed text', async () => {
    const provider = { provideTextDocumentContent: () => 'KEY=hunter2\n' };
    const registered = vscode.workspace.registerTextDocumentContentProvider('belay-versions', provider);
    try {
      const uri = project.uri('mentions/.env').with({ scheme: 'belay-versions' });
      const editor = await vscode.window.showTextDocument(uri);
      editor.selection = new vscode.Selection(0, 0, 0, 11);
      assert.match(await refused({ kind: 'selection', path: '' }), /keys or passwords/);
      const fixed: Attachment = { path: 'mentions/.env', firstLine: 1, lastLine: 1, text: 'KEY=hunter2' };
      assert.match(await refused(fixed), /keys or passwords/);
      assert.match(await refused({ ...fixed, path: '/etc/passwd' }), /outside the workspace/);
    } finally {
      registered.dispose();
    }
  });

  test('the last command of a terminal, or a sentence where none was seen', async () => {
    const size = (await mentioning.measure([{ kind: 'terminal', path: '' }]))[0];
    assert.ok(size?.problem === undefined ? (size?.tokens ?? 0) > 0 : /No command was seen/.test(size.problem));
  });

  test('secrets, what lies outside, binary and missing files are refused with a reason', async () => {
    mkdirSync(project.path('mentions'), { recursive: true });
    assert.match(await refused({ path: 'mentions/.env' }), /keys or passwords/);
    assert.match(await refused({ path: '/etc/passwd' }), /outside the workspace/);
    assert.match(await refused({ path: '../x.txt' }), /outside the workspace/);
    assert.match(await refused({ kind: 'folder', path: '/etc' }), /outside the workspace/);
    assert.match(await refused({ kind: 'symbol', path: '/etc/passwd', name: 'root' }), /outside the workspace/);
    assert.match(await refused({ path: 'mentions/data.bin' }), /binary|text/);
    assert.match(await refused({ path: 'mentions/none.txt' }), /no file|not exist|missing/i);
    assert.match(await refused({ kind: 'session', path: 'unknown' }), /no session/);
    assert.match(await refused({ kind: 'session', path: '../../x' }), /no session/);
  });
});
