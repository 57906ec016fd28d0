import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const summary = {
  task: 'Find the port in notes.txt.',
  decisions: ['The notes were read from start to end.'],
  files: [{ path: 'notes.txt', state: 'read, unchanged' }],
  errors: [],
  next: ['Tell the port when asked'],
};

const scenario = script('compaction', [
  turn('about to be shortened', [say(JSON.stringify(summary))]),
  turn('read the notes', [call('read_file', { path: 'notes.txt' })], [say('I have read the notes.')]),
  turn('which colour', [say('Blue.')]),
  turn('which port', [call('recall', { query: 'port is' })], [say('It is 4711, as I looked up.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  const notes = `${'Nothing of note stands in this line.\n'.repeat(300)}The port is 4711.\n`;
  belay = await openBelay({ workspaceFiles: { 'notes.txt': notes }, modelUrl: server.url });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

/** Requests that a model answered, without those that only count tokens. */
const answered = () => server.requests.filter(({ path }) => !path.includes('count_tokens'));
const lastRequest = (): string => answered().at(-1)?.text ?? '';

describe('compacting a conversation', () => {
  test('shows first what it would do, does it, and the conversation goes on', async () => {
    await person.say('Please read the notes');
    await person.heard('I have read the notes.');
    await person.say('And which colour do you like?');
    await person.heard('Blue.');
    const asked = answered().length;

    await belay.command('Belay: Compact Conversation');
    const panel = belay.view.getByRole('group', { name: 'Compact the conversation' });
    await panel.waitFor();
    const text = await panel.innerText();
    expect(text).toContain('Left out: 1 result');
    expect(text).toContain('Counted by the provider.');
    expect(text).toMatch(/of .* tokens now, about .* afterwards/);
    await belay.screenshot('compaction-preview');
    await person.press(panel, 'Cancel');
    await panel.waitFor({ state: 'detached' });
    expect(answered().length).toBe(asked);

    await belay.view.getByRole('button', { name: /^Compact the conversation: / }).click();
    await panel.waitFor();
    await person.press(panel, 'Compact');
    const line = belay.view.getByRole('button', { name: /^Conversation compacted: / });
    await line.waitFor();
    await line.click();
    await belay.view.getByText('The notes were read from start to end.').waitFor();
    await belay.screenshot('compaction-line');
    expect(lastRequest()).toContain('The port is 4711.');

    await person.say('Now, which port was it?');
    await person.heard('It is 4711, as I looked up.');
    const [afterwards] = answered().slice(-2);
    expect(afterwards?.text).toContain('The notes were read from start to end.');
    expect(afterwards?.text).not.toContain('The port is 4711.');
    expect(lastRequest()).toContain('The port is 4711.');
  });

  test('what was forgotten can be read', async () => {
    await belay.command('Belay: Show What Was Forgotten');
    await belay.page.getByRole('tab', { name: /Belay forgotten/ }).waitFor();
    await belay.page.locator('.monaco-editor').getByText('What was forgotten').first().waitFor();
    await belay.screenshot('compaction-forgotten');
  });
});
