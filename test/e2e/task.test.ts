import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { independentTests, type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, editing, say, script, turn } from '../support/script.ts';

const story = Array.from({ length: 30 }, (_, line) => `Sentence ${line + 1} of the account.`).join(' ');
const rich = `## What I found

| File | Lines | Verdict |
|:--|--:|:--|
| \`shop.py\` | 4 | rounds too early |
| \`notes.txt\` | 2 | nothing to do |

The sum is rounded *before* the discount:

\`\`\`python
def total(prices):
    return round(sum(prices), 2)
\`\`\`

1. Read the **prices**.
2. Round once, at the end.
`;

const scenario = script('tasks', [
  turn('tell me', { reply: [say(story)], delayMs: 80 }),
  turn(
    'look around',
    [{ type: 'thinking', text: 'The shop is the place to begin.' }, call('read_file', { path: 'shop.py' })],
    [call('run_command', { command: 'ls' })],
    [say(rich)],
  ),
  editing('fix the rate', 'shop.py', 'RATE = 0.1', 'RATE = 0.2', 'The rate is 0.2 now.'),
  editing('rename the shop', 'shop.py', '"Shop"', '"Store"', 'I leave the name as it is.'),
  editing('greet', 'card.txt', 'Hello', 'Good morning', 'The card greets.'),
  editing('part', 'title.txt', 'Bye', 'Good night', 'The title is polite.'),
  editing('shorten', 'palette.txt', 'a long line', 'a line', 'It is shorter.'),
  editing('improve', 'mine.txt', 'second', 'SECOND', 'I saw your change.'),
  editing('windows', 'windows.txt', 'zwei', 'deux', 'Windows file done.'),
  editing('unsaved', 'draft.txt', 'last', 'LAST', 'The draft is edited.'),
]);

const files = {
  'shop.py': 'NAME = "Shop"\nRATE = 0.1\n\n\ndef price(net):\n    return net * (1 + RATE)\n',
  'notes.txt': 'first\nsecond\n',
  'card.txt': 'Hello\n',
  'title.txt': 'Bye\n',
  'palette.txt': 'a long line\n',
  'mine.txt': 'first\nsecond\nthird\n',
  'windows.txt': '\uFEFFeins\r\nzwei\r\ndrei',
  'draft.txt': 'first\nlast\n',
};

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  belay = await openBelay({
    workspaceFiles: files,
    modelUrl: server.url,
    settings: { 'editor.minimap.enabled': false },
  });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);
independentTests(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

const onDisk = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');
const lastRequest = (): string => server.requests.at(-1)?.text ?? '';
const lens = (text: string): Locator =>
  belay.page.locator('.editor.modified .codelens-decoration a').filter({ hasText: text }).first();
const tab = (name: string): Locator => belay.page.locator('.tabs-container .tab').filter({ hasText: name });
/** What the editor shows; its lines stand in the page in any order. */
const editorText = (): Promise<string> =>
  belay.page
    .locator('.editor-instance .view-lines')
    .first()
    .evaluate((lines) => {
      const top = (line: Element): number => line.getBoundingClientRect().top;
      const shown = [...lines.children].sort((one, other) => top(one) - top(other));
      return shown.map((line) => line.textContent?.replaceAll('\u00a0', ' ')).join('\n');
    });

describe('the conversation', () => {
  test('an answer grows while it streams, and the line below tells model, mode, tokens and cost', async () => {
    await person.say('Please tell me the story');
    const answer = person.conversation.locator('.row-text').last();
    await answer.getByText('Sentence 1 of').waitFor();
    const early = (await answer.innerText()).length;
    await person.button('Stop').waitFor();
    await belay.screenshot('task-streaming');
    await expect.poll(async () => (await answer.innerText()).length).toBeGreaterThan(early);
    await person.heard('Sentence 30 of the account.');
    const line = belay.view.locator('.statusLine');
    await line.getByTitle(/\/ 1M tokens in context/).waitFor();
    await expect.poll(() => line.innerText()).toMatch(/Claude Sonnet 5\.5\s+Default\s+[\d.]+k\s+(< )?\$0\.\d+/);
  });

  test('each call is one line with state and duration that opens to what went in and came out', async () => {
    await person.say('Now look around');
    await person.heard('Round once, at the end.');
    const read = person.conversation.getByRole('button', { name: /shop\.py/ }).first();
    await expect.poll(() => read.getAttribute('aria-expanded')).toBe('false');
    await expect.poll(() => read.innerText()).toContain('Done');
    await read.click();
    const body = person.conversation.locator('.toolCall').filter({ hasText: 'Read shop.py' }).locator('.lineBody');
    await expect.poll(() => body.locator('.detailText').first().innerText()).toContain('"path": "shop.py"');
    await expect.poll(() => body.locator('.detailText').last().innerText()).toContain('RATE = 0.1');
    await belay.screenshot('task-call-open');
    await read.click();
    await body.waitFor({ state: 'hidden' });
    await person.conversation.getByRole('button', { name: /^Thought/ }).click();
    await person.conversation.getByText('The shop is the place to begin.').first().waitFor();
  });

  test('Markdown: a table, highlighted code, and code that can be copied and inserted', async () => {
    const table = person.conversation.getByRole('table');
    await expect.poll(() => table.getByRole('columnheader').allInnerTexts()).toEqual(['File', 'Lines', 'Verdict']);
    const code = person.conversation.locator('.codeBlock');
    await expect.poll(() => code.locator('[class^=hljs]').count()).toBeGreaterThan(2);
    await code.getByRole('button', { name: 'Copy', exact: true }).click();
    await code.getByRole('button', { name: 'Copied' }).waitFor();
    await expect
      .poll(() => belay.page.evaluate(() => navigator.clipboard.readText()))
      .toBe('def total(prices):\n    return round(sum(prices), 2)');
    await belay.openFile('notes.txt');
    await belay.page.keyboard.press('Control+Home');
    await code.getByRole('button', { name: 'Insert at cursor' }).click();
    await expect.poll(editorText).toMatch(/^def total\(prices\):\s+return round/);
    await belay.screenshot('task-markdown');
    await belay.page.keyboard.press('Control+z');
    await expect.poll(editorText).toMatch(/^first/);
  });
});

describe('proposed edits', () => {
  test('a proposal opens its diff without taking the focus, Approve in the diff applies and saves it, and Ctrl+Z takes it back', async () => {
    await person.say('Please fix the rate');
    await tab('shop.py (proposed edit)').waitFor();
    await lens('Approve edit').waitFor();
    expect(onDisk('shop.py')).toBe(files['shop.py']);
    const card = person.approval('Edit shop.py');
    await card.waitFor();
    await belay.screenshot('task-proposal');
    const inView = await belay.page.evaluate(() => document.activeElement?.className ?? '');
    expect(inView).toContain('webview');
    await lens('Approve edit').click();
    await person.heard('The rate is 0.2 now.');
    await expect.poll(() => onDisk('shop.py')).toBe(files['shop.py'].replace('0.1', '0.2'));
    await tab('shop.py (proposed edit)').waitFor({ state: 'detached' });
    await belay.openFile('shop.py');
    await expect.poll(editorText).toContain('RATE = 0.2');
    await belay.screenshot('task-applied');
    // Ctrl+Z in the editor takes it back; the file then waits to be saved.
    await belay.page.keyboard.press('Control+z');
    await expect.poll(editorText).toContain('RATE = 0.1');
    await tab('shop.py').and(belay.page.locator('.dirty')).waitFor();
    expect(onDisk('shop.py')).toContain('RATE = 0.2');
    await belay.page.keyboard.press('Control+s');
    await expect.poll(() => onDisk('shop.py')).toBe(files['shop.py']);
  });

  test('a rejected proposal changes nothing, and the model is told the reason', async () => {
    const before = onDisk('shop.py');
    await person.say('Please rename the shop');
    const card = person.approval('Edit shop.py');
    await person.press(card, 'Say why…');
    await card.getByRole('textbox', { name: 'Tell Belay why (optional)' }).fill('The sign outside says Shop');
    await belay.screenshot('task-reject-reason');
    await person.press(card, 'Reject');
    await person.heard('I leave the name as it is.');
    expect(lastRequest()).toContain('The person rejected this and said: The sign outside says Shop');
    expect(onDisk('shop.py')).toBe(before);
    await person.conversation.getByRole('button', { name: /Edit shop\.py.*Rejected/ }).waitFor();
  });

  test('a proposal is approved by its card in the chat, and Undo Last Turn takes back what the turn changed', async () => {
    await person.say('Please greet on the card');
    await person.press(person.approval('Edit card.txt'), 'Approve');
    await person.heard('The card greets.');
    expect(onDisk('card.txt')).toBe('Good morning\n');
    await belay.command('Belay: Undo Last Turn');
    await expect.poll(() => onDisk('card.txt')).toBe('Hello\n');
    await person.conversation.getByText('Undone: 1 file is as before.').last().waitFor();
    await belay.screenshot('task-undone');
  });

  test('a proposal is approved by the button in the editor title', async () => {
    await person.say('Please part politely');
    await tab('title.txt (proposed edit)').click();
    await belay.page
      .locator('.editor-actions')
      .getByRole('button', { name: /^Approve/ })
      .click();
    await person.heard('The title is polite.');
    expect(onDisk('title.txt')).toBe('Good night\n');
  });

  test('a proposal is approved from the command palette', async () => {
    await person.say('Please shorten it');
    await person.approval('Edit palette.txt').waitFor();
    await belay.command('Belay: Approve…');
    const row = belay.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'Edit palette.txt' });
    await row.waitFor();
    await belay.screenshot('task-palette-approve');
    await row.click();
    await person.heard('It is shorter.');
    expect(onDisk('palette.txt')).toBe('a line\n');
  });

  test('a proposal that the person changed is applied as they left it, and the model is told the difference', async () => {
    await person.say('Please improve mine');
    await lens('Approve edit').waitFor();
    const right = belay.page.locator('.editor.modified .view-line').filter({ hasText: /^SECOND$/ });
    await right.click();
    await belay.page.keyboard.press('End');
    await belay.page.keyboard.type(' and better');
    await person.approval('Edit').getByText('You changed this in the diff').waitFor();
    await belay.screenshot('task-edited-proposal');
    await lens('Approve edit').click();
    await person.heard('I saw your change.');
    expect(onDisk('mine.txt')).toBe('first\nSECOND and better\nthird\n');
    expect(lastRequest()).toContain('The person changed your proposal for mine.txt before approving it');
    expect(lastRequest()).toContain('+SECOND and better');
  });

  test('CRLF, byte order mark and the missing final newline stay as they were', async () => {
    await person.say('Please do the windows file');
    await person.press(person.approval('Edit windows.txt'), 'Approve');
    await person.heard('Windows file done.');
    expect(readFileSync(join(belay.workspace, 'windows.txt'))).toEqual(
      Buffer.from('\uFEFFeins\r\ndeux\r\ndrei', 'utf8'),
    );
  });

  test("a file with the person's own unsaved work stays unsaved, the chat says so, and Save saves it", async () => {
    await belay.openFile('draft.txt');
    await belay.page.keyboard.press('Control+Home');
    await belay.page.keyboard.type('mine ');
    await tab('draft.txt').and(belay.page.locator('.dirty')).waitFor();
    await person.say('Please edit the unsaved one');
    await person.press(person.approval('Edit draft.txt'), 'Approve');
    await person.heard('The draft is edited.');
    expect(onDisk('draft.txt')).toBe(files['draft.txt']);
    const save = person.conversation.getByRole('button', { name: 'Save draft.txt' });
    await save.waitFor();
    await belay.screenshot('task-unsaved');
    await save.click();
    await expect.poll(() => onDisk('draft.txt')).toBe('mine first\nLAST\n');
  });
});
