import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const rename = { path: 'src/price.ts', line: 1, symbol: 'gross', newName: 'withTax' };
const scenario = script('rename', [
  turn('rename', [call('rename_symbol', rename)], [say('It has its new name everywhere.')]),
  turn('again', [call('rename_symbol', { ...rename, symbol: 'withTax', newName: 'taxed' })], [say('Or not.')]),
]);
const files = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "esnext" }, "include": ["src"] }\n',
  'src/price.ts': 'export function gross(net: number): number {\n  return net * 1.2;\n}\n',
  'src/bill.ts': "import { gross } from './price';\n\nexport const total = gross(10) + gross(20);\n",
};

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  // One server only: the quick one that answers while a project still loads knows a single file.
  const settings = {
    'typescript.preferences.useAliasesForRenames': false,
    'typescript.tsserver.useSyntaxServer': 'never',
  };
  belay = await openBelay({ workspaceFiles: files, modelUrl: server.url, settings });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

const onDisk = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');

test('a proposal of several files is shown all in one, and applied by one Approve', async () => {
  await person.say('Please rename it');
  const card = person.approval('Rename gross to withTax');
  await card.waitFor({ timeout: 60_000 });
  await card.getByText('src/bill.ts').waitFor();
  await card.getByText('src/price.ts').waitFor();
  await belay.page.getByRole('tab', { name: /2 files/ }).waitFor();
  await belay.screenshot('rename-proposal');
  expect(onDisk('src/price.ts')).toBe(files['src/price.ts']);
  await person.press(card, 'Approve');
  await person.heard('It has its new name everywhere.');
  expect(onDisk('src/price.ts')).toBe(files['src/price.ts'].replace('gross', 'withTax'));
  expect(onDisk('src/bill.ts')).toBe(files['src/bill.ts'].replaceAll('gross', 'withTax'));
});

test('Undo Last Turn takes all of its files back', async () => {
  await belay.command('Belay: Undo Last Turn');
  await expect.poll(() => onDisk('src/bill.ts')).toBe(files['src/bill.ts']);
  await expect.poll(() => onDisk('src/price.ts')).toBe(files['src/price.ts']);
});

test('the explorer’s context menu adds a file to the chat', async () => {
  await belay.command('View: Show Explorer');
  await belay.page.locator('.explorer-folders-view').getByText('tsconfig.json').click({ button: 'right' });
  const menu = belay.page.locator('.monaco-menu:visible');
  await menu.getByText('Belay').first().hover();
  const item = belay.page.locator('.monaco-submenu .action-label', { hasText: 'Add to Chat' }).first();
  await item.waitFor();
  // A menu takes no press in its first moments, so that the click which opened it does not choose from it.
  await expect
    .poll(async () => {
      if (await item.isVisible()) await item.click();
      return await item.isVisible();
    })
    .toBe(false);
  await belay.view.locator('.composer').getByText('tsconfig.json').waitFor();
  await belay.screenshot('explorer-added');
});
