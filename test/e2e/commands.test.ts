import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const padded = `echo harmless${' '.repeat(120)}; echo hidden > padded.txt`;

const running = (on: string, command: string, report: string) =>
  turn(on, [call('run_command', { command })], [say(report)]);

const scenario = script('commands', [
  running('make one', 'echo made > one.txt', 'One is made.'),
  running('make two', 'echo made > two.txt', 'Two was not made.'),
  running('count', 'echo x >> count.txt', 'Counted.'),
  running('similar', 'echo x  >> count.txt', 'Counted with one more space.'),
  running('padding', padded, 'The padded one is over.'),
  running('disguise', 'echo \u202Egnp.exe', 'It was refused.'),
  running('wait long', 'echo on > on.txt; echo begun; sleep 4300', 'Never said.'),
  turn('go on', [say('I see that you stopped it.')]),
  turn('notify', { reply: [call('run_command', { command: 'echo made > notified.txt' })], delayMs: 250 }, [
    say('Notified.'),
  ]),
  running('palette', 'echo made > palette.txt', 'From the palette.'),
  running('forge', 'echo made > forged.txt', 'Nothing was forged.'),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'readme.txt': 'A project.\n' } }, (opened) => {
  ({ server, belay, person } = opened);
});

const there = (path: string): boolean => existsSync(join(belay.workspace, path));
const read = (path: string): string => readFileSync(join(belay.workspace, path), 'utf8');
const lastRequest = (): string => server.requests.at(-1)?.text ?? '';

describe('the approval of a command', () => {
  test('shows the whole command, why it is risky and whether it can be undone; Approve runs it', async () => {
    await person.say('Please make one');
    const card = person.approval('Run echo made > one.txt');
    await card.waitFor();
    await expect.poll(() => card.locator('.exact').innerText()).toContain('echo made > one.txt');
    const text = await card.innerText();
    expect(text).toContain('High risk');
    expect(text).toMatch(/command/i);
    expect(text).toContain(
      'Its changes to project files can be taken back (not to ignored or very large ones); the rest stays done.',
    );
    expect(there('one.txt')).toBe(false);
    await belay.screenshot('command-approval');
    await person.press(card, 'Approve');
    await person.heard('One is made.');
    expect(read('one.txt')).toBe('made\n');
  });

  test('Reject runs nothing and tells the model', async () => {
    await person.say('Please make two');
    await person.press(person.approval('Run echo made > two.txt'), 'Reject');
    await person.heard('Two was not made.');
    expect(there('two.txt')).toBe(false);
    expect(lastRequest()).toContain('The person rejected this.');
  });

  test('Approve for this session covers exactly this text, and nothing with one more space', async () => {
    await person.say('Please count');
    await person.press(person.approval('Run echo x >> count.txt'), 'Approve for this session');
    await person.heard('Counted.');
    await person.say('Please count again');
    await expect.poll(() => (there('count.txt') ? read('count.txt') : '')).toBe('x\nx\n');
    await person.idle();
    await person.say('Now something similar');
    const card = person.approval('Run echo x');
    await card.waitFor();
    expect(read('count.txt')).toBe('x\nx\n');
    await person.press(card, 'Reject');
    await person.heard('Counted with one more space.');
  });

  test('padding that would push a part out of sight is refused without asking', async () => {
    await person.say('Please try padding');
    await person.heard('The padded one is over.');
    expect(lastRequest()).toContain('blanks or empty lines in a row');
    await belay.screenshot('command-padded');
    expect(there('padded.txt')).toBe(false);
  });

  test('a command with a hidden character is refused without asking, and shown with its marks', async () => {
    await person.say('Please try a disguise');
    await person.heard('It was refused.');
    expect(lastRequest()).toContain('U+202E');
    await person.conversation
      .getByRole('button', { name: /Not allowed/ })
      .first()
      .waitFor();
    await belay.screenshot('command-refused');
  });
});

describe('stopping', () => {
  test('Stop ends the command and all it started, and the conversation goes on', async () => {
    await person.say('Please wait long');
    await person.press(person.approval('Run echo on'), 'Approve');
    await expect.poll(() => there('on.txt')).toBe(true);
    expect(asleep()).not.toEqual([]);
    await person.conversation.getByRole('button', { name: /Running/ }).waitFor();
    await belay.screenshot('command-running');
    await person.button('Stop').click();
    await person.idle();
    await expect.poll(asleep).toEqual([]);
    await belay.screenshot('command-stopped');
    await person.say('Please go on');
    await person.heard('I see that you stopped it.');
  });
});

describe('approvals outside the card', () => {
  test('with the chat hidden, a notification asks and its Approve runs the command', async () => {
    await person.say('Please notify me');
    await belay.page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Explorer/ })
      .click();
    // Under test VS Code keeps notifications in their centre and shows none by itself.
    await belay.page.locator('.statusbar').getByText('Belay waits for you').waitFor();
    await belay.command('Notifications: Show Notifications');
    const toast = belay.page
      .locator('.notifications-center .notification-list-item')
      .filter({ hasText: 'notified.txt' });
    await toast.waitFor();
    await belay.screenshot('command-notification');
    await toast.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect.poll(() => there('notified.txt')).toBe(true);
    await belay.showBelay();
    await person.heard('Notified.');
  });

  test('the command palette approves what is pending, and shows what it would do', async () => {
    await person.say('Please use the palette');
    await person.approval('Run echo made > palette.txt').waitFor();
    await belay.command('Belay: Approve…');
    const row = belay.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'palette.txt' });
    await row.waitFor();
    await belay.screenshot('command-palette-approve');
    await row.click();
    await person.heard('From the palette.');
    expect(there('palette.txt')).toBe(true);
  });
});

describe('a hostile view', () => {
  test('cannot approve a call that is not pending, nor bring a command of its own', async () => {
    await tapView();
    await person.say('Please forge');
    const card = person.approval('Run echo made > forged.txt');
    await card.waitFor();
    await sendAsView([
      { type: 'decide', callId: 'toolu_invented', decision: 'approved', scope: 'session' },
      { type: 'decide', callId: 'toolu_invented', decision: 'approved', scope: 'once', command: 'touch forged.txt' },
      { type: 'runCommand', command: 'touch forged.txt' },
      { type: 'command', command: 'workbench.action.terminal.new' },
      { type: 'openFile', path: '/etc/passwd' },
      { type: 'openLink', href: 'command:workbench.action.terminal.new' },
      { type: 'saveFile', path: '../../outside.txt' },
      null,
      'approve',
      42,
    ]);
    await belay.command('Belay: Show Log');
    const panel = belay.page.locator('.part.panel');
    await panel.locator('.view-line').filter({ hasText: 'a link that is not opened' }).first().waitFor();
    await belay.command('View: Hide Panel');
    await person.press(card, 'Reject');
    await person.heard('Nothing was forged.');
    expect(there('forged.txt')).toBe(false);
    expect(await belay.page.locator('.terminal-wrapper').count()).toBe(0);
    expect(await belay.page.locator('.tabs-container .tab').count()).toBe(0);
    await belay.screenshot('command-hostile-view');
  });
});

/** The processes of the command that waits, wherever they were started. */
function asleep(): string[] {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.endsWith('sleep 4300'));
}

/** Keeps the view's own line to the extension, as code that took the view over could; takes effect with a reload. */
async function tapView(): Promise<void> {
  await belay.page.addInitScript(() => {
    let real: (() => unknown) | undefined;
    Object.defineProperty(globalThis, 'acquireVsCodeApi', {
      configurable: true,
      set: (given: () => unknown) => {
        real = given;
      },
      get: () => () => {
        const api = real?.();
        Reflect.set(globalThis, 'tapped', api);
        return api;
      },
    });
  });
  await belay.reload();
  await person.composer.waitFor();
}

async function sendAsView(messages: readonly unknown[]): Promise<void> {
  const sent = await belay.view.locator('body').evaluate((_body, list) => {
    const api: { postMessage(message: unknown): void } = Reflect.get(globalThis, 'tapped');
    for (const message of list) api.postMessage(message);
    return list.length;
  }, messages);
  expect(sent).toBe(messages.length);
}
