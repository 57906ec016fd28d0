import type { Locator } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import type { BelayWindow } from './window.ts';

/** What a person finds in the chat view, by role and accessible name, and does with it. */
export interface Person {
  readonly composer: Locator;
  readonly conversation: Locator;
  button(name: string): Locator;
  /** The card of a pending call whose title contains `title`. */
  approval(title: string): Locator;
  /** Types a message and sends it with Enter. */
  say(text: string): Promise<void>;
  /** Presses a button of a card once it takes presses. */
  press(card: Locator, name: string): Promise<void>;
  /** Waits until Belay has said `text` and is no longer at work. */
  heard(text: string): Promise<void>;
  /** Waits until no turn runs. */
  idle(): Promise<void>;
  newSession(): Promise<void>;
}

export function personAt({ page, view }: BelayWindow): Person {
  page.setDefaultTimeout(15_000);
  const composer = view.getByRole('textbox', { name: 'Message Belay' });
  const conversation = view.getByRole('log', { name: 'Conversation' });
  const button = (name: string): Locator => view.getByRole('button', { name, exact: true });
  const idle = async (): Promise<void> => {
    await button('Stop').waitFor({ state: 'hidden' });
  };
  return {
    composer,
    conversation,
    button,
    approval: (title) => view.getByRole('group', { name: `Approval: ${title}` }),
    async say(text) {
      await composer.fill(text);
      await composer.press('Enter');
      await expect.poll(() => composer.inputValue()).toBe('');
    },
    async press(card, name) {
      const found = card.getByRole('button', { name, exact: true });
      await found.and(card.locator(':not([aria-disabled=true])')).waitFor();
      await found.click();
    },
    async heard(text) {
      await conversation.locator('.listArea').getByText(text).last().waitFor();
      await idle();
    },
    idle,
    async newSession() {
      // A palette that is just closing gives the keyboard back to where it was, faster than a person but after a click.
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await page.waitForTimeout(300);
      await button('New session').click();
      await conversation.locator('.listArea').waitFor({ state: 'detached' });
      await view.locator('textarea:focus').waitFor();
    },
  };
}

/** Takes away what a failed test has left waiting: a pending card or a diff would hold up the tests after it. */
export function independentTests(window: () => BelayWindow | undefined): void {
  afterEach(async ({ task }) => {
    const belay = window();
    if (task.result?.state !== 'fail' || !belay) return;
    const { page } = belay;
    const person = personAt(belay);
    await page.keyboard.press('Escape');
    if (await person.button('Stop').isVisible()) await person.button('Stop').click();
    await person.idle();
    await belay.command('View: Close All Editors');
    const discard = page.locator('.monaco-dialog-box').getByRole('button', { name: "Don't Save" });
    const tab = page.locator('.tabs-container .tab').first();
    await expect.poll(async () => (await discard.isVisible()) || !(await tab.isVisible())).toBe(true);
    if (await discard.isVisible()) await discard.click();
  });
}

/** Keeps a picture of the window wherever a test of the file failed. */
export function picturesOfFailures(window: () => BelayWindow | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await window()?.screenshot(`failed-${task.name.replace(/\W+/g, '-').slice(0, 80)}`);
  });
}
