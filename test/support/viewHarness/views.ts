import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { ToHost, ToView } from '../../../src/protocol/webview.ts';
import { bundle, root } from './build.ts';
import { launch, type Options, openView, type View } from './open.ts';
import { scenes } from './scenes.ts';

let browser: Browser;

/** The browser for the tests of a file. */
export function viewsOfThisFile(): void {
  beforeAll(async () => {
    browser = await launch();
    mkdirSync(pictures, { recursive: true });
  }, 60_000);
  afterAll(() => browser?.close());
}

/** Folder of the pictures that tests of the view keep. */
export const pictures = join(root, 'artifacts/view');

/** An empty view as wide as a usual sidebar, or the cost page. */
export async function openEmpty(options: Partial<Options> = {}): Promise<View> {
  return await openView(browser, bundle, { theme: 'dark', width: 380, height: 760, ...options });
}

/** A view that has got these messages. */
export async function open(messages: readonly ToView[], options: Partial<Options> = {}): Promise<View> {
  const view = await openEmpty(options);
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
