import { describe, expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const scenario = script('budget', [
  turn('read both', [call('read_file', { path: 'one.txt' })], [call('read_file', { path: 'two.txt' })], [say('Both.')]),
  turn('say more', [say('More.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: { 'one.txt': 'The first.\n', 'two.txt': 'The second.\n' },
    settings: { 'belay.budget.maxRequests': 2 },
  },
  (opened) => {
    ({ server, belay, person } = opened);
  },
);

const card = () => belay.view.getByRole('group', { name: 'Budget used up' });
/** A card that has just come ignores what was meant for something else. */
const takesPresses = () =>
  card()
    .getByRole('button', { name: 'Raise and Continue' })
    .and(card().locator(':not([aria-disabled=true])'))
    .waitFor();
/** The accessible name of what has the keyboard in the chat view. */
const focused = () =>
  belay.view.locator('body').evaluate(({ ownerDocument }) => {
    const inner = ownerDocument.activeElement;
    return inner?.getAttribute('aria-label') ?? inner?.textContent?.trim() ?? '';
  });

async function untilFocused(key: string, name: string): Promise<void> {
  const seen: string[] = [];
  while ((await focused()) !== name) {
    seen.push(await focused());
    if (seen.length > 8) throw new Error(`${key} never reached ${name}, but ${seen.join(', ')}`);
    await belay.page.keyboard.press(key);
  }
}

describe('a task that needs more requests than its budget has', () => {
  test('stops before the request that is too much, and Stop Here ends the turn with its reason', async () => {
    await person.say('Please read both');
    await card().waitFor();
    await expect.poll(() => card().innerText()).toContain('2 of 2 used.');
    // It is the person who is waited for, and the card says so.
    expect(await person.conversation.locator('.working').count()).toBe(0);
    await belay.screenshot('budget-card');
    expect(server.requests).toHaveLength(2);
    await person.press(card(), 'Stop Here');
    await card().waitFor({ state: 'hidden' });
    await person.idle();
    await person.conversation.locator('.listArea').getByText('Raise the budget to go on.').waitFor();
    await belay.screenshot('budget-stopped');
    expect(server.requests).toHaveLength(2);
  });

  test('a session that was stopped asks again with its next message', async () => {
    await person.say('Please say more');
    await card().waitFor();
    await person.press(card(), 'Stop Here');
    await card().waitFor({ state: 'hidden' });
    await person.idle();
    expect(server.requests).toHaveLength(2);
  });

  test('the question outlives a reload; raised by the keyboard alone, the task goes on to its end', async () => {
    await person.newSession();
    await person.say('Please read both');
    await card().waitFor();
    expect(server.requests).toHaveLength(4);
    await belay.reload();
    await card().waitFor();
    await expect.poll(() => card().innerText()).toContain('2 of 2 used.');
    // Going on is what the card is about, so the interrupted turn offers no way past it.
    await person.conversation.locator('.listArea').getByText('This turn was interrupted').waitFor();
    expect(await person.button('Continue').count()).toBe(0);
    await belay.screenshot('budget-reloaded');
    expect(server.requests).toHaveLength(4);

    await person.composer.focus();
    await belay.page.keyboard.press('F6');
    await expect.poll(focused).toBe('Budget used up');
    await untilFocused('Tab', 'Add requests');
    await belay.page.keyboard.press('Control+a');
    await belay.page.keyboard.type('1');
    await belay.screenshot('budget-keyboard');
    await untilFocused('Tab', 'Raise and Continue');
    await takesPresses();
    expect(server.requests).toHaveLength(4);
    await belay.page.keyboard.press('Enter');
    await person.heard('Both.');
    expect(server.requests).toHaveLength(5);
    await belay.screenshot('budget-raised');
  });

  test('the raise counts to its number and no further', async () => {
    await person.say('Please say more');
    await card().waitFor();
    await expect.poll(() => card().innerText()).toContain('3 of 3 used.');
    expect(server.requests).toHaveLength(5);
    await takesPresses();
    await card().getByRole('textbox', { name: 'Add requests' }).press('Enter');
    await person.heard('More.');
    expect(server.requests).toHaveLength(6);
  });
});
