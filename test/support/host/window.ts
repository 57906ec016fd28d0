import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { openBrowser, openWindow } from '../../../scripts/host/openWindow.mjs';
import { quietSettings } from '../../../scripts/host/quietSettings.mjs';
import { startHost } from '../../../scripts/host/startHost.mjs';

const root = join(import.meta.dirname, '../../..');

export interface BelayWindowOptions {
  /** Path relative to the workspace → content. */
  readonly workspaceFiles?: Readonly<Record<string, string | Uint8Array>>;
  /** VS Code settings of the user, besides those that keep the window quiet and `files.autoSave: off`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Base URL of the scripted model server; a test key goes with it. Without it Belay has no key (the tour). */
  readonly modelUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A colour theme by its label. */
  readonly theme?:
    | 'Default Dark Modern'
    | 'Default Light Modern'
    | 'Default High Contrast'
    | 'Default High Contrast Light';
  /** Size of the window in CSS pixels, 1400 × 900 where not given. */
  readonly width?: number;
  readonly height?: number;
  /** `false` opens the workspace in Restricted Mode. */
  readonly trusted?: boolean;
}

export interface BelayWindow {
  readonly page: Page;
  /** Inside Belay's chat view; roles and names work as in a page. */
  readonly view: FrameLocator;
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** Absolute path of Belay's own folder (`BELAY_HOME`). */
  readonly home: string;
  /** The VS Code server's process id, which is also its process group. */
  readonly pid: number;
  /** Keeps a picture of the window as `artifacts/screens/<name>.png`. */
  screenshot(name: string): Promise<void>;
  /** Runs a command by its title in the command palette. */
  command(title: string): Promise<void>;
  /** Opens a file by its name, as Go to File does, with the keyboard in its text. */
  openFile(name: string): Promise<void>;
  /** Puts Belay's view in front. */
  showBelay(): Promise<void>;
  /** Loads the window again, as a person does with F5, and shows Belay. */
  reload(): Promise<void>;
  /** Ends window, browser and server and removes their folders; no process is left afterwards. */
  close(): Promise<void>;
}

/** A VS Code window with the built extension in it, a workspace of its own, and Belay's view open. */
export async function openBelay(options: BelayWindowOptions = {}): Promise<BelayWindow> {
  const temporary = mkdtempSync(join(tmpdir(), 'belay-window-'));
  const workspace = join(temporary, 'workspace');
  const home = join(temporary, 'home');
  mkdirSync(workspace);
  for (const [path, content] of Object.entries(options.workspaceFiles ?? {})) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }
  const theme = options.theme ?? otherTheme;
  const userSettings = {
    ...quietSettings,
    // The scripted model answers conversations, and tests count its requests.
    'belay.titles': false,
    'files.autoSave': 'off',
    ...(theme ? { 'workbench.colorTheme': theme } : {}),
    ...options.settings,
  };
  const host = await startHost({
    folder: workspace,
    dataDir: join(temporary, 'host'),
    extensionDevelopmentPath: root,
    trustAll: options.trusted ?? true,
    userSettings,
    env: environment(home, options),
  });
  const browser = await openBrowser();
  const size = {
    ...(options.width === undefined ? {} : { width: options.width }),
    ...(options.height === undefined ? {} : { height: options.height }),
  };
  const page = await openWindow(browser, host.url, size);
  const view = page.locator(chatFrame).first().contentFrame().locator('iframe#active-frame').contentFrame();
  const opened: BelayWindow = {
    page,
    view,
    workspace,
    home,
    pid: host.pid,
    screenshot: async (name) => {
      const folder = join(root, 'artifacts/screens');
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}${otherTheme ? ` (${otherTheme})` : ''}.png`) });
    },
    command: (title) => runCommand(page, title),
    openFile: (name) => openFile(page, name),
    showBelay: () => showBelay(page),
    reload: async () => {
      await page.goto(host.url);
      await page.locator('.monaco-workbench').waitFor();
      await showBelay(page);
    },
    close: async () => {
      await browser.close();
      await host.close();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
  try {
    await showBelay(page);
  } catch (error) {
    await opened.screenshot('window-without-belay');
    await opened.close();
    throw error;
  }
  return opened;
}

/** The first of them is the chat: pages of Belay's in editors are opened after it. Nothing else tells them apart for sure. */
const chatFrame = 'iframe.webview:visible';

/** To look at the pictures of any test in another theme, named by its label. */
const otherTheme = process.env.BELAY_TEST_THEME;

function environment(home: string, options: BelayWindowOptions): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(ANTHROPIC|OPENAI)_/.test(name));
  const model = options.modelUrl ? { ANTHROPIC_BASE_URL: options.modelUrl, ANTHROPIC_API_KEY: 'test-key' } : {};
  return { ...Object.fromEntries(own), ...model, BELAY_HOME: home, ...options.env };
}

async function showBelay(page: Page): Promise<void> {
  const tab = page.locator('.activitybar').getByRole('tab', { name: /^Belay/ });
  await tab.waitFor({ timeout: 30_000 });
  const chat = page.locator(chatFrame).first();
  // A window that brings its side bar back by itself may do so just before the click, which then closes it again.
  for (let tries = 0; tries < 3; tries++) {
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    const shown = await chat.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (shown) return;
  }
  await chat.waitFor({ timeout: 30_000 });
}

async function runCommand(page: Page, title: string): Promise<void> {
  await quickInput(page, 'F1', `>${title}`);
  await quickRow(page, title).click();
}

async function openFile(page: Page, name: string): Promise<void> {
  const tab = page.locator('.tab.active').getByText(name, { exact: true }).first();
  // The list is drawn anew while files are looked for, and may take with it what is just being pressed.
  for (let tries = 0; tries < 5 && !(await tab.isVisible()); tries++) {
    await quickInput(page, 'Control+p', name);
    await quickRow(page, name).click();
    await Promise.race([tab.waitFor(), page.waitForTimeout(3000)]);
    if (!(await tab.isVisible())) await page.keyboard.press('Escape');
  }
  await tab.waitFor();
  // The tab tells of it before its editor takes the place of the last one, which would get the click and the keys.
  const text = page.locator(
    `.editor-instance :is([data-uri^="file:"], [data-uri^="vscode-remote:"])[data-uri$="/${name}"]`,
  );
  await text.locator('.view-lines').first().click();
  await text.and(page.locator('.focused')).first().waitFor();
}

function quickRow(page: Page, text: string): Locator {
  return page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: text }).first();
}

async function quickInput(page: Page, key: string, text: string): Promise<void> {
  // One that is just closing would take the words and lose them.
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  const input = page.locator('.quick-input-widget:visible input');
  // While the workbench starts, or an editor that had the keyboard closes, a key may reach nobody. And the workbench learns
  // late that a view has got the keyboard by a click: an input that was opened meanwhile closes again.
  for (let tries = 0; tries < 10; tries++) {
    if (!(await input.isVisible())) await page.keyboard.press(key);
    await Promise.race([input.waitFor(), page.waitForTimeout(3000)]);
    const filled = await input.fill(text, { timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (filled) return;
  }
  throw new Error(`No input opened with ${key}.`);
}
