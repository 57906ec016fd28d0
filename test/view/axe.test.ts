import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindingsInThemes } from '../support/viewHarness/axe.ts';
import { acts } from '../support/viewHarness/imageScenes.ts';
import { scenes } from '../support/viewHarness/scenes.ts';
import { open, scene, viewsOfThisFile } from '../support/viewHarness/views.ts';

viewsOfThisFile();

test('axe finds nothing in any scene and theme, contrast included', { timeout: 600_000 }, async () => {
  const found: string[] = [];
  const left = Object.keys(scenes);
  // Each scene settles for a moment; several at a time.
  const look = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) found.push(...(await findings(name)));
  };
  await Promise.all([look(), look(), look(), look()]);
  expect(found).toEqual([]);
});

/** What axe finds in a scene with all of it unfolded. */
async function findings(name: string): Promise<string[]> {
  const view = await open(scene(name), { theme: 'dark', height: 2200 });
  await view.page.waitForTimeout(400);
  await acts[name]?.(view.page);
  await view.page.evaluate(() => {
    const folded = '.line, .foldLine[aria-expanded=false]';
    for (const line of document.querySelectorAll<HTMLElement>(folded)) line.click();
  });
  await view.page.waitForTimeout(100);
  await fitAll(view.page, 2200);
  const found = await axeFindingsInThemes(view.page);
  expect(view.problems).toEqual([]);
  await view.page.close();
  return found.map((finding) => `${name}: ${finding}`);
}

/**
 * Makes the window so high that neither the list nor the dock scrolls. A row of which a part is scrolled out of the list
 * lies half outside of the list's own box, and axe then takes the two for things that overlap.
 */
async function fitAll(page: Page, height: number): Promise<void> {
  let fits = height;
  for (let hidden = 1; hidden > 0; ) {
    hidden = await page.evaluate(() => {
      const over = (selector: string): number => {
        const element = document.querySelector(selector);
        return element ? element.scrollHeight - element.clientHeight : 0;
      };
      return over('.list') + 2 * over('.dock');
    });
    fits += hidden;
    if (fits > 20_000) throw new Error('the view grows with its window');
    if (hidden === 0) return;
    await page.setViewportSize({ width: 380, height: fits });
    await page.waitForTimeout(100);
  }
}
