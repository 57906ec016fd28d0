import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ToView } from '../../src/protocol/webview.ts';
import { longCommand, noSandbox } from '../support/viewHarness/approvalScenes.ts';
import { host } from '../support/viewHarness/conversation.ts';
import type { View } from '../support/viewHarness/open.ts';
import { scenes } from '../support/viewHarness/scenes.ts';
import { openEmpty, pictures, said, viewsOfThisFile } from '../support/viewHarness/views.ts';

viewsOfThisFile();

async function open(scene: string, size: { width?: number; height?: number } = {}): Promise<View> {
  const view = await openEmpty({ width: 300, ...size });
  await view.send(...(scenes[scene]?.() ?? []));
  await view.page.getByRole('group', { name: 'Approval: ', exact: false }).first().waitFor();
  return view;
}

const button = ({ page }: View, name: string): Locator => page.getByRole('button', { name, exact: true });
const box = ({ page }: View): Locator => page.locator('.exact');
const approvals = ['Approve', 'Approve for this session'];

/** Whether the buttons that approve take presses; all or none of them. */
async function approvable(view: View): Promise<boolean> {
  const states = await Promise.all(approvals.map((name) => button(view, name).getAttribute('aria-disabled')));
  expect(new Set(states).size).toBe(1);
  return states[0] !== 'true';
}

async function afterGuard(view: View): Promise<void> {
  await button(view, 'Reject').and(view.page.locator(':not([aria-disabled=true])')).waitFor();
}

describe('a text longer than its box', () => {
  test('cannot be approved before its end was in sight; rejecting is possible at once', async () => {
    const view = await open('approvalLong');
    await afterGuard(view);
    await expect.poll(() => approvable(view)).toBe(false);
    await button(view, 'Approve').click({ force: true });
    await button(view, 'Approve').press('Enter');
    await button(view, 'Approve for this session').click({ force: true });
    expect(await said(view, 'decide')).toEqual([]);
    await expect
      .poll(() => button(view, 'Approve').getAttribute('aria-description'))
      .toBe('Scroll to the end to approve');
    await view.page.screenshot({ path: `${pictures}/card-unread.png` });
    await box(view).hover();
    await view.page.mouse.wheel(0, 200);
    await view.page.waitForTimeout(100);
    await expect.poll(() => approvable(view)).toBe(false);
    await view.page.mouse.wheel(0, 5000);
    await expect.poll(() => approvable(view)).toBe(true);
    await view.page.screenshot({ path: `${pictures}/card-read.png` });
    await button(view, 'Approve').click();
    await expect
      .poll(() => said(view, 'decide'))
      .toEqual([{ type: 'decide', callId: 'a1', decision: 'approved', scope: 'once' }]);
    await view.page.close();
  });

  test('is read with the keyboard alone: Tab reaches the box, End its end, Tab goes on to Approve', async () => {
    const view = await open('approvalLong');
    await afterGuard(view);
    await view.page.getByRole('group', { name: 'Approval: ', exact: false }).focus();
    await view.page.keyboard.press('Tab');
    await expect.poll(() => box(view).evaluate((element) => element.matches(':focus'))).toBe(true);
    await view.page.keyboard.press('End');
    await expect.poll(() => approvable(view)).toBe(true);
    await view.page.keyboard.press('Tab');
    await expect.poll(() => button(view, 'Approve').evaluate((element) => element.matches(':focus'))).toBe(true);
    await view.page.keyboard.press('Enter');
    await expect.poll(() => said(view, 'decide')).toHaveLength(1);
    await view.page.close();
  });

  test('its hint goes to the end too, without losing the keyboard or moving the buttons', async () => {
    const view = await open('approvalLong');
    await afterGuard(view);
    const before = await button(view, 'Reject').boundingBox();
    await button(view, 'Scroll to the end to approve').press('Enter');
    await view.page.getByText('Seen to its end').waitFor();
    await expect.poll(() => box(view).evaluate((element) => element.matches(':focus'))).toBe(true);
    await expect.poll(() => button(view, 'Reject').boundingBox()).toEqual(before);
    await expect.poll(() => approvable(view)).toBe(true);
    await view.page.close();
  });

  test('a window that shrinks or grows: what was seen stays seen, what was not does not become so', async () => {
    const short = await open('approvalNoSandbox', { width: 480 });
    await afterGuard(short);
    await expect.poll(() => approvable(short)).toBe(true);
    await expect.poll(() => short.page.getByText('Scroll to the end').count()).toBe(0);
    await short.page.setViewportSize({ width: 120, height: 300 });
    await short.page.waitForTimeout(150);
    await expect.poll(() => approvable(short)).toBe(true);
    await short.page.close();
    const long = await open('approvalLong');
    await afterGuard(long);
    await long.page.setViewportSize({ width: 900, height: 1000 });
    await long.page.waitForTimeout(150);
    await expect.poll(() => approvable(long)).toBe(false);
    // So high a box holds all of it: then all of it was in sight.
    await box(long).evaluate((element) => {
      element.style.maxHeight = 'none';
    });
    await expect.poll(() => approvable(long)).toBe(true);
    await long.page.close();
  });

  test('another text for the same call begins anew', async () => {
    const view = await open('approvalLong');
    await afterGuard(view);
    await button(view, 'Scroll to the end to approve').click();
    await expect.poll(() => approvable(view)).toBe(true);
    const messages = scenes.approvalLong?.() ?? [];
    const changed = messages.map(
      (message): ToView =>
        message.type === 'transcript'
          ? {
              ...message,
              events: message.events.map((event) =>
                event.type === 'asked'
                  ? { ...event, request: { ...event.request, exact: `${longCommand}\necho more` } }
                  : event,
              ),
            }
          : message,
    );
    await view.send(...changed);
    await expect.poll(() => approvable(view)).toBe(false);
    await view.page.close();
  });

  test('nothing counts as seen in a view that has no size', async () => {
    const view = await open('approvalLong');
    await view.page.locator('.dock').evaluate((dock) => {
      if (dock instanceof HTMLElement) dock.style.display = 'none';
    });
    await view.page.waitForTimeout(150);
    await view.page.locator('.dock').evaluate((dock) => {
      if (dock instanceof HTMLElement) dock.style.display = '';
    });
    await afterGuard(view);
    await expect.poll(() => approvable(view)).toBe(false);
    await view.page.close();
  });
});

describe('always allow', () => {
  test('is a second choice that says what each rule would also let through; Escape and Back change nothing', async () => {
    const view = await open('approvalParts', { width: 380, height: 900 });
    await afterGuard(view);
    await button(view, 'Always allow…').click();
    const choice = view.page.getByRole('group', { name: 'From now on, allow without asking:' });
    await choice.waitFor();
    const text = await choice.innerText();
    expect(text).toContain('This allows nothing else.');
    expect(text).toContain('npm test -- --watch');
    await view.page.screenshot({ path: `${pictures}/card-always.png` });
    await view.page.keyboard.press('Escape');
    await choice.waitFor({ state: 'detached' });
    await expect.poll(() => button(view, 'Always allow…').evaluate((element) => element.matches(':focus'))).toBe(true);
    await view.page.keyboard.press('Enter');
    await button(view, 'Back').click();
    expect(await said(view, 'decide')).toEqual([]);
    await view.page.close();
  });

  test('with the keyboard: the arrows choose, and the answer names the rule by its id only', async () => {
    const view = await open('approvalParts', { width: 380, height: 900 });
    await afterGuard(view);
    await button(view, 'Always allow…').press('Enter');
    await view.page.getByRole('radio', { name: 'npm test', exact: true }).waitFor();
    await view.page.keyboard.press('ArrowDown');
    await expect.poll(() => view.page.getByRole('radio', { name: 'npm test …' }).isChecked()).toBe(true);
    await button(view, 'Approve and save rule').press('Enter');
    await expect
      .poll(() => said(view, 'decide'))
      .toEqual([{ type: 'decide', callId: 'a1', decision: 'approved', scope: 'always', rule: 'r2' }]);
    await view.page.close();
  });

  test('cannot be saved before the text was seen to its end', async () => {
    const view = await open('approvalLong', { height: 1000 });
    await afterGuard(view);
    await button(view, 'Always allow…').click();
    await button(view, 'Approve and save rule').click({ force: true });
    expect(await said(view, 'decide')).toEqual([]);
    await button(view, 'Scroll to the end to approve').click();
    await button(view, 'Approve and save rule').and(view.page.locator(':not([aria-disabled=true])')).click();
    await expect.poll(() => said(view, 'decide')).toHaveLength(1);
    await view.page.close();
  });
});

describe('the card', () => {
  test('shows each part with its decision, the checks folded, what is written, and where a link leads', async () => {
    const view = await open('approvalParts', { width: 380, height: 1100 });
    const card = view.page.getByRole('group', { name: 'Approval: ', exact: false });
    await expect
      .poll(() => card.locator('.part').allInnerTexts())
      .toEqual([
        expect.stringContaining('Allowed · Medium risk · your rule “npm test …”'),
        expect.stringContaining('Asks · High risk · git add changes the index of the repository. · check 20'),
        expect.stringContaining('Asks · High risk · It deletes files. · checks 21, 32'),
      ]);
    const text = await card.innerText();
    expect(text).not.toContain('It writes to a file: build/log.txt.');
    await button(view, '4 checks found something').click();
    await expect
      .poll(() => card.getByRole('list', { name: 'Checks that found something' }).innerText())
      .toContain('21 · It writes to a file: build/log.txt.');
    expect(text).toContain('This turn has read https://example.org/issue/7; so it asks.');
    await expect.poll(() => card.locator('.facts').innerText()).toContain('/srv/shared/builds/old');
    expect(text).toContain('Runs in the sandbox.');
    await view.page.getByRole('button', { name: 'Writes a file', exact: false }).click();
    await card.getByRole('button', { name: 'build/log.txt' }).waitFor();
    await view.page.screenshot({ path: `${pictures}/card-parts.png` });
    await view.page.close();
  });

  test('says plainly that it runs outside the sandbox, or that there is none and what to install', async () => {
    const outside = await open('approvalOutside');
    const card = outside.page.getByRole('group', { name: 'Approval: ', exact: false });
    const text = await card.innerText();
    expect(text).toContain('Run again outside the sandbox');
    expect(text).toContain('In the sandbox it was refused: connecting to registry.npmjs.org.');
    await expect.poll(() => button(outside, 'Approve for this session').count()).toBe(0);
    await outside.page.close();
    const none = await open('approvalNoSandbox');
    await expect
      .poll(() => none.page.getByRole('group', { name: 'Approval: ', exact: false }).innerText())
      .toContain(noSandbox);
    await button(none, 'no sandbox').click();
    await expect.poll(() => said(none, 'command')).toEqual([{ type: 'command', command: 'testSandbox' }]);
    await none.page.close();
  });

  test('a call of which nothing more is known shows no more', async () => {
    const view = await open('approval', { width: 380 });
    const card = view.page.getByRole('group', { name: 'Approval: ', exact: false });
    await expect.poll(() => card.locator('.parts, .checks, .always, .outside').count()).toBe(0);
    await expect.poll(() => button(view, 'Always allow…').count()).toBe(0);
    await view.page.close();
  });
});

test('YOLO is red above the composer, said at once, and one button leaves it', async () => {
  const view = await openEmpty({ width: 300, height: 500 });
  await view.send(...(scenes.yolo?.() ?? []));
  const strip = view.page.getByRole('alert').filter({ hasText: 'YOLO: everything runs' });
  await strip.waitFor();
  await button(view, 'Leave YOLO').click();
  await expect.poll(() => said(view, 'command')).toEqual([{ type: 'command', command: 'leaveYolo' }]);
  await view.send({ type: 'state', state: { ...host, mode: 'default' } });
  await strip.waitFor({ state: 'detached' });
  await view.page.close();
});

test('a row says what let it through or refused it, and asks the host for the whole of it', async () => {
  const view = await openEmpty({ width: 380, height: 1800 });
  await view.send(...(scenes.verdicts?.() ?? []));
  await view.page.getByRole('button', { name: 'Run npm run lint' }).waitFor();
  await view.page.evaluate(() => {
    for (const line of document.querySelectorAll<HTMLElement>('.line')) line.click();
  });
  const log = view.page.getByRole('log', { name: 'Conversation' });
  for (const text of [
    'Auto let this through: 3 % risk. It runs a script of this project. Ran in the sandbox.',
    'Allowed by your rule “npm test …”. Ran in the sandbox.',
    'Ran without asking: it only looks.',
    'Refused: eval runs what only the shell knows.',
    'connecting to registry.npmjs.org',
  ]) {
    await log.getByText(text, { exact: false }).first().waitFor();
  }
  await view.page.screenshot({ path: `${pictures}/rows-verdicts.png` });
  await button(view, 'Why? Run npm run lint').click();
  await expect.poll(() => said(view, 'whyAsked')).toEqual([{ type: 'whyAsked', callId: 'v1' }]);
  await view.page.close();
});

test('code is there plain at once and coloured when its grammars have come, without moving', async () => {
  const view = await openEmpty({ width: 380, height: 900 });
  let come = (): void => {};
  const seenPlain = new Promise<void>((resolve) => {
    come = resolve;
  });
  await view.page.route('**/grammars.js', async (route) => {
    await seenPlain;
    await route.fallback();
  });
  await view.send(...(scenes.answer?.() ?? []));
  const code = view.page.locator('.codeBlock code').first();
  await code.waitFor();
  await expect.poll(() => code.locator('span').count()).toBe(0);
  await expect.poll(() => code.innerText()).toContain('export function sum');
  const place = async () => {
    const found = await view.page.locator('.codeBlock').first().boundingBox();
    return found && [found.x, found.y, found.width, found.height];
  };
  const before = await place();
  come();
  await code.locator('.hljs-keyword').first().waitFor();
  await expect.poll(() => place()).toEqual(before);
  expect(view.problems).toEqual([]);
  await view.page.close();
});
