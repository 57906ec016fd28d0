import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import { call, say, script, turn } from '../support/script.ts';

const many = [...Array.from({ length: 40 }, (_, index) => `echo "line ${index + 1}"`), 'echo made > long.txt'].join(
  '\n',
);

const scenario = script('modes', [
  turn('look', [call('run_command', { command: 'ls' })], [say('I looked.')]),
  turn('build', [call('run_command', { command: 'echo made > out.txt' })], [say('Built.')]),
  turn('hide', [call('run_command', { command: 'echo \u202Egnp.exe' })], [say('Refused.')]),
  turn('long', [call('run_command', { command: many })], [say('Long is over.')]),
]);

let belay: BelayWindow;
let person: Person;

windowOfThisFile(scenario, { workspaceFiles: { 'readme.txt': 'A project.\n' } }, (opened) => {
  ({ belay, person } = opened);
});

const quickInput = (): Locator => belay.page.locator('.quick-input-widget:visible');
const quickRow = (text: string | RegExp): Locator =>
  quickInput().locator('.monaco-list-row').filter({ hasText: text }).first();
const mode = (): Promise<string> => belay.view.locator('.statusLine').innerText();
const statusBar = (text: string | RegExp): Locator =>
  belay.page.locator('.statusbar .statusbar-item').filter({ hasText: text });

/** The document that is open, as a person reads it. Long lines are wrapped on screen, so blanks stand for breaks. */
async function documentText(): Promise<string> {
  const lines = belay.page.locator('.editor-instance .view-lines').first();
  return (await lines.innerText()).replace(/\s+/g, ' ');
}

async function chooseYolo(): Promise<Locator> {
  await belay.command('Belay: Choose Permission Mode…');
  await quickRow(/^YOLO|YOLOdangerous/).click();
  const field = quickInput().locator('input');
  await quickInput().locator('.quick-input-message').filter({ hasText: 'To confirm, type' }).waitFor();
  return field;
}

describe('a long command', () => {
  test('is approved only when its end was in sight', async () => {
    await person.say('Please run the long one');
    const card = person.approval('Run echo');
    await card
      .getByRole('button', { name: 'Reject', exact: true })
      .and(card.locator(':not([aria-disabled=true])'))
      .waitFor();
    const approve = card.getByRole('button', { name: 'Approve', exact: true });
    await expect.poll(() => approve.getAttribute('aria-disabled')).toBe('true');
    await belay.screenshot('modes-long-unread');
    await approve.click({ force: true });
    expect(existsSync(join(belay.workspace, 'long.txt'))).toBe(false);
    await card.locator('.exact').focus();
    await belay.page.keyboard.press('End');
    await card.getByText('Seen to its end').waitFor();
    await belay.screenshot('modes-long-read');
    await person.press(card, 'Approve');
    await person.heard('Long is over.');
    expect(existsSync(join(belay.workspace, 'long.txt'))).toBe(true);
  });
});

describe('why was this asked', () => {
  test('lists the judged calls of the session, and explains one: text, mode, layers, checks, answer', async () => {
    await person.say('Please look around');
    await person.heard('I looked.');
    await person.say('Please build');
    await person.press(person.approval('Run echo made > out.txt'), 'Approve');
    await person.heard('Built.');
    await person.say('Please hide it');
    await person.heard('Refused.');
    await belay.command('Belay: Why Was This Asked?');
    const rows = quickInput().locator('.monaco-list-row');
    await rows.filter({ hasText: 'out.txt' }).first().waitFor();
    const texts = await rows.allInnerTexts();
    expect(texts.map((text) => /Refused|Ran without asking|Asked, and approved/.exec(text)?.[0])).toEqual([
      'Refused',
      'Asked, and approved',
      'Ran without asking',
      'Asked, and approved',
    ]);
    expect(texts[0]).toContain('echo [U+202E]gnp.exe');
    await belay.screenshot('why-pick');
    await rows.filter({ hasText: 'out.txt' }).first().click();
    await expect.poll(documentText).toContain('Asked, and approved');
    const text = await documentText();
    for (const part of [
      'echo made > out.txt',
      'Mode: Default',
      'Check 21',
      'It is there to stop',
      'it runs in the sandbox',
      'approved, you',
    ]) {
      expect(text).toContain(part);
    }
    await belay.screenshot('why-asked');
  });

  test('opens from the row of a call that was refused', async () => {
    await person.conversation
      .getByRole('button', { name: /Not allowed/ })
      .first()
      .click();
    await person.conversation
      .getByRole('button', { name: /^Why\? / })
      .last()
      .click();
    await expect.poll(documentText).toContain('Refused');
    await expect.poll(() => documentText()).toContain('Check 5');
    await belay.screenshot('why-refused');
  });
});

describe('the permission mode', () => {
  test('offers all five in plain words, two of them marked as dangerous', async () => {
    await belay.command('Belay: Choose Permission Mode…');
    await quickRow('YOLO').waitFor();
    const rows = await quickInput().locator('.monaco-list-row').allInnerTexts();
    expect(rows).toHaveLength(5);
    expect(rows.filter((row) => row.includes('dangerous'))).toHaveLength(2);
    // Nothing that says what a mode does is cut off.
    const cut = await quickInput()
      .locator('.quick-input-list-label-meta .label-name')
      .evaluateAll((details) => details.filter((one) => one.scrollWidth > one.clientWidth).length);
    expect(cut).toBe(0);
    expect(rows.find((row) => row.startsWith('Auto'))).toContain('classifier');
    await belay.screenshot('modes-pick');
    await belay.page.keyboard.press('Escape');
  });

  test('YOLO stays off where the confirmation is not what was asked for, or is given up', async () => {
    const field = await chooseYolo();
    await field.fill('yes');
    await belay.page.keyboard.press('Enter');
    await quickInput().locator('.quick-input-message').filter({ hasText: 'or press Escape' }).waitFor();
    await belay.screenshot('yolo-refused');
    await belay.page.keyboard.press('Escape');
    await quickInput().waitFor({ state: 'hidden' });
    await expect.poll(() => mode()).toContain('Default');
    expect(await belay.view.locator('.yolo').count()).toBe(0);
  });

  test('YOLO is confirmed piece by piece, is red in the status bar and the chat, and one press leaves it', async () => {
    await chooseYolo();
    for (let count = 0; count < 5 && (await quickInput().count()) > 0; count++) {
      const field = quickInput().locator('input');
      const title = await quickInput().locator('.quick-input-title').innerText();
      await belay.screenshot(`yolo-confirm-${count + 1}`);
      await field.fill((await field.getAttribute('placeholder')) ?? '');
      await belay.page.keyboard.press('Enter');
      await quickInput().locator('.quick-input-title').filter({ hasText: title }).waitFor({ state: 'hidden' });
      await belay.page.waitForTimeout(300);
    }
    const strip = belay.view.getByRole('alert').filter({ hasText: 'YOLO: everything runs' });
    await strip.waitFor();
    await expect.poll(() => mode()).toContain('YOLO');
    const item = statusBar('Belay: YOLO');
    await item.waitFor();
    const red = await item.evaluate((element) => {
      const { backgroundColor } = getComputedStyle(element);
      // Where the theme has no red background, the text is red.
      const none = backgroundColor === 'rgba(0, 0, 0, 0)';
      return none ? getComputedStyle(element.querySelector('a') ?? element).color : backgroundColor;
    });
    const [r = 0, g = 0, b = 0] = (red.match(/\d+/g) ?? []).map(Number);
    expect(Math.min(r - g, r - b), red).toBeGreaterThan(90);
    await belay.screenshot('yolo-on');
    await person.button('Leave YOLO').click();
    await strip.waitFor({ state: 'detached' });
    await statusBar('Belay: Default').waitFor();
    await expect.poll(() => mode()).toContain('Default');
  });
});

describe('the sandbox', () => {
  test('is tested on demand, and the report is a document', async () => {
    await belay.command('Belay: Test the Sandbox');
    await expect.poll(documentText, { timeout: 60_000 }).toContain('The sandbox holds.');
    await expect.poll(() => documentText()).toMatch(/All \d+ checks held\./);
    expect(await belay.view.getByText('no sandbox').count()).toBe(0);
    await belay.screenshot('sandbox-holds');
  });
});
