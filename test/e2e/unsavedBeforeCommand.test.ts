import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const scenario = script('unsaved', [
  turn('run it', [call('run_command', { command: 'cp draft.txt copy.txt' })], [say('It ran.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'draft.txt': 'saved\n' } }, (opened) => {
  ({ server, belay, person } = opened);
});

test('while a command waits for the question about unsaved files, its row says that it waits, not that it runs', async () => {
  const { page } = belay;
  await belay.openFile('draft.txt');
  await page.keyboard.type('mine ');
  await page.locator('.tab.dirty').filter({ hasText: 'draft.txt' }).waitFor();

  await person.say('Please run it');
  await person.press(person.approval('Run cp'), 'Approve');
  const row = (text: RegExp): Locator => person.conversation.getByRole('button', { name: text });
  // Under test VS Code keeps notifications in their centre and shows none by itself.
  await belay.command('Notifications: Show Notifications');
  const notice = page.locator('.notifications-center .notification-list-item').filter({ hasText: 'draft.txt' });
  await notice.waitFor();
  await row(/Run cp .*Waiting for you/).waitFor();
  expect(await row(/Running/).count()).toBe(0);
  await belay.screenshot('unsaved-before-command');
  await notice.getByRole('button', { name: 'Run Without Saving' }).click();
  await person.heard('It ran.');
  expect(await row(/Waiting for you/).count()).toBe(0);
  expect(server.requests.at(-1)?.text).toContain("unsaved in the person's editor: draft.txt");
  await belay.screenshot('unsaved-after-command');
});
