import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Delta } from '../../src/protocol/events.ts';
import type { ToView } from '../../src/protocol/webview.ts';
import { Conversation, host } from '../support/viewHarness/conversation.ts';
import { button, composer, open, said, scene, viewsOfThisFile } from '../support/viewHarness/views.ts';

viewsOfThisFile();

test('the names that people and tools rely on', async () => {
  const { page } = await open(scene('approval'));
  for (const name of ['Send', 'Stop', 'Approve', 'Reject', 'New session', 'Approve for this session']) {
    expect(await button(page, name).count(), name).toBe(1);
  }
  await expect.poll(() => page.getByRole('log', { name: 'Conversation' }).count()).toBe(1);
  await expect.poll(() => page.getByRole('group', { name: 'Approval: Run curl', exact: false }).count()).toBe(1);
  await expect.poll(() => composer(page).count()).toBe(1);
  await page.close();
});

describe('an approval', () => {
  const group = (page: Page) => page.getByRole('group', { name: 'Approval: ', exact: false });

  test('takes the focus, ignores a press that was meant for something else, and then decides', async () => {
    const view = await open(scene('answer'));
    await composer(view.page).focus();
    await view.page.evaluate(() => {
      new MutationObserver((_, observer) => {
        const buttons = document.querySelectorAll<HTMLElement>('.card vscode-button');
        if (buttons.length < 3) return;
        observer.disconnect();
        for (const one of buttons) one.click();
        document.body.dataset.pressed = String(buttons.length);
      }).observe(document.body, { childList: true, subtree: true });
    });
    await view.send(...scene('approval'));
    await view.page.locator('body[data-pressed]').waitFor();
    await expect.poll(() => group(view.page).evaluate((card) => card === document.activeElement)).toBe(true);
    await view.page.keyboard.press('Enter');
    expect(await said(view, 'decide')).toEqual([]);
    await view.page.waitForTimeout(350);
    await button(view.page, 'Approve').press('Enter');
    await view.page.evaluate(() => {
      for (const one of document.querySelectorAll<HTMLElement>('.card vscode-button')) one.click();
    });
    await expect
      .poll(() => said(view, 'decide'))
      .toEqual([{ type: 'decide', callId: 'a1', decision: 'approved', scope: 'once' }]);
    await view.page.close();
  });

  test('does not take the focus from somebody who is typing; F6 goes there', async () => {
    const view = await open(scene('answer'));
    await composer(view.page).pressSequentially('wait, ');
    await view.send(...scene('approval'));
    await group(view.page).waitFor();
    await view.page.keyboard.type('also');
    await expect.poll(() => composer(view.page).inputValue()).toBe('wait, also');
    await view.page.keyboard.press('F6');
    await expect.poll(() => group(view.page).evaluate((card) => card === document.activeElement)).toBe(true);
    await view.page.keyboard.press('F6');
    await expect.poll(() => composer(view.page).evaluate((field) => field === document.activeElement)).toBe(true);
    await view.page.close();
  });

  test('is rejected with one click, or with a reason', async () => {
    const view = await open(scene('approval'));
    await button(view.page, 'Say why…').click();
    const reason = view.page.getByRole('textbox', { name: 'Tell Belay why (optional)' });
    await reason.fill('Use the mirror.');
    await view.page.waitForTimeout(350);
    await reason.press('Enter');
    await expect
      .poll(() => said(view, 'decide'))
      .toEqual([{ type: 'decide', callId: 'a1', decision: 'rejected', scope: 'once', reason: 'Use the mirror.' }]);
    await view.page.close();
    const other = await open(scene('edit'));
    await button(other.page, 'Open diff').click();
    await button(other.page, 'Reject').click();
    await expect.poll(() => said(other, 'openDiff')).toEqual([{ type: 'openDiff', callId: 'a2' }]);
    await expect
      .poll(() => said(other, 'decide'))
      .toEqual([{ type: 'decide', callId: 'a2', decision: 'rejected', scope: 'once' }]);
    await other.page.close();
  });

  test('shows what hides', async () => {
    const { page } = await open(scene('approval'));
    const text = await group(page).locator('.exact').textContent();
    expect(text).toContain('U+200B');
    expect(text).toContain('␣×60');
    expect(text).toContain('ESC');
    expect(text).toContain('rm -rf "$HOME/.ssh"');
    await page.close();
  });
});

test('plan mode is a toggle that tells its state; what broke the cache unfolds by the keyboard', async () => {
  const view = await open(scene('plan'));
  const plan = view.page.getByRole('button', { name: 'Plan mode', pressed: true });
  await plan.click();
  await expect.poll(() => said(view, 'command')).toEqual([{ type: 'command', command: 'togglePlan' }]);
  await view.send({ type: 'state', state: { ...host, plan: false } });
  await view.page.getByRole('button', { name: 'Plan mode', pressed: false }).waitFor();
  const line = view.page.getByRole('button', { name: /38k tokens read anew, at a price that is not known/ });
  await line.focus();
  await view.page.keyboard.press('Enter');
  await expect.poll(() => view.page.locator('.cacheBreak pre').textContent()).toContain('+ Use two spaces.');
  await view.page.close();
});

test('links are checked and opened by the host, images are not loaded, code can be inserted', async () => {
  const view = await open(scene('answer'));
  await view.page.getByRole('link', { name: 'example.org', exact: true }).click();
  await expect.poll(() => said(view, 'openLink')).toEqual([{ type: 'openLink', href: 'https://evil.test/login' }]);
  await expect.poll(() => view.page.getByText('(evil.test)').count()).toBe(1);
  await expect.poll(() => view.page.getByText('(evil.test, sends 43 characters along)').count()).toBe(1);
  await expect.poll(() => view.page.locator('.markdown img').count()).toBe(0);
  await button(view.page, 'Insert at cursor').click();
  await expect.poll(async () => (await said(view, 'insertAtCursor'))[0]?.text).toContain('export function sum');
  await button(view.page, 'src/sum.ts:4').click();
  await expect.poll(() => said(view, 'openFile')).toEqual([{ type: 'openFile', path: 'src/sum.ts', line: 4 }]);
  await view.page.close();
});

test('sessions are listed and opened; deleting one is put to the host, which asks the person', async () => {
  const view = await open(scene('history'));
  await button(view.page, 'Delete session Release notes').click();
  await expect.poll(() => said(view, 'deleteSession')).toEqual([{ type: 'deleteSession', sessionId: 's3' }]);
  await view.page.getByRole('textbox', { name: 'Search sessions' }).fill('parser');
  await expect.poll(async () => (await said(view, 'listSessions')).at(-1)?.query).toBe('parser');
  await view.page.getByRole('button', { name: 'Explain how the parser', exact: false }).first().click();
  await expect.poll(() => said(view, 'openSession')).toEqual([{ type: 'openSession', sessionId: 's2' }]);
  await view.page.close();
});

test('with 5,000 events it draws few rows, follows the end, and answers each batch quickly', {
  timeout: 60_000,
}, async () => {
  const talk = new Conversation();
  for (let index = 0; talk.events.length < 5000; index++) {
    if (index % 50 === 0) talk.user(`Task ${index}`).say({ type: 'text', text: `Working on **${index}**.\n\nSecond.` });
    talk.done(`c${index}`, 'read_file', 'read', `Read ${index}.ts`, {}, 'text');
  }
  const view = await open([
    { type: 'transcript', sessionId: 's1', events: talk.events },
    { type: 'state', state: { ...host, busy: true } },
  ]);
  await expect.poll(() => atEnd(view.page)).toBe(true);
  await expect.poll(() => view.page.locator('.row').count()).toBeLessThan(120);
  const words: Delta[] = Array.from({ length: 5 }, () => ({ type: 'text', text: 'word after word, ' }));
  const took: number[] = [];
  for (let seq = 0; seq < 60; seq++) {
    took.push(
      await view.page.evaluate(
        async ([message, wanted]) => {
          const begun = performance.now();
          window.postMessage(message, '*');
          const posted: { type: string; seq?: number }[] = Reflect.get(window, 'posted');
          while (!posted.some((one) => one.type === 'ack' && one.seq === wanted)) {
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
          return performance.now() - begun;
        },
        [{ type: 'deltas', seq, deltas: words } satisfies ToView, seq] as const,
      ),
    );
  }
  took.sort((a, b) => a - b);
  console.log(`batch with 5,000 events: median ${took[30]?.toFixed(1)} ms, 95th percentile ${took[57]?.toFixed(1)} ms`);
  expect(took[30]).toBeLessThan(30);
  await expect.poll(() => atEnd(view.page)).toBe(true);
  await view.page.locator('.list').hover();
  for (let notch = 0; notch < 6; notch++) {
    await view.page.mouse.wheel(0, -300);
    await view.page.waitForTimeout(40);
  }
  await button(view.page, 'Jump to latest').waitFor();
  await expect.poll(() => atEnd(view.page)).toBe(false);
  await view.send({ type: 'deltas', seq: 60, deltas: words });
  await expect.poll(async () => (await said(view, 'ack')).at(-1)?.seq).toBe(60);
  await view.page.waitForTimeout(200);
  await expect.poll(() => atEnd(view.page)).toBe(false);
  await button(view.page, 'Jump to latest').click();
  await expect.poll(() => atEnd(view.page)).toBe(true);
  await view.page.close();
});

function atEnd(page: Page): Promise<boolean> {
  return page.locator('.list').evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 40);
}
