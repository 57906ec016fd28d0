import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BelayWindow, openBelay } from '../support/host/window.ts';

let belay: BelayWindow;

beforeAll(async () => {
  belay = await openBelay({ workspaceFiles: { 'hello.txt': 'Hello\n' } });
});

afterAll(async () => {
  await belay?.close();
});

test('Belay opens in the sidebar with its composer ready', async () => {
  const composer = belay.view.getByRole('textbox', { name: 'Message Belay' });
  await composer.waitFor({ timeout: 30_000 });
  await belay.screenshot('smoke');
  await expect.poll(() => composer.isEditable()).toBe(true);
});

test('closing the window leaves no process', async () => {
  expect(process.kill(-belay.pid, 0)).toBe(true);
  await belay.close();
  expect(() => process.kill(-belay.pid, 0)).toThrow('ESRCH');
});
