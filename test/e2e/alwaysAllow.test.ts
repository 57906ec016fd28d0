import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const scenario = script('always', [
  turn('greet', [call('run_command', { command: 'npm run greet' })], [say('Greeted.')]),
  turn('again', [call('run_command', { command: 'npm run greet' })], [say('Greeted again.')]),
  turn('both', [call('run_command', { command: 'npm run greet && touch more.txt' })], [say('Both are over.')]),
  turn('leave', [call('run_command', { command: 'touch ../beyond.txt' })], [say('I was outside.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  const manifest = { name: 'greeter', private: true, scripts: { greet: 'echo hello >> greeting.txt' } };
  belay = await openBelay({
    workspaceFiles: { 'package.json': JSON.stringify(manifest) },
    modelUrl: server.url,
  });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

const greetings = (): string => {
  const path = join(belay.workspace, 'greeting.txt');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

test('Always allow shows what each rule also covers, saves the chosen one, and the next time nothing is asked', async () => {
  await person.say('Please greet');
  const card = person.approval('Run npm run greet');
  await person.press(card, 'Always allow…');
  const choice = card.getByRole('group', { name: 'From now on, allow without asking:' });
  await choice.waitFor();
  await belay.screenshot('always-choice');
  const offered = await choice.getByRole('radio').count();
  expect(offered).toBeGreaterThan(0);
  await expect.poll(() => choice.innerText()).toMatch(/This also allows|This allows nothing else/);
  await person.press(card, 'Approve and save rule');
  await person.heard('Greeted.');
  expect(greetings()).toBe('hello\n');
  expect(readFileSync(join(belay.home, 'settings.json'), 'utf8')).toContain('greet');
  await person.say('Please do it again');
  await person.heard('Greeted again.');
  expect(greetings()).toBe('hello\nhello\n');
  await person.conversation
    .getByRole('button', { name: /Run npm run greet/ })
    .last()
    .click();
  await person.conversation
    .getByText(/Allowed by your rule/)
    .last()
    .waitFor();
  await belay.screenshot('always-row');
});

test('of a compound command the allowed part says its rule, and the rest asks', async () => {
  await person.say('Please do both');
  const card = person.approval('Run npm run greet && touch more.txt');
  await card.getByText(/2 commands, 1 of them ask/).waitFor();
  await expect.poll(() => card.locator('.part').first().innerText()).toContain('your rule');
  await belay.screenshot('always-parts');
  await person.press(card, 'Reject');
  await person.heard('Both are over.');
});

test('what the sandbox refused can run again outside of it, after a card that says so', async () => {
  await person.say('Please leave the workspace');
  await person.press(person.approval('Run touch ../beyond.txt'), 'Approve');
  const card = person.approval('Run touch ../beyond.txt').filter({ hasText: 'Run again outside the sandbox' });
  await card.waitFor();
  await expect.poll(() => card.innerText()).toContain('In the sandbox it was refused');
  expect(existsSync(join(belay.workspace, '../beyond.txt'))).toBe(false);
  await belay.screenshot('outside-card');
  await person.press(card, 'Approve');
  await person.heard('I was outside.');
  expect(existsSync(join(belay.workspace, '../beyond.txt'))).toBe(true);
});
