import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openWindow } from '../../scripts/host/openWindow.mjs';

const root = join(import.meta.dirname, '../..');
const temporary = mkdtempSync(join(tmpdir(), 'belay-start-'));
let started: ChildProcess;
let browser: Browser;
let page: Page;
let printed = '';

beforeAll(async () => {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('ANTHROPIC_'));
  started = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...Object.fromEntries(clean), BELAY_NO_OPEN: '1', BELAY_HOME: join(temporary, 'home') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    started.stdout?.on('data', (chunk) => {
      printed += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+\/\?tkn=\S+/.exec(printed)?.[0];
      if (url) resolve(url);
    });
    started.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${printed}`)));
  });
  browser = await openBrowser();
  page = await openWindow(browser, address);
});

afterAll(async () => {
  await browser?.close();
  started?.kill('SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

/** The frame of the chat; the preview of the sample's README is a webview too. */
async function chat(): Promise<Frame> {
  const named = async (frame: Frame): Promise<boolean> =>
    (await frame.getByRole('textbox', { name: 'Message Belay' }).count()) > 0;
  let found: Frame | undefined;
  await expect
    .poll(
      async () => {
        for (const frame of page.frames()) if (await named(frame)) found = frame;
        return found !== undefined;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  if (!found) throw new Error('the chat is not there');
  return found;
}

test('npm start opens the sample project, and the tour mends it with the approvals of a person', async () => {
  const view = await chat();
  await view.getByText('Find out why the test fails and fix it').click();
  const composer = view.getByRole('textbox', { name: 'Message Belay' });
  if ((await composer.inputValue()) !== '') await composer.press('Enter');
  const approve = async (title: string): Promise<void> => {
    const card = view.getByRole('group', { name: `Approval: ${title}` });
    const button = card.getByRole('button', { name: 'Approve', exact: true });
    await button.and(card.locator(':not([aria-disabled=true])')).waitFor();
    await button.click();
    await card.waitFor({ state: 'detached' });
  };
  await approve('Run npm test');
  await page.locator('.editor.modified .codelens-decoration a', { hasText: 'Approve' }).waitFor();
  await page.screenshot({ path: join(root, 'artifacts/screens/start-proposal.png') });
  await approve('Edit src/cart.js');
  await approve('Run npm test');
  await view.getByText('This was the tour').first().waitFor();
  await page.screenshot({ path: join(root, 'artifacts/screens/start-tour.png') });
  const folder = /^Folder: (.*)$/m.exec(printed)?.[1] ?? '';
  expect(readFileSync(join(folder, 'src/cart.js'), 'utf8')).toContain('sort((a, b) => a - b)');
});

test('Ctrl+C ends it and leaves no process', async () => {
  const groups = /server-main/.test(await processes());
  expect(groups).toBe(true);
  const ended = new Promise((resolve) => started.once('exit', resolve));
  started.kill('SIGINT');
  await ended;
  expect(await processes()).not.toContain(temporary);
});

/** The command lines of all processes that name this test's folder. */
async function processes(): Promise<string> {
  const list = spawn('ps', ['-eo', 'args'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of list.stdout) text += String(chunk);
  return text
    .split('\n')
    .filter((line) => line.includes(temporary))
    .join('\n');
}
