import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { ToHost, ToView } from '../../../src/protocol/webview.ts';
import { buildView } from './build.ts';
import { launch, openView, type View } from './open.ts';
import { scenes } from './scenes.ts';
import type { ThemeName } from './themes.ts';

let browser: Browser;
let bundle: string;

/** The browser and the built view for the tests of a file. */
export function viewsOfThisFile(): void {
  beforeAll(async () => {
    bundle = await buildView();
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());
}

/** A view that has got these messages. */
export async function open(
  messages: readonly ToView[],
  options: { theme?: ThemeName; state?: unknown; width?: number; height?: number } = {},
): Promise<View> {
  const view = await openView(browser, bundle, { theme: 'dark', width: 380, height: 760, ...options });
  await view.send(...messages);
  await view.page.getByRole('textbox').first().waitFor();
  return view;
}

/** What the view has told its host, of one type. */
export async function said<T extends ToHost['type']>(view: View, type: T): Promise<Extract<ToHost, { type: T }>[]> {
  const all = await view.posted();
  return all.filter((one): one is Extract<ToHost, { type: T }> => one.type === type);
}

export function scene(name: string): readonly ToView[] {
  const messages = scenes[name]?.();
  if (!messages) throw new Error(`there is no scene named ${name}`);
  return messages;
}

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message Belay' });
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
