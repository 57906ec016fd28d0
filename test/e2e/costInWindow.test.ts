import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';
import { axeFindings } from '../support/viewHarness/axe.ts';

const scenario = script('cost', [
  turn(
    'look around',
    [call('read_file', { path: 'shop.py' })],
    [call('grep', { pattern: 'RATE' })],
    [call('list_directory', { path: '.' })],
    [say('Looked around.')],
  ),
  turn('once more', [call('read_file', { path: 'notes.txt' })], [say('Once more.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;
const problems: string[] = [];

beforeAll(async () => {
  server = await startModelServer(scenario);
  belay = await openBelay({
    workspaceFiles: {
      'shop.py': 'RATE = 0.1\n\n\ndef price(net):\n    return net * (1 + RATE)\n',
      'notes.txt': `${'Nothing of note stands in this line.\n'.repeat(200)}`,
    },
    modelUrl: server.url,
  });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
  await server?.close();
});

/** The page's own frame, once it is drawn. */
async function costFrame(): Promise<Frame> {
  let found: Frame | undefined;
  const look = async (): Promise<boolean> => {
    for (const frame of belay.page.frames()) {
      const heading = frame.getByRole('heading', { name: 'What this session cost' });
      if ((await heading.count().catch(() => 0)) > 0) found = frame;
    }
    return found !== undefined;
  };
  await expect.poll(look).toBe(true);
  if (!found) throw new Error('the page is gone');
  await found.locator('svg.plot').first().waitFor();
  return found;
}

const figure = (frame: Frame, name: string): Promise<string> =>
  frame.locator('.figures > div').filter({ hasText: name }).locator('dd').innerText();

describe('the cost page in a window', () => {
  test('a press on the cost under the composer opens it beside the chat', async () => {
    await person.say('Please look around');
    await person.heard('Looked around.');
    belay.page.on('console', (message) => {
      // What the workbench itself says is not of the page.
      const own = !message.location().url.includes('/workbench/workbench.js');
      if (message.type() === 'error' && own) problems.push(`${message.location().url}: ${message.text()}`);
    });
    belay.page.on('pageerror', (error) => problems.push(String(error)));
    await belay.view.locator('.statusRight').getByRole('button').last().press('Enter');
    const frame = await costFrame();
    await belay.page.getByRole('tab', { name: 'Belay Cost' }).waitFor();
    await belay.screenshot('cost-page');
    await expect.poll(() => figure(frame, 'Requests')).toBe(String(server.requests.length));
  });

  test('its plots are drawn, with marks in them and words for those who do not see them', async () => {
    const frame = await costFrame();
    const plots = await frame.locator('svg.plot').evaluateAll((all) =>
      all.map((plot) => ({
        label: plot.getAttribute('aria-label') ?? '',
        role: plot.getAttribute('role'),
        marks: [...plot.querySelectorAll('rect, circle, path')].filter((mark) => {
          const { width, height } = mark.getBoundingClientRect();
          return width + height > 0;
        }).length,
        wide: plot.getBoundingClientRect().width,
      })),
    );
    expect(plots.length).toBeGreaterThanOrEqual(6);
    expect(
      plots.filter(({ label, role, marks, wide }) => !label || role !== 'img' || marks === 0 || wide < 200),
    ).toEqual([]);
    // Four requests are four dots, and the tools of the task have their bars.
    await expect.poll(() => frame.locator('svg.plot').first().locator('circle').count()).toBe(4);
    const tools = frame.getByRole('region', { name: 'Input by tool', exact: true });
    await expect.poll(() => tools.getByRole('img').getAttribute('aria-label')).toMatch(/Bars: .*read_file \d/);
    const models = frame.getByRole('region', { name: 'By model', exact: true });
    await expect
      .poll(() => models.getByRole('img').getAttribute('aria-label'))
      .toMatch(/claude-sonnet-5-5 [\d.]+k, \$0\.\d+/);
  });

  test('cached and uncached input are told apart, in the sums and request by request', async () => {
    const frame = await costFrame();
    expect(Number.parseFloat(await figure(frame, 'Cache hits'))).toBeGreaterThan(50);
    await expect.poll(() => figure(frame, 'Read from cache')).toMatch(/k$/);
    expect(await figure(frame, 'Input, not cached')).not.toBe(await figure(frame, 'Read from cache'));
    const scale = await frame.locator('svg.plot').first().getByText(/^\$/).allTextContents();
    expect(new Set(scale).size).toBe(scale.length);
    const summary = frame.getByText('Cost over requests: figures as a table');
    await summary.focus();
    await belay.page.keyboard.press('Enter');
    const rows = frame.getByRole('table').first().getByRole('row');
    await expect.poll(() => rows.first().innerText()).toMatch(/Input, not cached\s+Read from cache\s+Written to cache/);
    await expect.poll(() => rows.count()).toBe(5);
    await belay.screenshot('cost-page-table');
    await summary.press('Enter');
  });

  test('it follows the session, and the command brings it back instead of opening a second one', async () => {
    await person.say('Look once more');
    await person.heard('Once more.');
    const frame = await costFrame();
    await expect.poll(() => figure(frame, 'Requests')).toBe('6');
    await belay.command('Belay: Show Cost');
    await expect.poll(() => belay.page.getByRole('tab', { name: 'Belay Cost' }).count()).toBe(1);
    await frame.getByText('By day, all sessions of this machine: figures as a table').scrollIntoViewIfNeeded();
    await belay.screenshot('cost-page-end');
  });

  test('axe finds nothing, with every table open, and nothing went wrong in the console', async () => {
    const frame = await costFrame();
    await frame.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
    expect(await axeFindings(frame, { covered: true })).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('in a narrow window nothing is cut off', async () => {
    const frame = await costFrame();
    await belay.page.setViewportSize({ width: 760, height: 900 });
    await expect
      .poll(() => frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth))
      .toBe(0);
    await frame.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    await belay.screenshot('cost-page-narrow');
  });
});
