import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
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
  rewrite('with my words', 'words.txt', 'Your words are in.'),
]);

const files = { 'lenses.txt': poem, 'keys.txt': poem, 'words.txt': poem };

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

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

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
    await lenses('1 change rejected · Restore').waitFor();
    await expect.poll(() => lenses('Approve').count()).toBe(1);
    await person.approval('Edit lenses.txt').getByText('you approved 1 and rejected 1').waitFor();
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
    await lenses('1 change rejected · Restore').click();
    await expect.poll(() => lenses('Approve').count()).toBe(3);
    await expect.poll(() => right().locator('.view-lines').innerText()).toMatch(/crimson/);
  });

  test('by keys alone: next, reject, approve; the cursor goes on by itself', async () => {
    await right().locator('.view-line').filter({ hasText: 'Roses' }).click();
    await keys('F8');
    await cursorAt(2);
    await keys('Shift+Alt+Backspace');
    await lenses('1 change rejected · Restore').waitFor();
    await cursorAt(5);
    await keys('F8');
    await cursorAt(8);
    await keys('Shift+F8');
    await cursorAt(5);
    await keys('Alt+Enter');
    await expect.poll(() => lenses('Approved').count()).toBe(1);
    await belay.screenshot('review-keys');
    await keys('Alt+Enter');
    await person.heard('Decided by keys.');
    expect(onDisk('keys.txt')).toBe(poem.replace('blue', 'violet').replace('is sweet', 'is very sweet'));
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
