import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeFindingsInThemes } from '../support/viewHarness/axe.ts';
import { costReportOf, costScenes } from '../support/viewHarness/costScenes.ts';
import type { View } from '../support/viewHarness/open.ts';
import type { ThemeName } from '../support/viewHarness/themes.ts';
import { openEmpty, pictures, viewsOfThisFile } from '../support/viewHarness/views.ts';

viewsOfThisFile();

async function open(name: keyof typeof costScenes, width = 1000): Promise<View> {
  const view = await openEmpty({ width, height: 900, cost: true });
  const message = costScenes[name]?.();
  if (!message) throw new Error(`there is no scene named ${name}`);
  await view.send(message);
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  if (message.report) await view.page.locator('svg.plot').first().waitFor();
  return view;
}

const pictureNames = (page: Page): Promise<string[]> =>
  page.getByRole('img').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
const widthOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

describe('the cost page', () => {
  test.each(Object.keys(costScenes))('axe finds nothing in any theme: %s', { timeout: 120_000 }, async (name) => {
    const view = await open(name);
    const opened = (open: boolean): Promise<void> =>
      view.page.evaluate((given) => {
        for (const one of document.querySelectorAll('details')) one.open = given;
      }, open);
    const picture = async (theme: ThemeName): Promise<void> => {
      await opened(false);
      await view.page.screenshot({ path: join(pictures, `${name}-${theme}.png`), fullPage: true });
      await opened(true);
    };
    const found = await axeFindingsInThemes(view.page, picture, true);
    expect(found).toEqual([]);
    expect(view.problems).toEqual([]);
    await view.page.close();
  });

  test.each([300, 600, 1400])(
    'fits into %i pixels and follows a change of the width',
    { timeout: 60_000 },
    async (width) => {
      const view = await open('cost', width);
      await view.page.screenshot({ path: join(pictures, `cost-dark-${width}.png`), fullPage: true });
      await expect.poll(() => widthOf(view.page)).toBeLessThanOrEqual(width);
      await view.page.setViewportSize({ width: 480, height: 900 });
      await expect.poll(() => widthOf(view.page)).toBeLessThanOrEqual(480);
      const drawn = async () => Number(await view.page.locator('svg.plot').first().getAttribute('width'));
      await expect.poll(drawn).toBeGreaterThan(400);
      await expect.poll(drawn).toBeLessThanOrEqual(480);
      await view.page.close();
    },
  );

  test('says in words and in tables what its plots show', async () => {
    const view = await open('cost');
    const { page } = view;
    const report = costReportOf(40);
    const unknown = `at least $${report.total.cost.toFixed(2)} (requests of unknown price: 1)`;
    await expect.poll(() => page.locator('.figures').innerText()).toContain(unknown);
    await expect.poll(() => page.getByRole('img').count()).toBeGreaterThanOrEqual(8);
    expect((await pictureNames(page)).filter((name) => name.trim() === '')).toEqual([]);
    const summary = page.getByText('Cost over requests: figures as a table');
    await summary.focus();
    await page.keyboard.press('Enter');
    const rows = page.getByRole('table').first().getByRole('row');
    await expect.poll(() => rows.count()).toBe(report.requests.length + 1);
    await expect.poll(() => rows.filter({ hasText: 'a-model-of-nobody' }).innerText()).toContain('unknown');
    await page.getByText('By model: figures as a table').click();
    await expect.poll(() => page.getByText(/2026-11-21, https:\/\/platform\.claude\.com/).count()).toBeGreaterThan(0);
    await page.close();
  });

  test('a cost of which nothing is known is called so, and nowhere drawn or written as zero', async () => {
    const { page } = await open('costUnknown');
    for (const one of await page.locator('details').all()) await one.locator('summary').click();
    const text = await page.locator('main').innerText();
    expect(text).toContain('Belay has no price for what was used');
    expect(text).toContain('unknown');
    expect(text).not.toMatch(/\$0\.00/);
    expect((await pictureNames(page)).filter((name) => /\$0/.test(name))).toEqual([]);
    await page.close();
  });

  test('is drawn anew while the session runs, and keeps what was opened', async () => {
    const view = await open('costOne');
    const { page } = view;
    await page.getByText('Cost over requests: figures as a table').click();
    const rows = page.getByRole('table').first().getByRole('row');
    await expect.poll(() => rows.count()).toBe(3);
    await view.send({ type: 'cost', report: costReportOf(7), days: [] });
    await expect.poll(() => rows.count()).toBe(9);
    await expect.poll(() => page.getByText('No session on this machine yet.').count()).toBe(1);
    await page.close();
  });

  test('says when there is nothing yet', async () => {
    const view = await open('costEmpty');
    await expect.poll(() => view.page.getByText('Nothing was asked in this session yet.').count()).toBe(1);
    expect(await view.posted()).toEqual([{ type: 'ready' }]);
    await view.page.close();
  });
});
