import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const scenario = script('mentions', [
  // First, since that session's own messages come along with it.
  turn('what we said', [say('Session seen.')]),
  turn(
    'the file',
    [call('edit_file', { path: 'src/shop.js', oldText: 'price', newText: 'cost' })],
    [say('File seen.')],
  ),
  turn('the terminal', [say('Terminal seen.')]),
  turn('my changes', [say('Changes seen.')]),
  turn('the folder', [say('Folder seen.')]),
  turn('the secret', [say('No secret seen.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: {
      'src/shop.js': 'export const price = 3;\n',
      'src/deep/other.js': 'export const other = 4;\n',
      '.env': 'KEY=abcdefgh12345678\n',
    },
  },
  (opened) => {
    ({ server, belay, person } = opened);
  },
);

const lastRequest = (): string => server.requests.at(-1)?.text ?? '';
const option = (name: string): Locator => belay.view.getByRole('option', { name, exact: false }).first();
const chip = (name: RegExp): Locator => belay.view.locator('.composer').getByRole('button', { name });

/** Types a message whose end is a mention, and chooses it by keys alone once it is the first of the list. */
async function mention(text: string, found: string): Promise<void> {
  await person.composer.pressSequentially(text);
  await option(found).and(belay.view.locator('[aria-selected=true]')).waitFor();
  await person.composer.press('Enter');
}

test('a file goes with its text, its size shown before; the model edits it without reading it again', async () => {
  await mention('Look at the file @shop', 'shop.js');
  await chip(/^shop\.js \d+ tokens$/).waitFor();
  await belay.screenshot('mentions-file');
  await chip(/^shop\.js \d+ tokens$/).click();
  await belay.page.locator('.view-line').filter({ hasText: 'export const price = 3;' }).waitFor();
  await belay.screenshot('mentions-text');
  await person.composer.press('Enter');
  await person.press(person.approval('Edit src/shop.js'), 'Approve');
  await person.heard('File seen.');
  expect(readFileSync(join(belay.workspace, 'src/shop.js'), 'utf8')).toBe('export const cost = 3;\n');
  expect(server.requests.some(({ text }) => text.includes('[Attached: src/shop.js]'))).toBe(true);
});

test('a folder by its kind: only the keyboard is needed', async () => {
  await person.composer.pressSequentially('List the folder @');
  await option('Folder').waitFor();
  await belay.screenshot('mentions-kinds');
  await person.composer.press('ArrowDown');
  await person.composer.press('Enter');
  await mention('deep', 'deep');
  await chip(/^deep\/ \d+ tokens$/).waitFor();
  await person.composer.press('Enter');
  await person.heard('Folder seen.');
  expect(lastRequest()).toContain('src/deep/other.js');
});

test('the last command of a terminal goes with what it wrote', async () => {
  await belay.command('Terminal: Create New Terminal');
  const terminal = belay.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
  await terminal.waitFor();
  // The shell integration is there some time after the prompt, and marks what it has seen.
  const seen = belay.page.locator('.terminal-command-decoration.codicon-terminal-decoration-success');
  const run = async (): Promise<number> => {
    await terminal.pressSequentially('sleep 0.7; echo hello-$((40+2))');
    await terminal.press('Enter');
    await belay.page.waitForTimeout(2000);
    return await seen.count();
  };
  await expect.poll(run, { timeout: 30_000, interval: 1000 }).toBeGreaterThan(0);
  await person.composer.click();
  await mention('Look at the terminal @Term', 'Terminal');
  await chip(/^Terminal \d+ tokens$/).waitFor();
  await belay.screenshot('mentions-terminal');
  await person.composer.press('Enter');
  await person.heard('Terminal seen.');
  expect(lastRequest()).toMatch(/echo hello-\$\(\(40\+2\)\)[\s\S]*hello-42/);
  expect(lastRequest()).not.toContain('\\u001b');
});

test('changes that git sees', async () => {
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: belay.workspace });
  git('init', '-q');
  git('add', '.');
  await mention('Look at my changes @git', 'Git changes');
  await chip(/^Git changes \d+ tokens$/).waitFor();
  await person.composer.press('Enter');
  await person.heard('Changes seen.');
  expect(lastRequest()).toContain('+export const cost = 3;');
});

test('an earlier session, by what was said in it', async () => {
  await person.newSession();
  await person.composer.pressSequentially('Remember what we said @');
  await option('Session').waitFor();
  for (let at = 0; at < 7; at++) await person.composer.press('ArrowDown');
  await option('Session').and(belay.view.locator('[aria-selected=true]')).waitFor();
  await person.composer.press('Enter');
  await mention('shop', 'Look at the file');
  await person.composer.press('Enter');
  await person.heard('Session seen.');
  expect(lastRequest()).toMatch(/earlier session[\s\S]*Belay: Changes seen\./);
});

test('a file with keys is refused: the reason is shown, and nothing of it is sent', async () => {
  await mention('Look at the secret @.env', '.env');
  await chip(/^\.env$/).waitFor();
  await belay.view
    .getByRole('alert')
    .filter({ hasText: /\.env: .*keys or passwords/ })
    .waitFor();
  await belay.screenshot('mentions-refused');
  await person.composer.press('Enter');
  await person.heard('No secret seen.');
  expect(lastRequest()).not.toContain('abcdefgh12345678');
});
