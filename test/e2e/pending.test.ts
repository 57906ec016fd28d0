import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const cart = `// The prices of a cart.

export function total(prices) {
  let sum = 0;
  for (const price of prices) sum += price;
  return sum;
}

export function cheapest(prices) {
  return prices.sort()[0];
}

export function average(prices) {
  return total(prices) / prices.length;
}

export function isEmpty(prices) {
  return prices.length == 0;
}
`;
const edits = [
  { oldText: '// The prices of a cart.', newText: '// The prices of a cart, in cents.' },
  {
    oldText: '  let sum = 0;\n  for (const price of prices) sum += price;\n  return sum;',
    newText: '  return prices.reduce((sum, price) => sum + price, 0);',
  },
  { oldText: 'prices.sort()[0]', newText: 'Math.min(...prices)' },
  { oldText: '  return total(prices)', newText: '  if (isEmpty(prices)) return 0;\n  return total(prices)' },
  { oldText: 'length == 0', newText: 'length === 0' },
];
const edited = edits.reduce((text, { oldText, newText }) => text.replace(oldText, newText), cart);

const scenario = script('pending', [
  turn(
    'tidy',
    [call('read_file', { path: 'src/cart.js' })],
    [
      call('multi_edit', { path: 'src/cart.js', edits }),
      call('write_file', { path: 'docs/prices.md', content: '# Prices\n\nAll prices are in cents.\n' }),
    ],
    [say('The cart is tidy.')],
  ),
  turn('what next', [say('Nothing more.')]),
  turn(
    'a second pass',
    [call('read_file', { path: 'src/cart.js' }), call('read_file', { path: 'README.md' })],
    [
      call('edit_file', { path: 'src/cart.js', oldText: 'let sum = 0', newText: 'let sum = 0.0' }),
      call('edit_file', { path: 'README.md', oldText: '# Shop', newText: '# The shop' }),
    ],
    [say('A second pass is done.')],
  ),
  turn(
    'a third pass',
    [call('read_file', { path: 'src/cart.js' }), call('read_file', { path: 'README.md' })],
    [
      call('edit_file', { path: 'src/cart.js', oldText: 'let sum = 0.0', newText: 'let sum = -0' }),
      call('edit_file', { path: 'README.md', oldText: '# The shop', newText: '# A shop' }),
    ],
    [say('A third pass is done.')],
  ),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: { 'src/cart.js': cart, 'README.md': '# Shop\n' },
    theme: 'Default Dark Modern',
    settings: { 'belay.permissionMode': 'allowEdits' },
  },
  (opened) => {
    ({ server, belay, person } = opened);
  },
);

const onDisk = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');
const lenses = (title: string): Locator =>
  belay.page.locator('.editor-instance:not(.multiDiffEditor) .codelens-decoration a', { hasText: title });
const bars = (): Locator => belay.page.locator('.editor-instance .margin .dirty-diff-glyph');
const view = (): Locator => belay.page.locator('.pane').filter({ hasText: 'Belay Changes' });

test('edits are applied without a question, and the chat says how many are to review', async () => {
  await person.say('Please tidy the cart');
  await person.heard('The cart is tidy.');
  expect(onDisk('src/cart.js')).toBe(edited);
  await person.conversation.getByText('6 changes to review').waitFor();
  await belay.page.locator('.pane-header', { hasText: 'Belay Changes' }).waitFor();
  await belay.screenshot('pending-chat');
  await person.conversation.getByRole('button', { name: 'Review the changes of this turn' }).click();
  await belay.page.getByRole('tab', { name: /Changes of Belay/ }).waitFor();
  await view().getByText('cart.js').first().waitFor();
  await belay.screenshot('pending-all');
});

test('bars and lenses mark each change in the editor; Keep keeps one, Undo takes one back', async () => {
  await view().getByText('cart.js').first().click();
  await belay.page.getByRole('tab', { name: /cart\.js \(changes to review\)/ }).waitFor();
  await belay.screenshot('pending-diff');
  await belay.command('View: Close All Editors');
  await belay.command('Belay: Next Change');
  await belay.page.getByRole('tab', { name: /prices\.md/ }).waitFor();
  await expect.poll(() => lenses('Keep new file').count()).toBe(1);
  await belay.screenshot('pending-new-file');
  await belay.command('Belay: Next Change');
  await expect.poll(() => lenses('Keep').count()).toBe(5);
  await expect.poll(() => bars().count()).toBe(5);
  await belay.screenshot('pending-editor');
  await lenses('Keep').first().click();
  await expect.poll(() => lenses('Keep').count()).toBe(4);
  await lenses('Undo').first().click();
  await expect.poll(() => lenses('Keep').count()).toBe(3);
  await expect.poll(() => bars().count()).toBe(3);
  const [first, second] = edits;
  const expected = edited.replace(second?.newText ?? '', second?.oldText ?? '');
  await expect.poll(() => onDisk('src/cart.js')).toBe(expected);
  expect(expected).toContain(first?.newText);
});

test('the removed line shows in the editor, with Keep and Undo of our own', async () => {
  await lenses('Show removed line').first().click();
  const peek = belay.page.locator('.peekview-widget');
  await peek.getByText('prices.sort').first().waitFor();
  await inEachTheme('pending-peek');
  await peek.locator('.action-label[aria-label^="Undo"]').click();
  await expect.poll(() => onDisk('src/cart.js')).toContain('return prices.sort()[0];');
  await expect.poll(() => lenses('Keep').count()).toBe(2);
  await belay.page.keyboard.press('Escape');
});

test('Ctrl+Z brings an undone change back, still to review', async () => {
  await belay.page.locator('.monaco-editor .view-lines').first().click();
  await belay.page.keyboard.press('Control+z');
  await expect.poll(() => lenses('Keep').count()).toBe(3);
  await belay.page.keyboard.press('Control+y');
  await expect.poll(() => lenses('Keep').count()).toBe(2);
  await belay.page.keyboard.press('Control+s');
});

test('after a reload the changes are still marked; what was decided stays decided', async () => {
  const before = onDisk('src/cart.js');
  await belay.reload();
  await view().waitFor();
  await belay.page.locator('.codelens-decoration a', { hasText: 'Keep' }).first().waitFor();
  await expect.poll(() => lenses('Keep').count()).toBe(2);
  await expect.poll(() => bars().count()).toBe(2);
  expect(onDisk('src/cart.js')).toBe(before);
  await person.conversation.getByText('3 changes to review').waitFor();
  await inEachTheme('pending-reloaded');
});

test('the model is told what was taken back', async () => {
  await person.say('And what next?');
  await person.heard('Nothing more.');
  const asked = JSON.stringify(server.requests.at(-1));
  expect(asked).toContain('took back');
  expect(asked).toContain('Math.min(...prices)');
  // Ctrl+Z had brought it back, and Ctrl+Y taken it again: the last word is that it is gone.
  const told = server.requests.at(-1)?.text.match(/took back:|brought back what/g);
  expect(told).toEqual(['took back:', 'took back:', 'brought back what', 'took back:']);
});

test('keys keep and undo at the cursor; the last one leaves nothing marked', async () => {
  await belay.page.locator('.monaco-editor .view-lines').first().click();
  await belay.page.keyboard.press('Control+Home');
  await belay.page.keyboard.press('Alt+F5');
  await belay.page.getByText('Ln 14, Col 1').waitFor();
  await belay.page.keyboard.press('Alt+Enter');
  await expect.poll(() => lenses('Keep').count()).toBe(1);
  await belay.page.keyboard.press('Alt+F5');
  await belay.page.getByText('Ln 19, Col 1').waitFor();
  await belay.page.keyboard.press('Shift+Alt+Backspace');
  await expect.poll(() => lenses('Keep').count()).toBe(0);
  await expect.poll(() => onDisk('src/cart.js')).toContain('prices.length == 0');
  expect(onDisk('src/cart.js')).toContain('if (isEmpty(prices)) return 0;');
  expect(existsSync(join(belay.workspace, 'docs/prices.md'))).toBe(true);
  await belay.command('Belay: Undo All Changes');
  await expect.poll(() => existsSync(join(belay.workspace, 'docs'))).toBe(false);
  await view().waitFor({ state: 'hidden' });
  await belay.screenshot('pending-nothing');
});

/** Whose comparison is open in the editor: chosen in a list where there are several. */
async function peekShows(): Promise<string> {
  const peek = belay.page.locator('.peekview-widget');
  const chosen = peek.locator('select');
  if ((await chosen.count()) > 0) return await chosen.first().evaluate((list: HTMLSelectElement) => list.value);
  return (await peek.count()) > 0 ? await peek.locator('.peekview-title').innerText() : '';
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=P', '-c', 'user.email=p@example.org', ...args], {
    cwd: belay.workspace,
    encoding: 'utf8',
  });

test('in a git repository the comparison at a change is Belay’s until it is decided, then git’s', async () => {
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
  await person.say('Please make a second pass');
  await person.heard('A second pass is done.');
  await belay.command('View: Close All Editors');
  await belay.command('Belay: Next Change');
  await belay.page.getByRole('tab', { name: /README\.md/ }).waitFor();
  await belay.command('Belay: Next Change');
  await belay.page.getByRole('tab', { name: /cart\.js/ }).waitFor();
  await expect.poll(() => lenses('Keep').count()).toBe(1);
  await lenses('Show removed line').first().click();
  await expect.poll(() => peekShows()).toContain('Belay Changes');
  await belay.screenshot('pending-git-peek');
  await belay.page.keyboard.press('Escape');
  await lenses('Keep').first().click();
  await expect.poll(() => lenses('Keep').count()).toBe(0);
  await expect
    .poll(
      async () => {
        await belay.page.keyboard.press('Alt+F3');
        return await peekShows();
      },
      { timeout: 20_000, interval: 1000 },
    )
    .toContain('Git');
  await belay.screenshot('pending-git');
  await belay.page.keyboard.press('Escape');
});

test('a new session leaves the list as it is; a commit clears it', async () => {
  await belay.showBelay();
  await person.newSession();
  await view().getByText('README.md').waitFor();
  await belay.command('Source Control: Focus on Changes View');
  await belay.page.locator('.pane', { hasText: 'Belay Changes' }).first().waitFor();
  await belay.page.waitForTimeout(500);
  await belay.screenshot('pending-source-control');
  await belay.showBelay();
  git('commit', '--quiet', '-a', '-m', 'Second');
  await view().waitFor({ state: 'hidden' });
});

test('Undo All asks first, and takes back all', async () => {
  const committed = [onDisk('src/cart.js'), onDisk('README.md')];
  await person.say('Please make a third pass');
  await person.heard('A third pass is done.');
  const undoAll = async (answer: string): Promise<void> => {
    await belay.command('Belay: Undo All Changes');
    const dialog = belay.page.locator('.monaco-dialog-box');
    await dialog.getByText('2 changes, 2 files').waitFor();
    await belay.screenshot('pending-undo-all');
    await dialog.getByRole('button', { name: answer }).click();
    await dialog.waitFor({ state: 'hidden' });
  };
  await undoAll('Cancel');
  expect(onDisk('README.md')).toContain('# A shop');
  await undoAll('Undo All');
  await view().waitFor({ state: 'hidden' });
  expect([onDisk('src/cart.js'), onDisk('README.md')]).toEqual(committed);
});

/** A picture in each theme; the window ends in the dark one. */
async function inEachTheme(name: string): Promise<void> {
  for (const [mark, label] of [
    ['light', 'Light Modern'],
    ['contrast', 'Dark High Contrast'],
    ['dark', 'Dark Modern'],
  ] as const) {
    await belay.command('Preferences: Color Theme');
    const picker = belay.page.locator('.quick-input-widget:visible');
    await picker.getByRole('textbox', { name: /Color Theme/i }).fill(label);
    await picker.locator('.monaco-list-row').filter({ hasText: label }).first().click();
    await picker.waitFor({ state: 'hidden' });
    await belay.page.waitForTimeout(800);
    await belay.screenshot(`${name}-${mark}`);
  }
}
