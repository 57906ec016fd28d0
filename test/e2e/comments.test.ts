import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
const text = `${lines.join('\n')}\n`;
const edits = [3, 15, 27].map((line) => ({ oldText: `line ${line}\n`, newText: `row ${line}\n` }));

const firstOfThree = [1, 12, 24].map((line) => ({ oldText: `line ${line}\n`, newText: `row ${line}\n` }));

const scenario = script('comments', [
  turn(
    'change three lines',
    [call('read_file', { path: 'rows.txt' })],
    [call('multi_edit', { path: 'rows.txt', edits })],
    [say('I have heard you.')],
  ),
  turn(
    'change the first line',
    [call('read_file', { path: 'one.txt' })],
    [call('multi_edit', { path: 'one.txt', edits: firstOfThree })],
    [say('Done with it.')],
  ),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'rows.txt': text, 'one.txt': text } }, (opened) => {
  ({ server, belay, person } = opened);
});

const onDisk = (): string => readFileSync(join(belay.workspace, 'rows.txt'), 'utf8');

test('each change is decided in its comment thread, and Ctrl+Enter rejects with the reason, never approves', async () => {
  const { page } = belay;
  await person.say('Please change three lines');
  await person.approval('Edit rows.txt').waitFor();
  await belay.command('Belay: Review Changes with Comments');
  const thread = page.locator('.review-widget:visible').first();
  await thread.getByText('Change 1 of 3').waitFor();
  await thread.getByText('line 3').first().waitFor();
  await belay.screenshot('comments-first');
  await thread.getByRole('button', { name: 'Approve Change' }).click();

  await belay.command('Belay: Review Changes with Comments');
  const second = page.locator('.review-widget:visible').filter({ hasText: 'Change 1 of 2' });
  await second.waitFor();
  await second.locator('.review-thread-reply-button').click();
  await page.keyboard.type('fifteen stays a line');
  await belay.screenshot('comments-reason');
  await page.keyboard.press('Control+Enter');
  await person.approval('Edit rows.txt').getByText('1 approved, 1 rejected').waitFor();
  expect(onDisk()).toContain('line 3\n');

  await person.press(person.approval('Edit rows.txt'), 'Approve the rest');
  await person.heard('I have heard you.');
  expect(onDisk()).toBe(text.replace('line 3\n', 'row 3\n').replace('line 27\n', 'row 27\n'));
  expect(server.requests.at(-1)?.text).toContain('fifteen stays a line');
  await page.locator('.review-widget:visible').waitFor({ state: 'detached' });
});

test('a change of the very first line is gone to as well', async () => {
  const { page } = belay;
  await person.say('Please change the first line');
  const approval = person.approval('Edit one.txt');
  await approval.waitFor();
  await belay.command('Belay: Review Changes with Comments');
  const thread = page.locator('.review-widget:visible');
  await thread.first().getByText('Change 1 of 3').waitFor();
  expect(await thread.count()).toBe(1);
  // The keyboard is in the thread: what is typed there reaches neither the file nor another thread.
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.review-widget') !== null)).toBe(true);
  await person.press(approval, 'Approve');
  await person.heard('Done with it.');
});
