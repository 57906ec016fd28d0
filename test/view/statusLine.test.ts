import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostState } from '../../src/protocol/webview.ts';
import { host } from '../support/viewHarness/conversation.ts';
import { open, pictures, scene, viewsOfThisFile } from '../support/viewHarness/views.ts';

const sandbox = { available: false, reason: 'bubblewrap is not installed.' };
const states: Readonly<Record<string, Partial<HostState>>> = {
  plain: {},
  plan: { plan: true },
  bare: { sandbox },
  'plan-bare': { plan: true, sandbox },
  'bypass-plan-bare': { mode: 'bypass', plan: true, sandbox },
  'edits-plan-bare': { mode: 'allowEdits', plan: true, sandbox, contextTokens: 123_456, cost: 12.34, unpriced: 1 },
};

viewsOfThisFile();

test.each(Object.keys(states))('at 300 pixels the model can be told by its name: %s', async (name) => {
  const view = await open(scene('answer'), { width: 300 });
  const { page } = view;
  await view.send({ type: 'state', state: { ...host, modelLabel: 'Claude Sonnet 4.5', ...states[name] } });
  await page.getByRole('button', { name: 'Plan mode', pressed: states[name]?.plan ?? false }).waitFor();
  await page.locator('.bottom').screenshot({ path: join(pictures, `statusLine-${name}.png`) });
  const model = page.locator('.statusModel .statusText');
  const letters = await model.evaluate(
    (text) => (text.clientWidth / text.scrollWidth) * (text.textContent?.length ?? 0),
  );
  // Eight of them, and the dots.
  expect(letters).toBeGreaterThan(9);
  const line = page.locator('.statusLine');
  await expect.poll(() => line.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  const buttons = line.getByRole('button');
  const right = await buttons.evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
  expect(right).toBeLessThanOrEqual(300);
  for (const one of await buttons.all()) expect(await one.getAttribute('title')).not.toBe('');
  // What has only an icon left is named all the same.
  if (states[name]?.sandbox) await page.getByRole('button', { name: 'no sandbox' }).waitFor();
  await page.close();
});
