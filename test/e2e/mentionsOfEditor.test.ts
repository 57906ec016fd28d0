import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { say, script, turn } from '../support/script.ts';

const scenario = script('mentionsOfEditor', [
  turn('explain the symbol', [say('Symbol seen.')]),
  turn('fix the problems', [say('Problems seen.')]),
  turn('explain the lines', [say('Selection seen.')]),
  turn('nothing committed', [say('First changes seen.')]),
  turn('since the commit', [say('Later changes seen.')]),
  turn('nothing at all', [say('No changes seen.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: {
      'shop.ts': [
        'export const rate = 0.2;',
        '',
        'export function grossPrice(net: number): number {',
        '  const factor = 1 + rate;',
        '  return net * factor;',
        '}',
        '',
        'export const wrong: number = "a word";',
        '',
      ].join('\n'),
      'notes.md': '# Notes\n\nThe port is 4711.\nThe host is here.\n',
    },
    settings: { 'editor.minimap.enabled': false },
  },
  (opened) => {
    ({ server, belay, person } = opened);
  },
);

const lastRequest = (): string => server.requests.at(-1)?.text ?? '';
const option = (name: string): Locator => belay.view.getByRole('option', { name, exact: false }).first();
const chip = (name: RegExp): Locator => belay.view.locator('.composer').getByRole('button', { name });
const isActive = (): Locator => belay.view.locator('[role=option][aria-selected=true]');

/** Types a message whose end is a mention, and chooses it by keys alone once it is the first of the list. */
async function mention(text: string, found: string): Promise<void> {
  await person.composer.pressSequentially(text);
  await option(found).and(isActive()).waitFor();
  await person.composer.press('Enter');
}

/** Types a message up to an `@`, and goes down to a kind of thing. */
async function mentionKind(text: string, kind: string): Promise<void> {
  await person.composer.pressSequentially(`${text} @`);
  await option(kind).waitFor();
  for (let at = 0; at < 8 && !(await option(kind).and(isActive()).isVisible()); at++) {
    await person.composer.press('ArrowDown');
  }
  await person.composer.press('Enter');
}

const git = (...args: string[]): void =>
  void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: belay.workspace });

test('the problems that the editor shows', async () => {
  await belay.openFile('shop.ts');
  // The language server is there once it has found what is wrong.
  await belay.page.getByRole('button', { name: 'Errors: 1', exact: false }).waitFor({ timeout: 60_000 });
  await person.composer.click();
  await mentionKind('Fix the problems', 'Problems');
  await option('shop.ts').waitFor();
  await belay.screenshot('mentions-problems-list');
  await option('All problems').and(isActive()).waitFor();
  await person.composer.press('Enter');
  await chip(/^Problems \d+ tokens$/).waitFor();
  await belay.screenshot('mentions-problems');
  await person.composer.press('Enter');
  await person.heard('Problems seen.');
  expect(lastRequest()).toMatch(/shop\.ts[^"]*8[^"]*Type 'string' is not assignable to type 'number'/);
});

test('a symbol goes whole, and nothing else of its file', async () => {
  await mentionKind('Explain the symbol', 'Symbol');
  await mention('gross', 'grossPrice');
  await chip(/^grossPrice.* \d+ tokens$/).waitFor();
  await belay.screenshot('mentions-symbol');
  await person.composer.press('Enter');
  await person.heard('Symbol seen.');
  const { messages } = JSON.parse(lastRequest());
  const sent = JSON.stringify(messages.at(-1));
  expect(sent).toContain('  const factor = 1 + rate;\\n  return net * factor;\\n}');
  expect(sent).toContain('shop.ts:3');
  expect(sent).not.toContain('export const rate');
});

test('what is selected in the editor, with its lines', async () => {
  await belay.openFile('notes.md');
  await belay.page.locator('.editor-instance .view-lines').first().click();
  await belay.page.keyboard.press('Control+Home');
  for (const key of ['ArrowDown', 'ArrowDown', 'Shift+End']) await belay.page.keyboard.press(key);
  await person.composer.click();
  await mention('Explain the lines @sel', 'Selection');
  await chip(/^Selection.* \d+ tokens$/).waitFor();
  await belay.screenshot('mentions-selection');
  await person.composer.press('Enter');
  await person.heard('Selection seen.');
  const { messages } = JSON.parse(lastRequest());
  const sent = JSON.stringify(messages.at(-1));
  expect(sent).toMatch(/notes\.md[^"]*3[\s\S]*The port is 4711\./);
  expect(sent).not.toContain('The host is here.');
});

test('changes of a repository without a commit: what is staged, what was written since, and new files', async () => {
  git('init', '-q');
  git('add', 'notes.md');
  writeFileSync(join(belay.workspace, 'notes.md'), '# Notes\n\nThe port is 4712.\n');
  await mention('Review while nothing committed @git', 'Git changes');
  await chip(/^Git changes \d+ tokens$/).waitFor();
  await belay.screenshot('mentions-git-without-commit');
  await person.composer.press('Enter');
  await person.heard('First changes seen.');
  expect(lastRequest()).toContain('+The port is 4712.');
  expect(lastRequest()).toContain('New files that git does not track yet:\\nshop.ts');
});

test('changes since the last commit, and that there are none', async () => {
  git('add', '.');
  git('commit', '-q', '-m', 'First');
  await mention('Say that there is nothing at all @git', 'Git changes');
  await person.composer.press('Enter');
  await person.heard('No changes seen.');
  expect(JSON.stringify(JSON.parse(lastRequest()).messages.at(-1))).toContain(
    'Nothing is changed since the last commit.',
  );
  writeFileSync(join(belay.workspace, 'notes.md'), '# Notes\n\nThe port is 4713.\n');
  await mention('Review what is new since the commit @git', 'Git changes');
  await chip(/^Git changes \d+ tokens$/).waitFor();
  await person.composer.press('Enter');
  await person.heard('Later changes seen.');
  const sent = JSON.stringify(JSON.parse(lastRequest()).messages.at(-1));
  expect(sent).toContain('-The port is 4712.\\n+The port is 4713.');
});
