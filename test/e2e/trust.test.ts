import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, editing, say, script, turn } from '../support/script.ts';

const scenario = script('trust', [
  turn('read', [call('read_file', { path: 'card.txt' })], [say('It says Hello.')]),
  editing('edit', 'card.txt', 'Hello', 'Good morning', 'I could not edit.'),
  turn('run', [call('run_command', { command: 'touch ran.txt' })], [say('I could not run it.')]),
  editing('again', 'card.txt', 'Hello', 'Good evening', 'Now it is edited.'),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'card.txt': 'Hello\n' }, trusted: false }, (opened) => {
  ({ server, belay, person } = opened);
});

const card = (): string => readFileSync(join(belay.workspace, 'card.txt'), 'utf8');

test('in Restricted Mode Belay says so, and reads', async () => {
  await belay.view.getByText('Restricted Mode: Belay can read and answer here').waitFor();
  await person.say('Please read the card');
  await person.heard('It says Hello.');
  await belay.screenshot('trust-restricted');
});

test('edits and commands are refused without asking, and both the person and the model learn why', async () => {
  await person.say('Please edit the card');
  await person.heard('I could not edit.');
  expect(server.requests.at(-1)?.text).toMatch(/Not allowed: [^"]*(trust|Restricted)/i);
  await person.say('Please run it');
  await person.heard('I could not run it.');
  expect(server.requests.at(-1)?.text).toMatch(/Not allowed: [^"]*(trust|Restricted)/i);
  expect(card()).toBe('Hello\n');
  expect(existsSync(join(belay.workspace, 'ran.txt'))).toBe(false);
  await person.conversation.getByRole('button', { name: /Run touch ran\.txt.*Not allowed/ }).click();
  await belay.screenshot('trust-refused');
});

test('once the person trusts the folder, the banner goes and edits are proposed', async () => {
  await belay.view.getByRole('button', { name: 'Manage Trust' }).click();
  await belay.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await belay.view.getByText('Restricted Mode: Belay').waitFor({ state: 'hidden' });
  await belay.page.locator('.workspace-trust-editor').press('Escape');
  await belay.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
  await person.say('Please try it again');
  await person.press(person.approval('Edit card.txt'), 'Approve');
  await person.heard('Now it is edited.');
  expect(card()).toBe('Good evening\n');
});
