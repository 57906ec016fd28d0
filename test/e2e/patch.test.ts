import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import { call, say, script, turn } from '../support/script.ts';

const patch = `*** Begin Patch
*** Update File: src/cart.ts
*** Move to: src/basket.ts
@@ export function total
-  return net * 1.2;
+  return net * rate;
*** Update File: src/bill.ts
@@
-export const sum = total(11);
+export const sum = total(12);
*** Add File: src/rate.ts
+export const rate = 1.2;
*** Delete File: src/old.ts
*** End Patch`;
const cell = { path: 'sum.ipynb', cell: 1, action: 'replace', source: 'print(2)' };
const scenario = script('patch', [
  turn(
    'patch',
    ['src/cart.ts', 'src/bill.ts', 'src/old.ts'].map((path) => call('read_file', { path })),
    [call('apply_patch', { patch })],
    [say('The basket is done.')],
  ),
  turn('notebook', [call('read_file', { path: 'sum.ipynb' })], [call('notebook_edit', cell)], [say('It prints two.')]),
]);
const notebook = {
  cells: [{ cell_type: 'code', execution_count: 1, metadata: {}, outputs: [], source: ['print(1)'] }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 4,
};
const files = {
  'src/cart.ts': 'export function total(net: number): number {\n  return net * 1.2;\n}\n',
  'src/bill.ts': "import { total } from './cart';\n\nexport const sum = total(10) + total(20);\n",
  'src/old.ts': 'export const old = true;\n',
  'sum.ipynb': `${JSON.stringify(notebook, null, 1)}\n`,
};

let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: files }, (opened) => {
  ({ belay, person } = opened);
});

const onDisk = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');
const there = (path: string): boolean => existsSync(join(belay.workspace, path));

test('a patch that fits in part says so; what fits is reviewed, applied and taken back together', async () => {
  await person.say('Please patch it');
  const card = person.approval('Patch src/cart.ts and 3 more');
  await card.waitFor({ timeout: 60_000 });
  await card.getByText('One file of this patch did not fit and is not part of it').waitFor();
  await belay.screenshot('patch-proposal');
  expect([onDisk('src/cart.ts'), there('src/basket.ts')]).toEqual([files['src/cart.ts'], false]);
  await person.press(card, 'Approve');
  await person.heard('The basket is done.');
  expect(onDisk('src/basket.ts')).toBe(files['src/cart.ts'].replace('1.2', 'rate'));
  expect(onDisk('src/rate.ts')).toBe('export const rate = 1.2;\n');
  expect(onDisk('src/bill.ts')).toBe(files['src/bill.ts']);
  expect([there('src/cart.ts'), there('src/old.ts')]).toEqual([false, false]);
  await belay.screenshot('patch-applied');

  await belay.command('Belay: Undo Last Turn');
  await expect.poll(() => there('src/cart.ts') && there('src/old.ts')).toBe(true);
  // A file that comes back is there before its text is.
  await expect.poll(() => onDisk('src/old.ts')).not.toBe('');
  expect([onDisk('src/cart.ts'), onDisk('src/old.ts')]).toEqual([files['src/cart.ts'], files['src/old.ts']]);
  await expect.poll(() => there('src/basket.ts') || there('src/rate.ts')).toBe(false);
});

test('a cell of a notebook is reviewed as text', async () => {
  await person.say('Now the notebook');
  const card = person.approval('Edit cell 1 of sum.ipynb');
  await card.waitFor({ timeout: 60_000 });
  await belay.page.locator('.editor.modified', { hasText: 'print(2)' }).waitFor();
  await belay.screenshot('notebook-proposal');
  await person.press(card, 'Approve');
  await person.heard('It prints two.');
  const changed = { ...notebook.cells[0], execution_count: null, source: ['print(2)'] };
  expect(onDisk('sum.ipynb')).toBe(`${JSON.stringify({ ...notebook, cells: [changed] }, null, 1)}\n`);
});

test('the statistics of edits are a document', async () => {
  await belay.command('Belay: Show Edit Statistics');
  await belay.page.getByRole('tab', { name: /Edit statistics/ }).waitFor();
  await belay.screenshot('edit-statistics');
});
