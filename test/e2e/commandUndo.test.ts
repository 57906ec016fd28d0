import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const command = 'sed -i s/one/ONE/ list.txt && rm old.txt && mkdir gen && echo generated > gen/new.txt';

const scenario = script('commandUndo', [
  turn('tidy up', [call('read_file', { path: 'list.txt' })], [call('run_command', { command })], [say('Tidied up.')]),
  turn('look', [call('run_command', { command: 'touch list.txt' })], [say('Looked.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  server = await startModelServer(scenario);
  belay = await openBelay({
    workspaceFiles: { 'list.txt': 'one\ntwo\nthree\n', 'old.txt': 'old\n', '.gitignore': '.vscode/\n' },
    modelUrl: server.url,
  });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: belay.workspace, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'first');
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

const at = (path: string): string => join(belay.workspace, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

test('a command’s row shows what it changed, the model hears of what it knows, and Undo keeps the person’s line', async () => {
  await person.say('Please tidy up');
  const card = person.approval('Run sed');
  await card.waitFor();
  await expect.poll(() => card.innerText()).toContain('can be taken back (not to ignored or very large ones)');
  await person.press(card, 'Approve');
  await person.heard('Tidied up.');
  expect(server.requests.at(-1)?.text).toContain('This command changed files that you have read: list.txt.');

  const row = belay.view.getByRole('button', { name: /^Run sed/ });
  await row.click();
  const changed = belay.view.locator('.toolCall', { has: row });
  await changed.getByText('Changed files', { exact: true }).waitFor();
  for (const name of ['list.txt', 'old.txt', 'gen/new.txt'])
    await changed.getByRole('button', { name, exact: true }).waitFor();
  await belay.screenshot('command-changed-files');

  appendFileSync(at('list.txt'), 'mine\n');
  await belay.view.getByText('3 files changed').waitFor();
  await belay.view.getByRole('button', { name: /Undo/ }).last().click();
  await expect.poll(() => existsSync(at('old.txt'))).toBe(true);
  await expect.poll(() => read('list.txt')).toBe('one\ntwo\nthree\nmine\n');
  expect(read('old.txt')).toBe('old\n');
  expect(existsSync(at('gen'))).toBe(false);
  await belay.screenshot('command-undone');
});

test('a command that changes nothing leaves a plain row', async () => {
  await person.say('Please look');
  await person.press(person.approval('Run touch'), 'Approve');
  await person.heard('Looked.');
  const row = belay.view.getByRole('button', { name: /^Run touch/ });
  await row.click();
  await expect
    .poll(() => belay.view.locator('.toolCall', { has: row }).getByText('Changed files', { exact: true }).count())
    .toBe(0);
});
