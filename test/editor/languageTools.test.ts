import assert from 'node:assert/strict';
import { isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { ToolContext } from '../../src/agent/tool.ts';
import { languageTools } from '../../src/editor/languageTools/index.ts';
import { closeEverything, editorProject, until } from '../support/editorProject.ts';

suite('Tools that ask the language servers', () => {
  const project = editorProject();
  suiteTeardown(() => project.dispose());
  teardown(closeEverything);

  suiteSetup(async function () {
    this.timeout(60_000);
    const preferences = vscode.workspace.getConfiguration('typescript.preferences');
    await preferences.update('useAliasesForRenames', false, vscode.ConfigurationTarget.Workspace);
    project.write('tsconfig.json', '{ "compilerOptions": { "strict": true, "module": "esnext" }, "include": ["src"] }');
    project.write(
      'src/shapes.ts',
      'export interface Shape {\n  area(): number;\n}\n\nexport function areaOf(shape: Shape): number {\n  return shape.area();\n}\n',
    );
    project.write(
      'src/main.ts',
      "import { areaOf } from './shapes.ts';\r\n\r\nexport const total = areaOf({ area: () => 1 });\r\nexport const text: string = 'areaOf';\r\n",
    );
    project.write('src/wrong.ts', 'export const wrong: number = "text";\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('src/main.ts')));
    await until('TypeScript has loaded the project', async () => {
      const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
        'vscode.executeWorkspaceSymbolProvider',
        'areaOf',
      );
      return found.length > 0;
    });
  });

  const unused = (): never => assert.fail('not for these tools');
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
    resolve: (path) => (isAbsolute(path) ? path : join(project.root, path)),
    display: (path) => relative(project.root, path),
    seenText: async () => undefined,
    seen: () => undefined,
    output: unused,
    ask: unused,
  };

  async function run(name: string, input: unknown): Promise<string> {
    const tool = languageTools.find((one) => one.name === name);
    assert.ok(tool && tool.kind !== 'edit');
    return (await tool.run(tool.input.parse(input), context)).text;
  }

  test('go_to_definition', async () => {
    assert.equal(
      await run('go_to_definition', { path: 'src/main.ts', line: 3, symbol: 'areaOf' }),
      'src/shapes.ts:5: export function areaOf(shape: Shape): number {',
    );
  });

  test('find_references, by a line that is off by one', async () => {
    assert.deepEqual((await run('find_references', { path: 'src/shapes.ts', line: 4, symbol: 'areaOf' })).split('\n'), [
      "src/main.ts:1: import { areaOf } from './shapes.ts';",
      'src/main.ts:3: export const total = areaOf({ area: () => 1 });',
      'src/shapes.ts:5: export function areaOf(shape: Shape): number {',
    ]);
  });

  test('a symbol that is not there is named, with the line', async () => {
    await assert.rejects(
      run('go_to_definition', { path: 'src/main.ts', line: 3, symbol: 'missing' }),
      /"missing" is not on line 3 of src\/main\.ts, which reads: export const total/,
    );
  });

  test('document_symbols and workspace_symbols', async () => {
    const outline = await run('document_symbols', { path: 'src/shapes.ts' });
    assert.match(outline, /^interface Shape \(1–3\)\n {2}method area \(2–2\)\nfunction areaOf \(5–7\)/);
    assert.match(await run('workspace_symbols', { query: 'areaOf' }), /src\/shapes\.ts:5 function areaOf/);
  });

  test('diagnostics of a file that was not open', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('src/wrong.ts')));
    await until('the error is known', () => vscode.languages.getDiagnostics(project.uri('src/wrong.ts')).length > 0);
    assert.match(
      await run('diagnostics', { path: 'src/wrong.ts' }),
      /src\/wrong\.ts:1:14 error \(ts 2322\): Type 'string'/,
    );
    assert.match(await run('diagnostics', {}), /src\/wrong\.ts:1:14/);
  });

  test('rename_symbol changes uses and not equal text, and keeps line endings', async () => {
    const tool = languageTools.find((one) => one.name === 'rename_symbol');
    assert.ok(tool?.kind === 'edit');
    const input = tool.input.parse({ path: 'src/main.ts', line: 3, symbol: 'areaOf', newName: 'surfaceOf' });
    const { changes } = await tool.propose(input, context);
    assert.deepEqual(
      changes.map((change) => relative(project.root, change.path)),
      ['src/main.ts', 'src/shapes.ts'],
    );
    await project.apply(...changes);
    assert.equal(
      project.text('src/main.ts'),
      "import { surfaceOf } from './shapes.ts';\r\n\r\nexport const total = surfaceOf({ area: () => 1 });\r\nexport const text: string = 'areaOf';\r\n",
    );
    assert.match(project.text('src/shapes.ts'), /export function surfaceOf\(/);
  });

  test('the model is told which problems an edit brought, and which went away', async () => {
    project.write('src/mend.ts', 'export const mend: number = 1;\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(project.uri('src/mend.ts')));
    const broken = await project.apply(await project.change('src/mend.ts', (text) => text.replace('1;', '"one";')));
    assert.match(broken.notes.join('\n'), /New problems after this edit:\nsrc\/mend\.ts:1:14 error \(ts 2322\)/);
    const mended = await project.apply(await project.change('src/mend.ts', (text) => text.replace('"one"', '2')));
    assert.match(mended.notes.join('\n'), /Problems gone after this edit:\n.*not assignable/);
  });
});
