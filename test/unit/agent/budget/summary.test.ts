import { expect, it } from 'vitest';
import { z } from 'zod';
import { requestsOf } from '../../../../src/agent/cost/requests.ts';
import { sharesOf } from '../../../../src/agent/cost/shares.ts';
import { defineTool } from '../../../../src/agent/tool.ts';
import type { Amounts } from '../../../../src/protocol/costEvents.ts';
import { fakeSession } from '../../../support/fakeSession.ts';
import { calling, summaryJson, windowedModel } from '../../../support/windowedModel.ts';

const read = defineTool({
  name: 'read',
  description: 'Reads.',
  kind: 'read',
  input: z.object({ path: z.string() }),
  title: ({ path }) => path,
  targets: () => ({}),
  run: async ({ path }) => ({ text: `content of ${path}: ${'x'.repeat(3000)}` }),
});

/** Two turns of one read each, then the limits are what the test says. */
async function conversation(limits: Amounts) {
  let step = 0;
  const model = windowedModel(
    () => (++step % 2 === 0 ? [{ type: 'text', text: 'Done.' }] : [calling('read', { path: `/f${step}` }, `c${step}`)]),
    { window: 100_000, summary: () => summaryJson('read files') },
  );
  let now: Amounts = {};
  const fake = await fakeSession({ model, tools: [read], limits: () => now });
  for (const text of ['First task.', 'Second task.', 'Third task.']) await fake.session.prompt(text);
  now = limits;
  return { fake, model };
}

it('a summary counts as a request, and what it took the place of is no longer in the input', async () => {
  const { fake } = await conversation({});
  await fake.session.compact();
  const requests = requestsOf(fake.events, () => 0.5);
  expect(requests.at(-1)).toMatchObject({ by: 'summary', amount: { requests: 1 } });
  expect(fake.session.budget.used.amounts.steps).toBe(requests.length);
  const before = sharesOf(fake.events).byTool[0]?.tokens ?? 0;
  await fake.session.prompt('Say something.');
  const { sections, byTool } = sharesOf(fake.events);
  expect(sections.map(({ name }) => name)).toContain('summary');
  const of = (event: (typeof fake.events)[number]) =>
    event.type === 'assistant' ? event.usage.input + event.usage.cacheRead + event.usage.cacheWrite : 0;
  const total = fake.events.reduce((sum, event) => sum + of(event), 0);
  expect(sections.reduce((sum, { tokens }) => sum + tokens, 0)).toBeGreaterThan(total - 10);
  expect(byTool[0]?.tokens ?? 0).toBeGreaterThanOrEqual(before);
});

it('without budget no summary is asked for, and the conversation stays as it was', async () => {
  const { fake, model } = await conversation({ steps: 6 });
  expect(fake.session.budget.used.amounts.steps).toBe(6);
  await expect(fake.session.compact()).rejects.toThrow('no room for a summary');
  expect(model.summaries).toHaveLength(0);
  expect(fake.of('compacted')).toHaveLength(0);
});
