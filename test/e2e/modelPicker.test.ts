import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChatServer, startChatServer } from '../support/chatServer.ts';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const scenario = script('picker', [
  turn('read the notes', [call('read_file', { path: 'notes.txt' })], [say('The port is 4711.')]),
  turn('say it again', [say('Still 4711.')]),
  turn('and once more', [say('As I said, 4711.')]),
]);
const ownServer = { object: 'list', data: [{ id: 'qwen-of-mine', object: 'model', created: 0, owned_by: 'me' }] };

let server: ModelServer;
let other: ChatServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  other = await startChatServer(scenario, { others: { '/v1/models': ownServer } });
  belay = await openBelay({
    workspaceFiles: { 'notes.txt': 'The port is 4711.\n' },
    modelUrl: server.url,
    env: { OPENAI_BASE_URL: other.url },
  });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
  await other?.close();
});

const picker = (): Locator => belay.view.getByRole('dialog', { name: 'Models' });
const options = (): Locator => picker().getByRole('option');
const chosen = (): Locator => picker().locator('[role=option][aria-selected=true]');
const groups = (): Promise<string[]> => picker().locator('.pickerTitle').allInnerTexts();
const modelName = (): Promise<string> => belay.view.locator('.statusModel').innerText();
const press = (key: string): Promise<void> => belay.page.keyboard.press(key);
const inComposer = (): Promise<boolean> => person.composer.evaluate((field) => field === document.activeElement);

/** From the composer to the model's name in the line below, and into the list. */
async function openByKeys(): Promise<void> {
  await person.composer.focus();
  const name = belay.view.locator('.statusModel');
  for (let at = 0; at < 8 && !(await name.evaluate((one) => one === document.activeElement)); at++) await press('Tab');
  await press('Enter');
  await picker().getByRole('combobox', { name: 'Search models' }).waitFor();
  await picker().getByText('Asking the other providers…').waitFor({ state: 'detached' });
}

describe('the model picker, by the keyboard alone', () => {
  test('opens from the composer, shows the models by provider, and Escape gives the composer back', async () => {
    await person.say('Please read the notes');
    await person.heard('The port is 4711.');
    await openByKeys();
    const found = await groups();
    expect(found.slice(0, 2)).toEqual(['Anthropic', new URL(other.url).host]);
    await expect.poll(() => options().filter({ hasText: 'qwen-of-mine' }).count()).toBe(1);
    await belay.screenshot('picker-groups');
    await press('Escape');
    await picker().waitFor({ state: 'detached' });
    await expect.poll(inComposer).toBe(true);
  });

  test('is narrowed by typing, and what a change costs is said before it is made', async () => {
    await openByKeys();
    const all = await options().count();
    await belay.page.keyboard.type('opus');
    await expect.poll(() => options().count()).toBeLessThan(all);
    expect((await options().allInnerTexts()).filter((text) => !/opus/i.test(text))).toEqual([]);
    await belay.screenshot('picker-typed');
    await belay.page.keyboard.type(' of nobody');
    await picker().getByText('No model matches').waitFor();
    await press('Enter');
    for (const _ of ' of nobody') await press('Backspace');
    await chosen().filter({ hasText: 'Claude Opus 5.5' }).waitFor();
    await press('Enter');
    const hint = belay.view.getByRole('group', { name: 'Change to Claude Opus 5.5?' });
    await hint.waitFor();
    await expect
      .poll(() => hint.innerText())
      .toMatch(/It reads the conversation anew: about [\d.]+k tokens, \$0\.\d+\./);
    await belay.screenshot('picker-change');
    const asked = server.requests.length;
    await press('Escape');
    await hint.waitFor({ state: 'detached' });
    await expect.poll(inComposer).toBe(true);
    await expect.poll(() => modelName()).toBe('Claude Sonnet 5.5');
    expect(server.requests.length).toBe(asked);
  });

  test('another model of the same provider goes on with the conversation', async () => {
    await openByKeys();
    await belay.page.keyboard.type('opus 5.5');
    await press('Enter');
    await belay.view.getByRole('group', { name: 'Change to Claude Opus 5.5?' }).waitFor();
    await press('Enter');
    await expect.poll(modelName).toBe('Claude Opus 5.5');
    await expect.poll(inComposer).toBe(true);
    await belay.page.keyboard.type('Please say it again');
    await press('Enter');
    await person.heard('Still 4711.');
    const body = JSON.parse(server.requests.at(-1)?.text ?? '');
    expect(body.model).toBe('claude-opus-5-5');
    expect(JSON.stringify(body.messages)).toContain('Please read the notes');
    await belay.screenshot('picker-changed');
  });

  test('so does one of another provider, which gets the whole history in its own words', async () => {
    await openByKeys();
    await belay.page.keyboard.type('qwen');
    await press('Enter');
    const hint = belay.view.getByRole('group', { name: 'Change to qwen-of-mine?' });
    await hint.waitFor();
    await expect.poll(() => hint.innerText()).toMatch(/It reads the conversation anew: about [\d.]+k tokens/);
    await belay.screenshot('picker-other');
    await press('Enter');
    await expect.poll(modelName).toBe('qwen-of-mine');
    const before = server.requests.length;
    await person.say('And once more');
    await person.heard('As I said, 4711.');
    const request = other.requests.findLast(({ path }) => path === '/v1/chat/completions');
    expect(request?.body.model).toBe('qwen-of-mine');
    const messages = JSON.stringify(request?.body.messages);
    expect(messages).toContain('Please read the notes');
    expect(messages).toContain('read_file');
    expect(messages).toContain('Still 4711.');
    expect(server.requests.length).toBe(before);
    await belay.screenshot('picker-other-changed');
  });
});
