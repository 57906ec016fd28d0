import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, editing, say, script, turn } from '../support/script.ts';

const scenario = script('keyboard', [
  editing('greet', 'card.txt', 'Hello', 'Good morning', 'The card greets. It is a friendly card.'),
  turn('command', [call('run_command', { command: 'touch made.txt' })], [say('I made nothing.')]),
  turn('wait', [call('run_command', { command: 'echo begun > begun.txt; sleep 300' })], [say('Waited.')]),
  turn('slowly', {
    reply: [say('The first sentence comes in pieces. The second one follows it. And a third.')],
    delayMs: 60,
  }),
  turn('later', { reply: [call('run_command', { command: 'touch later.txt' })], delayMs: 150 }, [say('Not later.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'card.txt': 'Hello\n' } }, (opened) => {
  ({ server, belay, person } = opened);
});

const keyboard = () => belay.page.keyboard;
const focused = (): Locator => belay.view.locator(':focus');
const focusedName = (): Promise<string | null> => focused().first().getAttribute('aria-label');

/** Presses Tab (or Shift+Tab) until something with this name or text has the focus, as a person would. */
async function tabTo(name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let press = 0; press < 30; press++) {
    const element = focused().first();
    const found = (await element.getAttribute('aria-label')) ?? (await element.innerText());
    if (found.trim() === name) return;
    await keyboard().press(key);
  }
  throw new Error(`Tab does not reach "${name}".`);
}

const typed = async (text: string): Promise<void> => {
  await keyboard().type(text);
  await keyboard().press('Enter');
};

test('the chat opens by its keys with the focus in the composer; the approval takes it and Enter approves', async () => {
  await keyboard().press('Control+k');
  await keyboard().press('b');
  await expect.poll(focusedName).toBe('Message Belay');
  await typed('Please greet');
  const card = person.approval('Edit card.txt');
  await card.waitFor();
  await expect.poll(focusedName).toBe('Approval: Edit card.txt');
  await belay.screenshot('keyboard-approval-focused');
  await tabTo('Approve');
  await expect.poll(() => visibleFocus()).toBe(true);
  await belay.screenshot('keyboard-approve-focused');
  await card.locator('[aria-disabled=true]').first().waitFor({ state: 'detached' });
  await keyboard().press('Enter');
  await person.heard('The card greets.');
  expect(readFileSync(join(belay.workspace, 'card.txt'), 'utf8')).toBe('Good morning\n');
});

test('afterwards the focus is in the composer again', async () => {
  await expect.poll(focusedName).toBe('Message Belay');
});

test('a command is rejected with a reason by the keyboard', async () => {
  await typed('Please run a command');
  await person.approval('Run touch made.txt').waitFor();
  await expect.poll(focusedName).toBe('Approval: Run touch made.txt');
  await tabTo('Say why…');
  await keyboard().press('Enter');
  await expect.poll(focusedName).toBe('Tell Belay why (optional)');
  await keyboard().type('Not today');
  await person.approval('Run touch made.txt').locator('[aria-disabled=true]').first().waitFor({ state: 'detached' });
  await keyboard().press('Enter');
  await person.heard('I made nothing.');
  expect(server.requests.at(-1)?.text).toContain('said: Not today');
  expect(existsSync(join(belay.workspace, 'made.txt'))).toBe(false);
  await expect.poll(focusedName).toBe('Message Belay');
});

test('a running command is stopped by the keyboard', async () => {
  await typed('Please wait');
  await person.approval('Run echo begun').waitFor();
  await expect.poll(focusedName).toContain('Approval: Run echo begun');
  await tabTo('Approve');
  await person.approval('Run echo begun').locator('[aria-disabled=true]').first().waitFor({ state: 'detached' });
  await keyboard().press('Enter');
  await expect.poll(() => existsSync(join(belay.workspace, 'begun.txt'))).toBe(true);
  await keyboard().press('Shift+Escape');
  await person.idle();
  await expect.poll(focusedName).toBe('Message Belay');
});

test('a new session begins by the keyboard', async () => {
  await keyboard().press('Control+n');
  await belay.view.getByRole('heading', { name: 'Belay', exact: true }).waitFor();
  await expect.poll(focusedName).toBe('Message Belay');
});

test('an approval does not take the focus from a person who is typing, and F6 goes there and back', async () => {
  await typed('Ask me later');
  await keyboard().type('I am in the middle of');
  await person.approval('Run touch later.txt').waitFor();
  await keyboard().type(' a sentence');
  await expect.poll(() => person.composer.inputValue()).toBe('I am in the middle of a sentence');
  expect(existsSync(join(belay.workspace, 'later.txt'))).toBe(false);
  await belay.screenshot('keyboard-typing-kept');
  await keyboard().press('F6');
  await expect.poll(focusedName).toContain('Approval: Run touch later.txt');
  await keyboard().press('F6');
  await expect.poll(focusedName).toBe('Message Belay');
  await keyboard().press('F6');
  await tabTo('Reject');
  await person.approval('Run touch later.txt').locator('[aria-disabled=true]').first().waitFor({ state: 'detached' });
  await keyboard().press('Enter');
  await person.heard('Not later.');
});

test('a screen reader hears whole sentences and outcomes, never tokens', async () => {
  await belay.view.locator('body').evaluate((body) => {
    const heard: string[] = [];
    const observer = new MutationObserver((changes) => {
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (node.parentElement?.closest('[aria-live=off]')) continue;
        const live = node.parentElement?.closest('[role=log], [role=alert], [aria-live=polite]');
        if (live && node.textContent) heard.push(node.textContent);
      }
    });
    observer.observe(body, { childList: true, subtree: true, characterData: true });
    Object.assign(window, { heard });
  });
  await typed('Speak slowly');
  await person.heard('And a third.');
  const heard = await belay.view.locator('body').evaluate(() => Reflect.get(window, 'heard') as string[]);
  expect(heard.join('\n')).toContain('The first sentence comes in pieces.');
  expect(heard.join('\n')).toContain('The second one follows it.');
  const spoken = heard.filter((text) => /sentence|second|third/.test(text));
  expect(spoken.every((text) => /[.!?]$/.test(text.trim()))).toBe(true);
});

test('parts of the view have the names that people and tools rely on', async () => {
  await person.conversation.waitFor({ state: 'attached' });
  for (const name of ['Send', 'New session', 'Session history']) await person.button(name).waitFor();
  await expect.poll(() => person.composer.getAttribute('placeholder')).toBe('Describe a task, @ to mention something');
});

/** True where the focused element, or the control in it, is drawn differently from when it has no focus. */
function visibleFocus(): Promise<boolean> {
  return focused()
    .first()
    .evaluate((element) => {
      const inner = element.shadowRoot?.activeElement ?? element;
      const parts = [element, inner].map((one) => getComputedStyle(one));
      return parts.some((style) => style.outlineStyle !== 'none' && style.outlineWidth !== '0px');
    });
}
