import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildView, root } from '../support/viewHarness/build.ts';
import { costReportOf, costScenes } from '../support/viewHarness/costScenes.ts';
import { launch, openView, type View } from '../support/viewHarness/open.ts';
import { type ThemeName, themes } from '../support/viewHarness/themes.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(root, 'artifacts/view');
let browser: Browser;
let bundle: string;

beforeAll(async () => {
  bundle = await buildView();
  browser = await launch();
  mkdirSync(pictures, { recursive: true });
}, 60_000);
afterAll(() => browser?.close());

async function open(name: keyof typeof costScenes, theme: ThemeName = 'dark', width = 1000): Promise<View> {
  const view = await openView(browser, bundle, { theme, width, height: 900, cost: true });
  const message = costScenes[name]?.();
  if (!message) throw new Error(`there is no scene named ${name}`);
  await view.send(message);
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  if (message.report) await view.page.locator('svg.plot').first().waitFor();
  return view;
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`${axe};0`);
  const found = await page.evaluate<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  }>('axe.run(document)');
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`)}`,
  );
}

const widthOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

describe('the cost page', () => {
  test.each(Object.keys(themes) as ThemeName[])(
    'axe finds nothing in the %s theme',
    { timeout: 120_000 },
    async (theme) => {
      for (const name of Object.keys(costScenes)) {
        const view = await open(name, theme);
        await view.page.screenshot({ path: join(pictures, `${name}-${theme}.png`), fullPage: true });
        await view.page.evaluate(() => {
          for (const one of document.querySelectorAll('details')) one.open = true;
        });
        expect(await violations(view.page)).toEqual([]);
        expect(view.problems).toEqual([]);
        await view.page.close();
      }
    },
  );

  test.each([300, 600, 1400])(
    'fits into %i pixels and follows a change of the width',
    { timeout: 60_000 },
    async (width) => {
      const view = await open('cost', 'dark', width);
      await view.page.screenshot({ path: join(pictures, `cost-dark-${width}.png`), fullPage: true });
      expect(await widthOf(view.page)).toBeLessThanOrEqual(width);
      await view.page.setViewportSize({ width: 480, height: 900 });
      await expect.poll(() => widthOf(view.page)).toBeLessThanOrEqual(480);
      const drawn = await view.page.locator('svg.plot').first().getAttribute('width');
      expect(Number(drawn)).toBeLessThanOrEqual(480);
      expect(Number(drawn)).toBeGreaterThan(400);
      await view.page.close();
    },
  );

  test('says in words and in tables what its plots show', async () => {
    const view = await open('cost');
    const { page } = view;
    const report = costReportOf(40);
    const unknown = `at least $${report.total.cost.toFixed(2)} (requests of unknown price: 1)`;
    expect(await page.locator('.figures').innerText()).toContain(unknown);
    const names = await page
      .getByRole('img')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    expect(names.length).toBeGreaterThanOrEqual(8);
    expect(names.filter((name) => name.trim() === '')).toEqual([]);
    const summary = page.getByText('Cost over requests: figures as a table');
    await summary.focus();
    await page.keyboard.press('Enter');
    const rows = page.getByRole('table').first().getByRole('row');
    expect(await rows.count()).toBe(report.requests.length + 1);
    expect(await rows.filter({ hasText: 'a-model-of-nobody' }).innerText()).toContain('unknown');
    await page.getByText('By model: figures as a table').click();
    expect(await page.getByText(/2026-11-21, https:\/\/platform\.claude\.com/).count()).toBeGreaterThan(0);
    await page.close();
  });

  test('is drawn anew while the session runs, and keeps what was opened', async () => {
    const view = await open('costOne');
    const { page } = view;
    await page.getByText('Cost over requests: figures as a table').click();
    const rows = page.getByRole('table').first().getByRole('row');
    expect(await rows.count()).toBe(3);
    await view.send({ type: 'cost', report: costReportOf(7), days: [] });
    await expect.poll(() => rows.count()).toBe(9);
    expect(await page.getByText('No session on this machine yet.').count()).toBe(1);
    await page.close();
  });

  test('says when there is nothing yet', async () => {
    const view = await open('costEmpty');
    expect(await view.page.getByText('Nothing was asked in this session yet.').count()).toBe(1);
    expect(await view.posted()).toEqual([{ type: 'ready' }]);
    await view.page.close();
  });
});
