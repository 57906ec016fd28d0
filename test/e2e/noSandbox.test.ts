import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const scenario = script('noSandbox', [
  turn('build', [call('run_command', { command: 'echo made > out.txt' })], [say('Not built.')]),
]);

let folder: string;
let server: ModelServer;
let belay: BelayWindow;
let person: Person;

/**
 * As in a container that forbids namespaces: bubblewrap is there and cannot start. VS Code takes the search path from the
 * login shell, so a home folder of its own has to put it there.
 */
function homeWithBrokenBubblewrap(): string {
  const bwrap = '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n';
  writeFileSync(join(folder, 'bwrap'), bwrap, { mode: 0o755 });
  for (const name of ['.bash_profile', '.profile', '.zprofile']) {
    writeFileSync(join(folder, name), `export PATH="${folder}:$PATH"\n`);
  }
  return folder;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belay-no-sandbox-'));
  server = await startModelServer(scenario);
  belay = await openBelay({
    workspaceFiles: { 'readme.txt': 'A project.\n' },
    modelUrl: server.url,
    env: { HOME: homeWithBrokenBubblewrap() },
  });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const documentText = async (): Promise<string> =>
  (await belay.page.locator('.editor-instance .view-lines').first().innerText()).replace(/\s+/g, ' ');

test('a missing sandbox is said in the status bar and in the chat before anything was asked', async () => {
  await belay.page.locator('.statusbar').getByText('Belay: Default · no sandbox').waitFor();
  await person.button('no sandbox').waitFor();
  await belay.screenshot('no-sandbox');
});

test('the card says it too, with what to do about it', async () => {
  await person.say('Please build');
  const card = person.approval('Run echo made > out.txt');
  await card
    .getByText(/The sandbox does not start here/)
    .first()
    .waitFor();
  await belay.screenshot('no-sandbox-card');
  await person.press(card, 'Reject');
  await person.heard('Not built.');
});

test('a press on it explains what to do', async () => {
  await person.button('no sandbox').click();
  await expect.poll(documentText, { timeout: 60_000 }).toContain('There is no sandbox here.');
  await expect.poll(() => documentText()).toContain('User namespaces seem to be forbidden');
  await belay.screenshot('no-sandbox-explained');
});
