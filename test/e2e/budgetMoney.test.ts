import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';
import { type ModelServer, startModelServer } from '../support/modelServer.ts';
import { call, say, script, turn } from '../support/script.ts';

const read = (path: string) => [call('read_file', { path })];
const scenario = script('money', [
  turn('read them all', read('one.txt'), read('two.txt'), read('three.txt'), [say('All three.')]),
  turn('say more', [say('More.')]),
]);
const text = 'A line of a file that is read, and paid for.\n'.repeat(200);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

async function open(settings: Record<string, unknown>): Promise<void> {
  server = await startModelServer(scenario);
  belay = await openBelay({
    workspaceFiles: { 'one.txt': text, 'two.txt': text, 'three.txt': text },
    modelUrl: server.url,
    settings,
  });
  person = personAt(belay);
  await person.composer.waitFor();
}

async function close(): Promise<void> {
  await belay?.close();
  await server?.close();
}

picturesOfFailures(() => belay);

const card = () => belay.view.getByRole('group', { name: 'Budget used up' });

describe('a task that costs more than it may', () => {
  beforeAll(() => open({ 'belay.budget.maxCost': 0.02 }));
  afterAll(close);

  test('is asked about before the request that is too much, and goes on with more money', async () => {
    await person.say('Please read them all');
    await card().waitFor();
    await belay.screenshot('budget-money');
    await expect
      .poll(() => card().innerText())
      .toMatch(/Money\n\$0\.0[12] of \$0\.02 used\. The next request takes about/);
    const asked = server.requests.length;
    expect(asked).toBeLessThan(4);
    await card().getByRole('textbox').fill('1');
    await person.press(card(), 'Raise and Continue');
    await person.heard('All three.');
    expect(server.requests.length).toBe(4);
  });
});

describe('a model whose price is not known', () => {
  const settings = { 'belay.model': 'claude-of-tomorrow', 'belay.budget.maxCost': 0.02, 'belay.budget.maxRequests': 2 };
  beforeAll(() => open(settings));
  afterAll(close);

  test('is said to be so in the chat, in the status bar and on the cost page, and the other limits hold', async () => {
    await person.say('Please read them all');
    await card().waitFor();
    await belay.screenshot('budget-unknown-price');
    await person.conversation.locator('.listArea').getByText('the money limit cannot hold for it').waitFor();
    await expect.poll(() => card().innerText()).toContain('2 of 2 used.');
    expect(await card().innerText()).not.toContain('Money');
    await belay.page.locator('.statusbar-item').filter({ hasText: 'cost unknown' }).waitFor();
    await belay.command('Belay: Show Cost');
    const page = belay.page.locator('iframe.webview:visible').last().contentFrame().locator('iframe#active-frame');
    const cost = page.contentFrame().locator('main');
    await cost.getByText('Belay has no price for what was used').first().waitFor();
    await belay.screenshot('cost-unknown-price');
    expect(await cost.innerText()).not.toContain('$0.00');
  });
});
