import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const poem = ['Roses', 'are red', '', 'Violets', 'are blue', '', 'Sugar', 'is sweet', '', 'The end', ''].join('\n');
const three = [
  { oldText: 'are red', newText: 'are crimson' },
  { oldText: 'are blue', newText: 'are violet' },
  { oldText: 'is sweet', newText: 'is very sweet' },
];
const rewrite = (on: string, path: string, report: string) =>
  turn(on, [call('read_file', { path })], [call('multi_edit', { path, edits: three })], [say(report)]);

const scenario = script('review', [
  rewrite('by lenses', 'lenses.txt', 'I kept blue.'),
  rewrite('by keys', 'keys.txt', 'Decided by keys.'),
  rewrite('by the rest', 'rest.txt', 'Red is in.'),
  rewrite('with my words', 'words.txt', 'Your words are in.'),
  turn(
    'three files',
    [call('read_file', { path: 'one.txt' }), call('read_file', { path: 'two.txt' })],
    [
      call('multi_edit', { path: 'one.txt', edits: three }),
      call('edit_file', { path: 'two.txt', oldText: 'are blue', newText: 'are violet' }),
      call('write_file', { path: 'new/three.txt', content: 'A new file\n' }),
    ],
    [say('Three were decided.')],
  ),
  turn(
    'six and seven',
    [call('read_file', { path: 'six.txt' }), call('read_file', { path: 'seven.txt' })],
    {
      reply: [
        call('edit_file', { path: 'six.txt', oldText: 'are red', newText: 'are crimson' }),
        call('edit_file', { path: 'seven.txt', oldText: 'are red', newText: 'are crimson' }),
      ],
      delayMs: 150,
    },
    [say('Six and seven are decided.')],
  ),
  turn(
    'all at once',
    [call('read_file', { path: 'four.txt' }), call('read_file', { path: 'five.txt' })],
    [
      call('edit_file', { path: 'four.txt', oldText: 'are red', newText: 'are crimson' }),
      call('edit_file', { path: 'five.txt', oldText: 'are red', newText: 'are crimson' }),
      call('edit_file', { path: 'four.txt', oldText: 'are crimson', newText: 'are pink' }),
    ],
    [say('All were approved.')],
  ),
]);

const names = [
  'lenses.txt',
  'keys.txt',
  'words.txt',
  'rest.txt',
  'one.txt',
  'two.txt',
  'four.txt',
  'five.txt',
  'six.txt',
  'seven.txt',
];
const files = Object.fromEntries(names.map((name) => [name, poem]));

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: files,
    settings: { 'editor.minimap.enabled': false },
  },
  (opened) => {
    ({ server, belay, person } = opened);
  },
);

const onDisk = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');
const lastRequest = (): string => server.requests.at(-1)?.text ?? '';
const tab = (name: string): Locator => belay.page.locator('.tabs-container .tab').filter({ hasText: name });
const right = (): Locator => belay.page.locator('.editor.modified');
/** The lenses with exactly this text, from the top of the diff down. */
const lenses = (text: string): Locator =>
  right()
    .locator('.codelens-decoration > :is(a, span)')
    .filter({ hasText: new RegExp(`^\\s*${text.replace(/[()]/g, '\\$&')}$`) });
const cursorAt = (line: number): Promise<void> =>
  belay.page
    .locator('.statusbar-item')
    .filter({ hasText: `Ln ${line}, Col 1` })
    .waitFor();
const keys = (...names: string[]): Promise<void> =>
  names.reduce((before, name) => before.then(() => belay.page.keyboard.press(name)), Promise.resolve());

describe('one file, change by change', () => {
  test('one approved, one rejected with a reason, one approved: the file and the model get exactly that', async () => {
    await person.say('Rewrite it, I review by lenses');
    await tab('lenses.txt (proposed edit)').waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(3);
    await belay.screenshot('review-lenses');
    await lenses('Approve').first().click();
    await lenses('Approved').waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(2);
    await lenses('Reject with reason…').first().click();
    const box = belay.page.locator('.quick-input-widget:visible input');
    await box.fill('Blue is the name of the paint');
    await box.press('Enter');
    await lenses('1 rejected · Restore').waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(1);
    await person.approval('Edit lenses.txt').getByText('In the diff: 1 approved, 1 rejected.').waitFor();
    await belay.screenshot('review-decided-two');
    expect(onDisk('lenses.txt')).toBe(poem);
    await lenses('Approve').first().click();
    await person.heard('I kept blue.');
    expect(onDisk('lenses.txt')).toBe(poem.replace('red', 'crimson').replace('is sweet', 'is very sweet'));
    expect(lastRequest()).toContain('The person kept 2 of your 3 changes.');
    expect(lastRequest()).toContain('because: Blue is the name of the paint');
    expect(lastRequest()).toContain('-are blue\\n+are violet');
    await tab('lenses.txt (proposed edit)').waitFor({ state: 'detached' });
    await person.conversation.getByText('2 of 3 changes kept · 1 rejected: Blue is the name of the paint').waitFor();
    await belay.screenshot('review-told');
  });

  test('an approval can be undone and a rejected change restored before the file is decided', async () => {
    await person.say('Rewrite it, I review by keys');
    await tab('keys.txt (proposed edit)').waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(3);
    await lenses('Approve').first().click();
    await lenses('Undo').click();
    await expect.poll(() => lenses('Approve').count()).toBe(3);
    await lenses('Reject').first().click();
    await lenses('1 rejected · Restore').click();
    await expect.poll(() => lenses('Approve').count()).toBe(3);
    await expect.poll(() => right().locator('.view-lines').innerText()).toMatch(/crimson/);
  });

  test('by keys alone: next, reject, approve, reject with a reason; the cursor goes on by itself', async () => {
    await right().locator('.view-line').filter({ hasText: 'Roses' }).click();
    await keys('F8');
    await cursorAt(2);
    await keys('Shift+Alt+Backspace');
    await lenses('1 rejected · Restore').waitFor();
    await cursorAt(5);
    await keys('F8');
    await cursorAt(8);
    await keys('Shift+F8');
    await cursorAt(5);
    await keys('Alt+Enter');
    await expect.poll(() => lenses('Approved').count()).toBe(1);
    await belay.screenshot('review-keys');
    await keys('Shift+Alt+Delete');
    const box = belay.page.locator('.quick-input-widget:visible input');
    await box.fill('Sweet enough');
    await box.press('Enter');
    await person.heard('Decided by keys.');
    expect(onDisk('keys.txt')).toBe(poem.replace('blue', 'violet'));
    expect(lastRequest()).toContain('because: Sweet enough');
  });

  test('one approved, and the rest rejected at once with a reason', async () => {
    await person.say('Rewrite it, I review by the rest');
    await tab('rest.txt (proposed edit)').waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(3);
    await lenses('Approve').first().click();
    await lenses('Reject rest (2)…').waitFor();
    await belay.screenshot('review-rest');
    await lenses('Reject rest (2)…').click();
    const box = belay.page.locator('.quick-input-widget:visible input');
    await box.fill('One colour is enough');
    await box.press('Enter');
    await person.heard('Red is in.');
    expect(onDisk('rest.txt')).toBe(poem.replace('are red', 'are crimson'));
    expect(lastRequest()).toContain('The person kept 1 of your 3 changes.');
    expect(lastRequest()).toContain('because: One colour is enough');
    expect(lastRequest()).toContain('-are blue\\n+are violet');
    expect(lastRequest()).toContain('-is sweet\\n+is very sweet');
    await tab('rest.txt (proposed edit)').waitFor({ state: 'detached' });
  });

  test('what the person types into the right side is a change like the others', async () => {
    await person.say('Rewrite it with my words');
    await tab('words.txt (proposed edit)').waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(3);
    await right().locator('.view-line').filter({ hasText: 'are violet' }).click();
    await keys('End');
    await belay.page.keyboard.type(' or so');
    await right().locator('.view-line').filter({ hasText: 'The end' }).click();
    await keys('End');
    await belay.page.keyboard.type('?');
    await expect.poll(() => lenses('Approve').count()).toBe(4);
    await lenses('Reject').first().click();
    await expect.poll(() => right().locator('.view-lines').innerText()).toMatch(/are.red/);
    await belay.screenshot('review-typed');
    await keys('Control+Enter');
    await person.heard('Your words are in.');
    expect(onDisk('words.txt')).toBe(
      poem.replace('are blue', 'are violet or so').replace('is sweet', 'is very sweet').replace('The end', 'The end?'),
    );
    expect(lastRequest()).toContain('The person kept 2 of your 3 changes.');
    expect(lastRequest()).toContain('-are violet\\n+are violet or so');
    expect(lastRequest()).toContain('+The end?');
  });
});

describe('several files of one step', () => {
  test('open together without taking the keyboard from the chat; each is decided by itself', async () => {
    await person.say('Change three files');
    const together = belay.page.getByRole('tab', { name: /3 files/ });
    await together.waitFor();
    await person.approval('Write new/three.txt').waitFor();
    await belay.view.getByText('3 files wait').waitFor();
    await expect
      .poll(() => belay.view.locator(':focus').first().getAttribute('aria-label'))
      .toContain('Approval: Edit');
    await expect.poll(() => lenses('Approve').count()).toBe(4);
    await belay.screenshot('review-together');
    await person.press(person.approval('Edit two.txt'), 'Reject');
    await person.approval('Edit two.txt').waitFor({ state: 'detached' });
    await lenses('File rejected').waitFor();
    await lenses('Reject').first().click();
    await lenses('Approve rest (2)').click();
    await person.approval('Edit one.txt').waitFor({ state: 'detached' });
    await expect.poll(() => onDisk('one.txt')).toContain('violet');
    await together.waitFor();
    await belay.screenshot('review-together-one-left');
    await right().locator('.view-line').filter({ hasText: 'A new file' }).click();
    await keys('End');
    await belay.page.keyboard.type(', and mine');
    await keys('Control+Enter');
    await person.heard('Three were decided.');
    await together.waitFor({ state: 'detached' });
    expect(onDisk('one.txt')).toBe(poem.replace('blue', 'violet').replace('is sweet', 'is very sweet'));
    expect(onDisk('two.txt')).toBe(poem);
    expect(onDisk('new/three.txt')).toBe('A new file, and mine\n');
    expect(lastRequest()).toContain('The person kept 2 of your 3 changes.');
    expect(lastRequest()).toContain('The person rejected this.');
  });

  test('a person who is typing keeps the keyboard: the first file is shown, and the others when they ask', async () => {
    await person.say('Change six and seven');
    await person.composer.pressSequentially('I am in the middle of', { delay: 20 });
    await person.approval('Edit seven.txt').waitFor();
    await person.composer.pressSequentially(' a sentence', { delay: 20 });
    await tab('six.txt (proposed edit)').waitFor();
    await lenses('Show all files').waitFor();
    await expect.poll(() => person.composer.inputValue()).toBe('I am in the middle of a sentence');
    await lenses('Show all files').click();
    await belay.page.getByRole('tab', { name: /2 files/ }).waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(2);
    await keys('Alt+Enter');
    await expect.poll(() => onDisk('six.txt')).toContain('crimson');
    await belay.page.waitForTimeout(300);
    await belay.screenshot('review-together-next-file');
    await keys('Alt+Enter');
    await person.heard('Six and seven are decided.');
    expect(onDisk('seven.txt')).toContain('crimson');
    await person.composer.fill('');
  });

  test('all that wait are approved by one button; a second edit of the same file is asked after the first', async () => {
    await person.say('Change them all at once');
    await belay.view.getByText('2 files wait').waitFor();
    await person.approval('Edit four.txt').waitFor();
    await person.press(belay.view.getByRole('region', { name: 'All edits of this step' }), 'Approve all');
    await tab('four.txt (proposed edit)').waitFor();
    await expect.poll(() => onDisk('five.txt')).toContain('crimson');
    await person.press(person.approval('Edit four.txt'), 'Approve');
    await person.heard('All were approved.');
    expect(onDisk('four.txt')).toBe(poem.replace('are red', 'are pink'));
  });
});
