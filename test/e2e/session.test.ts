import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, editing, say, script, turn } from '../support/script.ts';

const scenario = script('sessions', [
  turn('take long', {
    reply: [say(`I begin and go on for a long time. ${'More was to come. '.repeat(40)}Here I end.`)],
    delayMs: 100,
  }),
  editing('propose', 'later.txt', 'before', 'after', 'Applied.'),
  turn(
    'slow work',
    [call('run_command', { command: 'while [ ! -e go.txt ]; do sleep 0.1; done; touch went.txt' })],
    [say('The slow work is over.')],
  ),
  turn('elephant', [say('Elephants never forget.')]),
  turn('giraffe', [say('Giraffes see far.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'later.txt': 'before\n' } }, (opened) => {
  ({ server, belay, person } = opened);
});

const onDisk = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');

describe('reloading', () => {
  test('in mid-turn: the conversation comes back, says that it was interrupted, and Continue goes on', async () => {
    await person.say('Please take long now');
    await person.conversation.getByText('I begin and').first().waitFor();
    await person.composer.fill('a thought not yet sent');
    await belay.command('Developer: Reload Window');
    // A whole window starts again, which takes its time on a busy machine.
    await person.conversation.getByText('Please take long now').first().waitFor({ timeout: 60_000 });
    await person.conversation
      .getByText(/interrupted/i)
      .first()
      .waitFor();
    await expect.poll(() => person.composer.inputValue()).toBe('a thought not yet sent');
    await belay.screenshot('session-interrupted');
    await person.composer.fill('');
    await person.button('Continue').click();
    await person.heard('Here I end.');
  });

  test('with a proposal pending: it is still there afterwards and can be applied from its line', async () => {
    await person.say('Please propose something');
    await person.approval('Edit later.txt').waitFor();
    await belay.reload();
    const line = person.conversation.getByRole('button', { name: /Edit later\.txt/ });
    await line.click();
    await person.conversation.getByText('This edit was never decided on.').waitFor();
    await belay.screenshot('session-proposal-kept');
    expect(onDisk('later.txt')).toBe('before\n');
    await person.conversation.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect.poll(() => onDisk('later.txt')).toBe('after\n');
  });
});

describe('messages while Belay works', () => {
  test('are queued, can be taken back, and steer at the next step', async () => {
    await person.newSession();
    await person.say('Please do the slow work');
    await person.press(person.approval('Run while'), 'Approve');
    await person.say('Also mind the tests');
    await person.say('Forget this one');
    const queue = belay.view.getByRole('region', { name: 'Queued messages' });
    await queue.getByText('Also mind the tests').waitFor();
    await queue.getByText('Forget this one').waitFor();
    await belay.screenshot('session-queue');
    await queue.getByRole('button', { name: 'Take back: Forget this one' }).click();
    await queue.getByText('Forget this one').waitFor({ state: 'hidden' });
    await expect.poll(() => person.composer.inputValue()).toBe('Forget this one');
    await person.composer.fill('');
    writeFileSync(join(belay.workspace, 'go.txt'), '');
    await person.heard('The slow work is over.');
    const last = server.requests.at(-1)?.text ?? '';
    expect(last).toContain('Also mind the tests');
    expect(last).not.toContain('Forget this one');
    await queue.waitFor({ state: 'hidden' });
  });

  test('the arrow keys bring back what was said before', async () => {
    await person.composer.click();
    await person.composer.press('ArrowUp');
    await expect.poll(() => person.composer.inputValue()).toBe('Also mind the tests');
    await person.composer.press('ArrowUp');
    await expect.poll(() => person.composer.inputValue()).toBe('Please do the slow work');
    await person.composer.press('ArrowDown');
    await person.composer.press('ArrowDown');
    expect(await person.composer.inputValue()).toBe('');
  });
});

describe('sessions', () => {
  test('a new session is empty and has the focus in the composer', async () => {
    await person.newSession();
    await belay.view.getByRole('heading', { name: 'Belay', exact: true }).waitFor();
    await belay.screenshot('session-new');
    await person.say('Tell of the elephant');
    await person.heard('Elephants never forget.');
    await person.newSession();
    await person.say('Tell of the giraffe');
    await person.heard('Giraffes see far.');
  });

  test('history finds a session by what was said in it, opens it, and deletes one after asking', async () => {
    await person.button('Session history').click();
    const search = belay.view.getByRole('textbox', { name: 'Search sessions' });
    const rows = belay.view.locator('.session');
    await expect.poll(() => rows.count()).toBe(4);
    await belay.screenshot('session-history');
    await search.fill('never forget');
    await expect.poll(() => rows.count()).toBe(1);
    await rows.first().getByText('Tell of the elephant').first().click();
    await person.conversation.getByText('Elephants never forget.').first().waitFor();

    await person.button('Session history').click();
    await search.fill('giraffe');
    await expect.poll(() => rows.count()).toBe(1);
    await rows.getByRole('button', { name: 'Delete session Tell of the giraffe' }).click();
    const dialog = belay.page.getByRole('dialog').filter({ hasText: 'Delete this session?' });
    await dialog.waitFor();
    await belay.screenshot('session-delete');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => rows.count()).toBe(0);
    await belay.view.getByText('No session contains “giraffe”.').waitFor();
    await search.press('Escape');
    await person.conversation.getByText('Elephants never forget.').first().waitFor();
    expect(await person.composer.inputValue()).toBe('');
  });

  test('when the extension host is killed in mid-turn, the conversation comes back and says so', async () => {
    await person.newSession();
    await person.say('Please take long now and here');
    await person.conversation.getByText('I begin and').first().waitFor();
    killExtensionHost();
    await belay.reload();
    await person.conversation
      .getByText(/interrupted/i)
      .first()
      .waitFor();
    await person.conversation.getByText('Please take long now and here').first().waitFor();
    await belay.screenshot('session-host-restarted');
    expect(existsSync(join(belay.home, 'projects'))).toBe(true);
  });
});

/** Ends the window's extension hosts as a crash would: at once, with no chance to write anything. */
function killExtensionHost(): void {
  const processes = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  const hosts = processes
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => Number(found?.[2]) === belay.pid && /type=extensionHost/.test(found?.[3] ?? ''));
  expect(hosts.length).toBeGreaterThan(0);
  for (const found of hosts) process.kill(Number(found?.[1]), 'SIGKILL');
}
