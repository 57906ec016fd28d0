import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RestorePreview, ToView } from '../../src/protocol/webview.ts';
import { axeFindingsInThemes } from '../support/viewHarness/axe.ts';
import { Conversation, host } from '../support/viewHarness/conversation.ts';
import type { View } from '../support/viewHarness/open.ts';
import type { ThemeName } from '../support/viewHarness/themes.ts';
import { openEmpty, pictures, said, viewsOfThisFile } from '../support/viewHarness/views.ts';

viewsOfThisFile();

const edit = {
  kind: 'edit' as const,
  path: '/home/ada/calc/src/sum.ts',
  added: 3,
  removed: 1,
  diff: '@@ -1 +1 @@\n-a\n+b',
};

function conversation(): { readonly messages: ToView[]; readonly to: string } {
  const talk = new Conversation();
  talk.add({ type: 'session', version: 1, sessionId: 's1', root: '/home/ada/calc' });
  talk.user('Why does the sum test fail?').say({ type: 'text', text: 'The loop begins at 1.' }).end();
  talk.user('Fix it, and write a test for the empty list as well. Keep the style of the other tests.');
  const to = talk.events.at(-1)?.id ?? '';
  talk.done('c1', 'edit_file', 'edit', 'Edit src/sum.ts', { path: 'src/sum.ts' }, 'Edited src/sum.ts (+3 −1).');
  talk.add({ type: 'applied', turn: talk.turn, callId: 'c1', checkpoint: 'p1', summary: [edit] });
  talk.say({ type: 'text', text: 'Fixed; all tests pass.' }).end();
  return {
    messages: [
      { type: 'transcript', sessionId: 's1', events: talk.events },
      { type: 'state', state: host },
    ],
    to,
  };
}

const preview: RestorePreview[] = [
  { path: '/home/ada/calc/src/sum.ts', outcome: 'merged', added: 1, removed: 3, diff: true },
  { path: '/home/ada/calc/test/sum.empty.test.ts', outcome: 'restored', added: 0, removed: 12, diff: true },
  { path: '/home/ada/calc/README.md', outcome: 'conflict', added: 0, removed: 0, diff: true },
  {
    path: '/home/ada/calc/assets/logo.png',
    outcome: 'kept',
    reason: 'it was changed since',
    added: 0,
    removed: 0,
    diff: false,
  },
];

async function opened(options: { width?: number } = {}): Promise<View & { readonly to: string }> {
  const { messages, to } = conversation();
  const view = await openEmpty(options);
  await view.send(...messages);
  const message = view.page.getByRole('article', { name: 'You said' }).last();
  await message.hover();
  await message.getByRole('button', { name: 'Restore to here' }).click();
  return { ...view, to };
}

describe('going back to a message', () => {
  test('asks for a preview, shows what would become of each file, and restores what was picked', async () => {
    const view = await opened();
    const { page, to } = view;
    const panel = page.getByRole('group', { name: /^Restore: Fix it/ });
    await panel.getByText('Looking at what would change').waitFor();
    await expect.poll(() => said(view, 'previewRestore')).toEqual([{ type: 'previewRestore', to }]);
    await view.send({ type: 'restorePreview', to, files: preview });
    await panel.getByText('taken back, your later changes stay').waitFor();
    await panel.getByText('One file stays as it is').waitFor();
    await panel.getByRole('button', { name: 'README.md' }).click();
    await expect.poll(() => said(view, 'openRestoreDiff')).toMatchObject([{ to, path: '/home/ada/calc/README.md' }]);
    await panel.getByRole('radio', { name: 'Files only' }).check();
    await panel.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect.poll(() => said(view, 'restore')).toEqual([{ type: 'restore', to, files: true, conversation: false }]);
    await panel.waitFor({ state: 'detached' });
    expect(view.problems).toEqual([]);
    await page.close();
  });

  test('with the keyboard alone; Escape leaves everything as it is', async () => {
    const view = await opened();
    const { page, to } = view;
    await view.send({ type: 'restorePreview', to, files: preview });
    const panel = page.getByRole('group', { name: /^Restore:/ });
    await expect.poll(() => panel.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await panel.getByText('Files stay as they are now.').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.locator('textarea:focus').waitFor();
    expect(await said(view, 'restore')).toEqual([]);
    const fork = page.getByRole('button', { name: 'Fork from here' }).last();
    await fork.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => said(view, 'fork')).toEqual([{ type: 'fork', at: to }]);
    await page.getByRole('button', { name: 'Fork after this answer' }).last().focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await said(view, 'fork')).length).toBe(2);
    await expect.poll(async () => (await said(view, 'fork')).at(-1)).not.toEqual({ type: 'fork', at: to });
    await page.close();
  });

  test('where no file changed only the conversation can go back', async () => {
    const view = await opened();
    await view.send({ type: 'restorePreview', to: view.to, files: [] });
    const { page } = view;
    await page.getByText('No file was changed since this message.').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: 'Files only' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect
      .poll(() => said(view, 'restore'))
      .toEqual([{ type: 'restore', to: view.to, files: false, conversation: true }]);
    await page.close();
  });

  test('is not offered while Belay works', async () => {
    const view = await openEmpty();
    await view.send(...conversation().messages, { type: 'state', state: { ...host, busy: true } });
    await view.page.getByRole('button', { name: 'Stop' }).waitFor();
    await expect.poll(() => view.page.getByRole('button', { name: 'Restore to here' }).count()).toBe(0);
    await view.page.close();
  });

  test('what was taken back can be brought back from its row', async () => {
    const { messages, to } = conversation();
    const view = await openEmpty();
    const restored = ['/home/ada/calc/src/sum.ts'];
    const event = { id: 'r1', time: 1, type: 'restored', to, files: true, conversation: false } as const;
    const kept = [{ path: '/home/ada/calc/README.md', reason: 'conflict: you changed the same lines' }];
    await view.send(...messages, { type: 'event', event: { ...event, restored, merged: restored, kept } });
    await view.page.getByText('1 file is as it was.').waitFor();
    await view.page.screenshot({ path: join(pictures, 'restored-dark-380.png') });
    await view.page.getByRole('button', { name: /^Redo/ }).click();
    await expect.poll(() => said(view, 'redo')).toEqual([{ type: 'redo', of: 'r1' }]);
    await view.page.close();
  });

  test.each([300, 380])('axe finds nothing in any theme, %i pixels wide', async (width) => {
    const view = await opened({ width });
    await view.send({ type: 'restorePreview', to: view.to, files: preview });
    await view.page.getByText('taken back, your later changes stay').waitFor();
    await view.page.getByRole('article', { name: 'You said' }).last().hover();
    await view.page.waitForTimeout(300);
    const picture = (theme: ThemeName) =>
      view.page.screenshot({ path: join(pictures, `restore-${theme}-${width}.png`) });
    expect(await axeFindingsInThemes(view.page, picture)).toEqual([]);
    await view.page.close();
  });
});
