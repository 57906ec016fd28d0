import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from './chromium.mjs';

/**
 * A browser for VS Code windows; one browser can hold many windows.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function openBrowser() {
  return chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
}

/**
 * @typedef {object} WindowOptions
 * @property {number} [width] of the page, in CSS pixels
 * @property {number} [height]
 * @property {(type: string, args: unknown[]) => void} [onLog] receives what in-editor tests print
 * @property {(code: number) => void} [onExit] receives the exit code of in-editor tests
 */

/**
 * A VS Code window on a running host, in a browser context of its own, with the workbench drawn.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {WindowOptions} [options]
 * @returns {Promise<import('playwright-core').Page>}
 */
export async function openWindow(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  if (options.onLog) await page.exposeFunction('codeAutomationLog', options.onLog);
  if (options.onExit) await page.exposeFunction('codeAutomationExit', options.onExit);
  await page.goto(url);
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  return page;
}
