import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
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

/** A machine on which neither bubblewrap nor socat was ever installed. */
function pathWithout(names: readonly string[]): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const source of ['/usr/bin', '/bin']) {
    for (const name of readdirSync(source)) {
      if (names.includes(name)) continue;
      try {
        symlinkSync(join(source, name), join(bin, name));
      } catch (error) {
        // Most names are in both.
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
    }
  }
  return bin;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belay-no-sandbox-'));
  server = await startModelServer(scenario);
  belay = await openBelay({
    workspaceFiles: { 'readme.txt': 'A project.\n' },
    modelUrl: server.url,
    env: { PATH: pathWithout(['bwrap', 'socat']) },
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

test('the card says it too, with what to install', async () => {
  await person.say('Please build');
  const card = person.approval('Run echo made > out.txt');
  await card
    .getByText(/bubblewrap and socat are not installed/)
    .first()
    .waitFor();
  await belay.screenshot('no-sandbox-card');
  await person.press(card, 'Reject');
  await person.heard('Not built.');
});

test('a press on it explains what to do', async () => {
  await person.button('no sandbox').click();
  await expect.poll(documentText, { timeout: 60_000 }).toContain('There is no sandbox here.');
  expect(await documentText()).toContain('bubblewrap and socat are not installed');
  await belay.screenshot('no-sandbox-explained');
});
