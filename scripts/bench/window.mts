import type { Frame } from 'playwright-core';
import { type BelayWindow, openBelay } from '../../test/support/host/window.ts';
import { storeConversation } from '../../test/support/longSession.ts';
import { startModelServer } from '../../test/support/modelServer.ts';
import { scenarioOf } from './project.mts';
import type { Row } from './rows.mts';

const events = 5000;
const pieces = 400;

/** Measures the extension in a real VS Code: activation, the first request, and a long conversation on screen. */
export async function measureWindow(): Promise<Row[]> {
  const text = Array.from({ length: pieces }, (_, index) => `word${index} `).join('');
  const server = await startModelServer(scenarioOf([], text), { delayMs: 5 });
  const belay = await openBelay({
    workspaceFiles: { 'a.txt': 'a\n' },
    modelUrl: server.url,
    // The conversation is longer than a budget would let it grow.
    settings: { 'belay.budget.maxRequests': 0 },
  });
  try {
    const composer = belay.view.getByRole('textbox', { name: 'Message Belay' });
    await composer.waitFor();
    const rows: Row[] = [{ name: 'activation of the extension', value: await activation(belay), unit: 'ms' }];

    await composer.fill('Go on.');
    const pressed = performance.now();
    await composer.press('Enter');
    while (server.requests.length === 0) await belay.page.waitForTimeout(1);
    rows.push({
      name: 'key press to first request, first turn',
      value: arrived(server.requests, 0) - pressed,
      unit: 'ms',
    });
    await belay.view
      .getByText(`word${pieces - 1}`)
      .first()
      .waitFor();

    storeConversation(belay.home, belay.workspace, events);
    await openHistory(belay);
    const before = server.requests.length;
    await composer.fill('And now?');
    const frame = await chatFrame(belay);
    const counting = frame.evaluate(countUpdates, `word${pieces - 1}`);
    const again = performance.now();
    await composer.press('Enter');
    while (server.requests.length === before) await belay.page.waitForTimeout(1);
    rows.push({
      name: `key press to request, ${events} events`,
      value: arrived(server.requests, before) - again,
      unit: 'ms',
    });
    const { perSecond, worstMs, megabytes, nodes } = await counting;
    rows.push(
      { name: `view updates while streaming, ${events} events`, value: perSecond, unit: 'per second' },
      { name: `longest frame while streaming, ${events} events`, value: worstMs, unit: 'ms' },
      { name: `memory of the view, ${events} events`, value: megabytes, unit: 'MB' },
      { name: `elements in the view, ${events} events`, value: nodes, unit: 'elements' },
    );
    return rows;
  } finally {
    await belay.close();
    await server.close();
  }
}

function arrived(requests: readonly { readonly arrivedMs: number }[], index: number): number {
  return requests[index]?.arrivedMs ?? Number.NaN;
}

/** VS Code's own figure, from its list of running extensions. */
async function activation(belay: BelayWindow): Promise<number> {
  await belay.command('Developer: Show Running Extensions');
  const row = belay.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Belay' });
  const text = (await row.first().textContent()) ?? '';
  await belay.page.keyboard.press('Escape');
  await belay.page.locator('.monaco-modal-editor-block').waitFor({ state: 'hidden' });
  return Number(/Activation:\s*(?:\w+\s+)*?(\d+)\s*ms/i.exec(text)?.[1] ?? /(\d+)\s*ms/.exec(text)?.[1]);
}

async function openHistory(belay: BelayWindow): Promise<void> {
  await belay.view.getByRole('button', { name: 'Session history' }).first().click();
  await belay.view.getByText('Question 0: why does it fail?').first().click();
  await belay.view.getByText('another').last().waitFor();
}

async function chatFrame(belay: BelayWindow): Promise<Frame> {
  for (const frame of belay.page.frames()) {
    if (
      (await frame
        .locator('[role=log]')
        .count()
        .catch(() => 0)) > 0
    )
      return frame;
  }
  throw new Error('the chat view was not found');
}

/** Runs in the view until `last` is on screen: how often the conversation is drawn anew, and what that costs. */
function countUpdates(last: string) {
  return new Promise<{ perSecond: number; worstMs: number; megabytes: number; nodes: number }>((resolve) => {
    const log = document.querySelector('[role=log]') ?? document.body;
    let changed = false;
    let updates = 0;
    let first = 0;
    let previous = 0;
    let worstMs = 0;
    new MutationObserver(() => {
      changed = true;
    }).observe(log, { childList: true, subtree: true, characterData: true });
    const frame = (now: number): void => {
      if (changed) {
        updates++;
        first ||= now;
      }
      if (first && previous) worstMs = Math.max(worstMs, now - previous);
      changed = false;
      previous = now;
      if (!log.textContent?.includes(last) || updates < 2) {
        requestAnimationFrame(frame);
        return;
      }
      const memory = Reflect.get(performance, 'memory') as { usedJSHeapSize: number } | undefined;
      resolve({
        perSecond: (updates * 1000) / (now - first),
        worstMs,
        megabytes: (memory?.usedJSHeapSize ?? Number.NaN) / 1024 / 1024,
        nodes: document.querySelectorAll('*').length,
      });
    };
    requestAnimationFrame(frame);
  });
}
