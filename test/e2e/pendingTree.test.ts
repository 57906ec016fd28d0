import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const read = (path: string) => call('read_file', { path });
const edit = (path: string, oldText: string, newText: string) => call('edit_file', { path, oldText, newText });

const scenario = script('pending tree', [
  turn(
    'rearrange',
    [read('src/a.js'), read('old.txt'), read('util.js')],
    [
      edit('src/a.js', 'one', 'uno'),
      call('write_file', { path: 'docs/new.md', content: '# New\n' }),
      call('delete_file', { path: 'old.txt' }),
      call('move_file', { path: 'util.js', to: 'lib/util.js' }),
    ],
    [say('It is rearranged.')],
  ),
  turn(
    'number',
    [read('src/a.js'), read('src/b.js')],
    [edit('src/a.js', 'two', '2'), edit('src/b.js', 'two', '2')],
    [say('Numbered.')],
  ),
  turn(
    'count on',
    [read('src/a.js'), read('src/b.js')],
    [edit('src/a.js', 'three', '3'), edit('src/b.js', 'three', '3')],
    [say('Counted.')],
  ),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  const numbers = 'one\ntwo\nthree\n';
  belay = await openBelay({
    workspaceFiles: { 'src/a.js': numbers, 'src/b.js': numbers, 'old.txt': 'old\n', 'util.js': 'tool\n' },
    modelUrl: server.url,
    settings: { 'belay.permissionMode': 'allowEdits' },
  });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

const pathOf = (path: string): string => join(belay.workspace, path);
const onDisk = (path: string): string => readFileSync(pathOf(path), 'utf8');
const view = (): Locator => belay.page.locator('.pane').filter({ hasText: 'Belay Changes' });
const row = (label: string | RegExp): Locator => view().locator('.monaco-list-row').filter({ hasText: label });

/** Presses one of the buttons that a row of the view shows under the pointer. */
async function press(label: string | RegExp, button: 'Keep' | 'Undo'): Promise<void> {
  await row(label).first().hover();
  await row(label)
    .first()
    .getByRole('button', { name: new RegExp(`^${button}`) })
    .click();
}

/** What a person presses to see the view, which is closed at first. */
async function lookOver(): Promise<void> {
  await person.conversation.getByRole('button', { name: 'Review the changes of this turn' }).last().click();
  await view().locator('.monaco-list-row').first().waitFor();
}

test('new and moved files stand beside edited ones, each with what it is; an approved deletion does not', async () => {
  await person.say('Please rearrange it');
  await person.approval('Delete old.txt').getByRole('button', { name: 'Approve', exact: true }).click();
  await person.heard('It is rearranged.');
  await lookOver();
  for (const words of [/a\.js.*1 change/, /new\.md.*new/, /util\.js.*moved from util\.js/]) await row(words).waitFor();
  expect(await row('old.txt').count()).toBe(0);
  expect([existsSync(pathOf('old.txt')), existsSync(pathOf('util.js'))]).toEqual([false, false]);
  await belay.screenshot('pending-tree');
});

test('a new file is taken back by its row, and a moved one goes back', async () => {
  await press('new.md', 'Undo');
  await expect.poll(() => existsSync(pathOf('docs/new.md'))).toBe(false);
  await row('new.md').waitFor({ state: 'detached' });
  await press('util.js', 'Undo');
  await expect.poll(() => existsSync(pathOf('util.js')) && onDisk('util.js')).toBe('tool\n');
  expect(existsSync(pathOf('lib/util.js'))).toBe(false);
  await expect.poll(() => view().locator('.monaco-list-row').count()).toBe(2);
});

test('an edited file is kept by its row, and stays as it is', async () => {
  await press('a.js', 'Keep');
  await view().waitFor({ state: 'hidden' });
  expect(onDisk('src/a.js')).toBe('uno\ntwo\nthree\n');
});

test('a whole task is kept by its row, and the next one undone, without a change of the kept one', async () => {
  await person.say('Please number them');
  await person.heard('Numbered.');
  await lookOver();
  await press('Please number them', 'Keep');
  await view().waitFor({ state: 'hidden' });
  await person.say('Please count on');
  await person.heard('Counted.');
  await lookOver();
  await row('b.js').waitFor();
  await belay.screenshot('pending-tree-task');
  await press('Please count on', 'Undo');
  await view().waitFor({ state: 'hidden' });
  expect([onDisk('src/a.js'), onDisk('src/b.js')]).toEqual(['uno\n2\nthree\n', 'one\n2\nthree\n']);
});
