import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { editing, say, script, turn } from '../support/script.ts';

const list = (...items: string[]): string => `${items.join('\n')}\n`;
const shopping = ['bread', 'milk', 'cheese', 'apples', 'pears', 'plums', 'beans', 'rice'];

const scenario = script('restore', [
  editing('greet', 'card.txt', 'Hello', 'Good morning', 'The card greets.'),
  editing('buy oats', 'list.txt', 'bread', 'oats', 'Oats it is.'),
  editing('buy quark', 'list.txt', 'milk', 'quark', 'Quark it is.'),
  turn('what did you', [say('I did what you asked.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: { 'card.txt': 'Hello\n', 'list.txt': list(...shopping) },
    settings: { 'editor.minimap.enabled': false },
  },
  (opened) => {
    ({ server, belay, person } = opened);
  },
);

const onDisk = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');
const message = (text: string): Locator =>
  person.conversation.getByRole('article', { name: 'You said' }).filter({ hasText: text });

async function edit(words: string, title: string, report: string): Promise<void> {
  await person.say(`Please ${words}`);
  await person.press(person.approval(title), 'Approve');
  await person.heard(report);
}

async function openRestore(text: string): Promise<Locator> {
  await message(text).hover();
  await message(text).getByRole('button', { name: 'Restore to here' }).click();
  const panel = belay.view.getByRole('group', { name: /^Restore:/ });
  await panel.getByText('Looking at what would change').waitFor({ state: 'detached' });
  return panel;
}

describe('restore to here', () => {
  test('three turns of edits, and work of the person in between', async () => {
    await edit('greet', 'Edit card.txt', 'The card greets.');
    await edit('buy oats', 'Edit list.txt', 'Oats it is.');
    await edit('buy quark', 'Edit list.txt', 'Quark it is.');
    expect(onDisk('list.txt')).toBe(list('oats', 'quark', ...shopping.slice(2)));
    // The person adds a line of their own, far from the agent's.
    writeFileSync(join(belay.workspace, 'list.txt'), `${onDisk('list.txt')}my own line\n`);
  });

  test('shows what will change first, and Cancel changes nothing', async () => {
    const panel = await openRestore('buy oats');
    await panel.getByText('taken back, your later changes stay').waitFor();
    expect(await panel.getByText('card.txt').count()).toBe(0);
    await belay.screenshot('restore-preview');
    await panel.getByRole('button', { name: 'list.txt' }).click();
    await belay.page.locator('.tab.active').filter({ hasText: 'now ↔ restored' }).waitFor();
    await belay.page.locator('.editor.modified .view-line').filter({ hasText: 'bread' }).waitFor();
    await belay.screenshot('restore-diff');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    expect(onDisk('list.txt')).toContain('quark');
  });

  test('files and conversation: the edits are gone, the person’s line is not, the message is back in the composer', async () => {
    const panel = await openRestore('buy oats');
    await panel.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect.poll(() => onDisk('list.txt')).toBe(list(...shopping, 'my own line'));
    expect(onDisk('card.txt')).toBe('Good morning\n');
    await expect.poll(() => person.composer.inputValue()).toBe('Please buy oats');
    await message('buy quark').waitFor({ state: 'detached' });
    await person.conversation.getByText('Went back to here.').waitFor();
    await belay.view.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'detached' });
    // Its left side said "now", and that is another now.
    await belay.page.locator('.tab').filter({ hasText: 'now ↔ restored' }).waitFor({ state: 'detached' });
    await belay.screenshot('restore-done');
  });

  test('it outlives a reload, and Redo brings everything back', async () => {
    await belay.reload();
    await message('greet').waitFor();
    expect(await message('buy quark').count()).toBe(0);
    await person.conversation.getByRole('button', { name: /^Redo/ }).click();
    await message('buy quark').waitFor();
    await expect.poll(() => onDisk('list.txt')).toBe(list('oats', 'quark', ...shopping.slice(2), 'my own line'));
  });

  test('what the person has rewritten is not overwritten: the file stays, and the preview says so', async () => {
    writeFileSync(join(belay.workspace, 'list.txt'), onDisk('list.txt').replace('quark', 'quark and cream'));
    const panel = await openRestore('buy quark');
    await panel.getByText('left alone: you changed the same lines').waitFor();
    await belay.screenshot('restore-conflict');
    // Of the files nothing can be taken back here, so the choices that would do nothing are not offered.
    for (const name of ['Files and conversation', 'Files only']) {
      await expect.poll(() => panel.getByRole('radio', { name }).isDisabled()).toBe(true);
    }
    await panel.getByRole('button', { name: 'Cancel' }).click();
    expect(onDisk('list.txt')).toContain('quark and cream');
    await message('buy quark').waitFor();
  });

  test('where one file can be taken back and another was rewritten, the one is and the other stays', async () => {
    const panel = await openRestore('greet');
    await panel.getByText('left alone: you changed the same lines').waitFor();
    await panel.getByRole('radio', { name: 'Files only' }).check();
    await panel.getByRole('button', { name: 'Restore', exact: true }).click();
    await person.conversation.getByText(/list\.txt was left alone/).waitFor();
    expect(onDisk('list.txt')).toContain('quark and cream');
    expect(onDisk('card.txt')).toBe('Hello\n');
    await message('buy quark').waitFor();
    // Under test VS Code keeps notifications in their centre and shows none by itself.
    await belay.command('Notifications: Show Notifications');
    const notice = belay.page.locator('.notifications-center .notification-list-item');
    await notice.filter({ hasText: 'Left alone: list.txt' }).getByRole('button', { name: 'Compare' }).click();
    await belay.page.locator('.tab.active').filter({ hasText: 'before Belay’s changes, and now' }).waitFor();
    await belay.page.locator('.editor.original .view-line').filter({ hasText: 'milk' }).waitFor();
    await belay.page.locator('.editor.modified .view-line').filter({ hasText: 'quark and cream' }).waitFor();
    await belay.screenshot('restore-compare');
    await belay.command('View: Close All Editors');
    await person.conversation.getByRole('button', { name: /^Redo/ }).last().click();
    await expect.poll(() => onDisk('card.txt')).toBe('Good morning\n');
  });

  test('unsaved work in an editor counts, and stays unsaved', async () => {
    await belay.openFile('card.txt');
    await belay.page.keyboard.press('Control+End');
    await belay.page.keyboard.type('typed but not saved');
    const panel = await openRestore('greet');
    await panel.getByRole('radio', { name: 'Files only' }).check();
    await panel.getByRole('button', { name: 'Restore', exact: true }).click();
    const line = (text: string): Locator => belay.page.locator('.editor-instance .view-line').filter({ hasText: text });
    await line('Hello').first().waitFor();
    await line('typed but not saved').first().waitFor();
    expect(onDisk('card.txt')).toBe('Good morning\n');
  });
});

describe('a fork', () => {
  test('goes on in a session of its own; the original stays', async () => {
    // What was brought back before the reload may still wait there: VS Code keeps what it has saved by then.
    await person.composer.fill('');
    await message('buy oats').hover();
    await message('buy oats').getByRole('button', { name: 'Fork from here' }).click();
    await message('buy oats').waitFor({ state: 'detached' });
    await message('greet').waitFor();
    await expect.poll(() => person.composer.inputValue()).toBe('Please buy oats');
    await person.say('Please say what did you do');
    await person.heard('I did what you asked.');
    expect(server.requests.at(-1)?.text).toContain('The card greets.');
    expect(server.requests.at(-1)?.text).not.toContain('Oats it is.');
    await belay.screenshot('fork');
    await person.button('Session history').click();
    await expect.poll(() => belay.view.locator('.session').count()).toBe(2);
  });
});
