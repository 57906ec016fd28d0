import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, personAt, picturesOfFailures } from '../support/host/person.ts';
import { type BelayWindow, openBelay } from '../support/host/window.ts';

const project = join(import.meta.dirname, '../../media/tour/project');

let belay: BelayWindow;
let person: Person;

beforeAll(async () => {
  belay = await openBelay({ workspaceFiles: sample() });
  person = personAt(belay);
  await person.composer.waitFor();
});

picturesOfFailures(() => belay);

afterAll(async () => {
  await belay?.close();
});

function sample(): Record<string, Uint8Array> {
  const files = readdirSync(project, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(project.length + 1), readFileSync(path)]));
}

test('without a key the tour offers its task and does it to the end with the true tools', async () => {
  await belay.view.locator('.statusLine').getByText('Tour').waitFor();
  await belay.screenshot('tour-welcome');
  await belay.view.getByRole('button', { name: 'Find out why the test fails and fix it' }).click();

  const approvals: string[] = [];
  const card = belay.view.getByRole('group', { name: /^Approval: / });
  const done = person.button('Stop');
  await done.waitFor();
  while (await done.isVisible()) {
    await card.or(belay.view.locator('.app:not(:has([aria-label=Stop]))')).first().waitFor();
    if (!(await card.isVisible())) break;
    const name = (await card.first().getAttribute('aria-label')) ?? '';
    approvals.push(name);
    await belay.screenshot(`tour-approval-${approvals.length}`);
    await person.press(card.first(), 'Approve');
    await belay.view.getByRole('group', { name, exact: true }).waitFor({ state: 'detached' });
  }
  await belay.screenshot('tour-done');
  expect(approvals.some((name) => name.startsWith('Approval: Edit '))).toBe(true);
  expect(approvals.filter((name) => name.startsWith('Approval: Run ')).length).toBeGreaterThan(0);
  const outcomes = await person.conversation.locator('.listArea .row-call').allInnerTexts();
  expect(outcomes.join('\n')).toMatch(/Edit src\/cart\.js[\s\S]*Run npm test\s+Done/);
  const cart = readFileSync(join(belay.workspace, 'src/cart.js'), 'utf8');
  expect(cart).not.toBe(readFileSync(join(project, 'src/cart.js'), 'utf8'));
  expect(await person.conversation.locator('.endNote.problem').count()).toBe(0);
  await person.conversation.getByRole('button', { name: 'Undo the edits of this turn' }).waitFor();
});

test('any other message is answered by what the tour is and how to choose a real model', async () => {
  await person.say('Write me a poem about the sea');
  await person.conversation.locator('.row-text').last().getByText(/key/i).first().waitFor();
  await person.idle();
  await belay.screenshot('tour-explains');
  await expect.poll(() => person.conversation.locator('.row-text').last().innerText()).toMatch(/tour/i);
});
