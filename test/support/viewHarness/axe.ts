import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { wear } from './open.ts';
import { type ThemeName, themes } from './themes.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds in a page or in a frame, one text for each rule. A contrast that it cannot work out counts too, unless a
 * part of the page is `covered`: something lies over it, or it is scrolled out of its list.
 */
export async function axeFindings(
  page: Page | Frame,
  { covered = false, ...options }: RunOptions & { covered?: boolean } = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`${axe};0`);
  const { violations, incomplete } = await page.evaluate((given): Promise<AxeResults> => {
    const here: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> } = Reflect.get(window, 'axe');
    // Rows of a long table are all alike.
    return here.run({ include: ['html'], exclude: ['tbody tr:nth-child(n + 41)'] }, given);
  }, options);
  const unsure = covered ? [] : incomplete.filter(({ id }) => id === 'color-contrast');
  return [...violations, ...unsure].map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join('\n')}`,
  );
}

/**
 * What axe finds in a page of the harness in every theme, that which it wears first. A theme changes colours only, so that
 * the rest is looked at once. `looked` is called in each theme.
 */
export async function axeFindingsInThemes(
  page: Page,
  looked: (theme: ThemeName) => unknown = () => undefined,
  covered = false,
): Promise<string[]> {
  const found: string[] = [];
  const names = Object.keys(themes) as ThemeName[];
  for (const theme of names) {
    if (theme !== names[0]) await wear(page, theme);
    await looked(theme);
    const rules: RunOptions = theme === names[0] ? {} : { runOnly: ['color-contrast'] };
    found.push(...(await axeFindings(page, { ...rules, covered })).map((finding) => `${theme}: ${finding}`));
  }
  return found;
}
