import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { independentTests, type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const poem = Array.from({ length: 40 }, (_, index) => `Line ${index + 1} of the poem, before.`);
const verses = Array.from({ length: 30 }, (_, index) => `Verse ${index + 1}, sung by the whole choir.`);
const slowly = (name: string, input: Readonly<Record<string, unknown>>) => ({
  reply: [call(name, input)],
  delayMs: 90,
});

/** Changes the poem in two places and adds a file. */
const twoFiles = [
  '*** Begin Patch',
  '*** Update File: poem.txt',
  `@@\n ${poem[2]}\n-${poem[3]}`,
  ...Array.from({ length: 8 }, (_, index) => `+Chorus ${index + 1}, for everybody.`),
  ` ${poem[4]}`,
  '*** Add File: refrain.txt',
  ...verses.map((verse) => `+${verse}`),
  '*** End Patch',
].join('\n');
const scenario = script('streaming', [
  turn(
    'rewrite the middle',
    [call('read_file', { path: 'poem.txt' })],
    slowly('edit_file', {
      path: 'poem.txt',
      oldText: `${poem[19]}\n`,
      newText: `${verses.join('\n')}\n`,
    }),
    [say('The middle is new.')],
  ),
  turn(
    'a new song',
    {
      // Long enough for a person to be back in their own file before the edit begins.
      reply: [
        say('I look for words. '.repeat(20)),
        call('write_file', { path: 'song.txt', content: `${verses.join('\n')}\n` }),
      ],
      delayMs: 90,
    },
    [say('A song.')],
  ),
  turn('patch two', [call('read_file', { path: 'poem.txt' })], slowly('apply_patch', { patch: twoFiles }), [
    say('Patched.'),
  ]),
  turn('write the keys', slowly('write_file', { path: '../outside.txt', content: verses.join('\n') }), [say('No.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  belay = await openBelay({
    workspaceFiles: { 'poem.txt': `${poem.join('\n')}\n`, 'notes.txt': 'mine\n' },
    modelUrl: server.url,
    settings: { 'editor.minimap.enabled': false, 'belay.editTools': 'both' },
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

const right = (): Locator => belay.page.locator('.editor.modified').first();
const verse = (number: number): Locator =>
  right()
    .locator('.view-line')
    .filter({ hasText: `Verse ${number},` });
const anyTab = (name: string): Locator => belay.page.locator('.tab').filter({ hasText: name });
/** Of a proposal: where saving takes long, VS Code opens the file itself as well, as it does with all that stays unsaved. */
const tab = (name: string): Locator => anyTab(name).filter({ hasText: /proposed/i });

describe('an edit that the model is still writing', () => {
  test('grows in its diff while the person goes on typing in the chat, and ends as a proposal in the same tab', async () => {
    await person.say('Please rewrite the middle');
    await verse(2).waitFor();
    expect(await verse(25).count()).toBe(0);
    expect(await belay.view.getByRole('group', { name: /^Approval/ }).count()).toBe(0);
    await belay.screenshot('streaming-edit');
    await person.composer.pressSequentially('my next message', { delay: 30 });
    await verse(20).waitFor();
    await expect.poll(() => person.composer.inputValue()).toBe('my next message');
    await person.approval('Edit poem.txt').waitFor();
    await expect.poll(() => tab('poem.txt').count()).toBe(1);
    await expect.poll(() => person.composer.inputValue()).toBe('my next message');
    await belay.screenshot('streaming-proposed');
    // What was read-only while it grew can be changed now.
    await verse(30).click();
    await belay.page.keyboard.press('End');
    await belay.page.keyboard.type(' Encore!');
    await person.press(person.approval('Edit poem.txt'), 'Approve');
    await person.heard('The middle is new.');
    const text = readFileSync(join(belay.workspace, 'poem.txt'), 'utf8');
    expect(text).toBe(
      `${[...poem.slice(0, 19), ...verses, ...poem.slice(20)].join('\n')}\n`.replace(
        '30, sung by the whole choir.',
        '30, sung by the whole choir. Encore!',
      ),
    );
    await person.composer.fill('');
  });

  test('opens beside the file in which the person is typing, and takes no key from it', async () => {
    await belay.openFile('notes.txt');
    await person.say('Please make a new song');
    const own = belay.page.locator('.editor-instance:not(:has(.diff-editor))').filter({ hasText: 'mine' }).first();
    await own.locator('.view-lines').click();
    await belay.page.keyboard.press('Control+End');
    await belay.page.keyboard.type('every letter of this arrives', { delay: 60 });
    await tab('song.txt').waitFor();
    await verse(2).waitFor();
    await belay.screenshot('streaming-beside');
    await own.locator('.view-line').filter({ hasText: 'every letter of this arrives' }).waitFor();
    await person.press(person.approval('Write song.txt'), 'Reject');
    await person.heard('A song.');
    await tab('song.txt').waitFor({ state: 'detached' });
  });

  test('that was stopped leaves no tab behind', async () => {
    await person.say('Please make a new song');
    await verse(2).waitFor();
    await person.button('Stop').click();
    await tab('song.txt').waitFor({ state: 'detached' });
    await person.idle();
  });

  test('grows file by file where it is a patch, each in a diff of its own, and ends as one proposal', async () => {
    await person.newSession();
    await person.say('Please patch two files');
    await tab('poem.txt').waitFor();
    await right().locator('.view-line').filter({ hasText: 'Chorus 2,' }).waitFor();
    expect(await tab('refrain.txt').count()).toBe(0);
    await belay.screenshot('streaming-patch');
    await tab('refrain.txt').waitFor();
    expect(await belay.view.getByRole('group', { name: /^Approval/ }).count()).toBe(0);
    await verse(20).waitFor();
    await person.approval('Patch poem.txt').waitFor();
    await belay.page.getByText('Belay is writing this edit…').waitFor({ state: 'detached' });
    await belay.screenshot('streaming-patch-proposed');
    await person.press(person.approval('Patch poem.txt'), 'Reject');
    await person.heard('Patched.');
    for (const name of ['poem.txt', 'refrain.txt']) await tab(name).waitFor({ state: 'detached' });
  });
});
