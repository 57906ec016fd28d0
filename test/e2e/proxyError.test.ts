import { expect, test } from 'vitest';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import { say, script, turn } from '../support/script.ts';

let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  script('proxy', [turn('hello', [say('Never reached.')])]),
  // Nobody listens there, and what the proxy would lead to is on no loopback.
  { settings: { 'http.proxy': 'http://127.0.0.1:9' }, env: { ANTHROPIC_BASE_URL: 'http://model.example.org' } },
  (opened) => {
    ({ belay, person } = opened);
  },
);

test('where the proxy is in the way, a button opens its settings', async () => {
  await person.say('hello');
  // It is tried again by itself at first.
  await person.button('Open Proxy Settings').waitFor({ timeout: 60_000 });
  await person.conversation.getByText('The proxy for model.example.org cannot be reached').last().waitFor();
  await expect.poll(() => person.button('Try Again').count()).toBe(1);
  await belay.screenshot('error-proxy');
  await person.button('Open Proxy Settings').click();
  await belay.page.locator('.settings-editor').waitFor();
  await belay.page.locator('.settings-editor').getByText('Proxy', { exact: true }).first().waitFor();
  await belay.screenshot('error-proxy-settings');
});
