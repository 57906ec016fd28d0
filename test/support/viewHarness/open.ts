import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ToCostPage } from '../../../src/protocol/costPage.ts';
import type { ToHost, ToView } from '../../../src/protocol/webview.ts';
import { type ThemeName, themes } from './themes.ts';

const origin = 'http://view.test';
const nonce = 'c2NyZWVuc2hvdHM';

export interface View {
  readonly page: Page;
  /** Sends messages to the view as the host would, and waits until it has drawn a picture since. */
  send(...messages: (ToView | ToCostPage)[]): Promise<void>;
  /** What the view has said so far. */
  posted(): Promise<ToHost[]>;
  /** Refusals of the content security policy and errors of the page. */
  readonly problems: readonly string[];
}

export interface Options {
  readonly theme: ThemeName;
  readonly width: number;
  readonly height: number;
  /** The cost page in the place of the chat. */
  readonly cost?: boolean;
  /** What `getState` gives back, as after a reload. */
  readonly state?: unknown;
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.BELAY_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Opens the bundled view under the policy that the host sets, with a stand-in for VS Code's side of the page. */
export async function openView(browser: Browser, bundle: string, options: Options): Promise<View> {
  const page = await browser.newPage({ viewport: { width: options.width, height: options.height } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html(options) });
    const contentType = types[pathname.split('.').at(-1) ?? ''] ?? 'text/plain';
    if (pathname === '/favicon.ico') return route.fulfill({ status: 204, body: '' });
    return route.fulfill({ contentType, body: readFileSync(join(bundle, pathname)) });
  });
  await page.goto(`${origin}/`);
  return {
    page,
    problems,
    async send(...messages) {
      await page.evaluate((all) => {
        for (const message of all) window.postMessage(message, '*');
        // The first picture may have been begun before the messages came in.
        return new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn())));
      }, messages);
    },
    posted: () => page.evaluate(() => Reflect.get(window, 'posted')),
  };
}

/** Gives an open page another theme, as VS Code does while it is shown. */
export async function wear(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate(({ bodyClass, variables }) => {
    const sheet = document.styleSheets[0]?.cssRules[0];
    if (!(sheet instanceof CSSStyleRule)) throw new Error('the rule that holds the theme is gone');
    sheet.style.cssText = Object.entries(variables)
      .map(([name, value]) => `--vscode-${name}: ${value};`)
      .join(' ');
    document.body.className = bodyClass;
  }, themes[theme]);
  // A colour may move there slowly, and colours of code come from a worker.
  await page.waitForTimeout(250);
}

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

function html({ theme, state, cost = false }: Options): string {
  const { bodyClass, variables } = themes[theme];
  const css = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin} 'nonce-${nonce}'; font-src ${origin}; img-src ${origin} data:; connect-src 'none'; form-action 'none'; base-uri 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<title>Belay</title>
<style nonce="${nonce}">:root { ${css.join(' ')} }</style>
<link rel="stylesheet" href="${origin}/${cost ? 'costStyles' : 'styles'}.css">
</head>
<body class="${bodyClass}">
<div id="root"></div>
<script nonce="${nonce}">
  window.posted = [];
  let state = ${JSON.stringify(state ?? null)};
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => { window.posted.push(message); },
    getState: () => state,
    setState: (next) => { state = next; window.savedState = next; },
  });
</script>
<script type="module" nonce="${nonce}" src="${origin}/${cost ? 'cost' : 'main'}.js"></script>
</body>
</html>`;
}
