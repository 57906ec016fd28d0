import { describe, expect, it } from 'vitest';
import { type Model, ModelError } from '../../../../src/agent/ports.ts';
import { costOf } from '../../../../src/models/pricing.ts';
import { type FakeSession, fakeSession } from '../../../support/fakeSession.ts';
import { fakeTools } from '../../../support/fakeTools.ts';
import { calling, summaryJson, windowedModel } from '../../../support/windowedModel.ts';

interface Named {
  readonly id: string;
  readonly window?: number;
  /** What it says instead of a summary. */
  readonly failure?: Error | string;
}

/** A model under a name of the price list: it answers with calls of some length, and reads its prefix from a cache. */
function named({ id, window = 200_000, failure }: Named, steps: number, cached = true) {
  const model = windowedModel(
    (_, step) =>
      step < steps
        ? [calling('look', { at: `${'a place with a name '.repeat(200)}${step}` }, `c${step}`)]
        : [{ type: 'text', text: 'Done.' }],
    { window, summary: () => failure ?? summaryJson('the task') },
  );
  let before = 0;
  const stream: Model['stream'] = async function* (request, signal) {
    for await (const output of model.stream(request, signal)) {
      if (output.type !== 'message' || !cached) {
        yield output.type === 'message' ? { ...output, model: id } : output;
        continue;
      }
      const { input, output: said } = output.usage;
      const cacheRead = Math.min(before, input);
      before = input;
      const usage = { input: 0, output: said, cacheRead, cacheWrite: input - cacheRead };
      yield { ...output, model: id, usage };
    }
  };
  const info = { ...model.info, id, label: id };
  return {
    model: { info, stream, cost: (usage, by) => costOf(usage, by) } satisfies Model,
    summaries: model.summaries,
  };
}

/** Who wrote the summary of a conversation of so many steps (some 2,000 tokens each), and who was asked for it. */
async function writerOf(own: Named, small: Named | undefined, { steps = 40, cached = true, last = own } = {}) {
  const [one, other, third] = [named(own, steps, cached), small && named(small, 0), named(last, 0)];
  const fake: FakeSession = await fakeSession({
    model: one.model,
    tools: fakeTools,
    maxSteps: 200,
    limits: () => ({}),
    compaction: {
      threshold: () => 0.8,
      small: async () => other?.model,
      fallback: async () => third.model,
    },
  });
  await fake.session.prompt('Go.');
  await fake.session.compact().catch(() => undefined);
  const by = fake.of('compacted').at(-1)?.by ?? fake.of('compactionFailed').at(-1)?.text;
  const spent = fake.of('spent').map((one) => [one.by, one.model, (one.cost ?? 0) > 0]);
  const { usage } = fake.of('compacted').at(-1) ?? {};
  return { by, spent, usage, asked: [one.summaries.length, other?.summaries.length ?? 0] };
}

const sonnet = 'claude-sonnet-5-5';
const haiku = 'claude-haiku-5-5';

describe('the summary is written by the cheaper of the session’s model and the small one', () => {
  it.each<[string, Named, Named | undefined, object, string]>([
    ['no small model is set', { id: sonnet }, undefined, {}, sonnet],
    ['they are the same', { id: haiku }, { id: haiku }, {}, haiku],
    // In dollars per million: read from the cache for 0.1 and answered for 10, against read anew for 0.125 and 0.5.
    ['the small one reads anew for hardly more', { id: sonnet }, { id: haiku }, {}, haiku],
    // Read from the cache for 0.2 and answered for 20, against read anew for 1.25 and 5.
    [
      'its tokens cost more than cached ones',
      { id: 'claude-opus-5-5' },
      { id: 'claude-haiku-4-5' },
      { steps: 60 },
      'claude-opus-5-5',
    ],
    [
      'the conversation is short, so that the answer counts',
      { id: 'claude-opus-5-5' },
      { id: 'claude-haiku-4-5' },
      { steps: 6 },
      'claude-haiku-4-5',
    ],
    [
      'nothing of it is in a cache',
      { id: 'claude-opus-5-5' },
      { id: 'claude-haiku-4-5' },
      { steps: 60, cached: false },
      'claude-haiku-4-5',
    ],
    // Above 100,000 tokens, all of a request to Haiku 5.5 costs five times as much.
    [
      'a long prompt costs more',
      { id: sonnet, window: 1_000_000 },
      { id: haiku, window: 1_000_000 },
      { steps: 130 },
      sonnet,
    ],
    ['its price is not known', { id: sonnet }, { id: 'openai/mine' }, {}, 'openai/mine'],
    ['the price of the session’s model is not known', { id: 'openai/mine' }, { id: sonnet }, {}, sonnet],
    ['its window does not hold the conversation', { id: sonnet }, { id: haiku, window: 32_000 }, {}, sonnet],
  ])('%s', async (_, own, small, options, expected) => {
    const { by, asked } = await writerOf(own, small, options);
    expect(by).toBe(expected);
    expect(asked).toEqual(expected === own.id ? [1, 0] : [0, 1]);
  });

  it('what was asked of each counts as its own', async () => {
    const { by, spent, usage, asked } = await writerOf({ id: sonnet }, { id: haiku, failure: 'No.' });
    expect({ by, asked }).toEqual({ by: sonnet, asked: [1, 3] });
    expect(spent).toEqual([['summary', haiku, true]]);
    expect(usage?.cacheRead).toBeGreaterThan(50_000);
  });

  const failure = new ModelError('rejected', 'The small one is ill.');
  const ownFailure = new ModelError('rejected', 'My own is ill.');
  it.each<[string, Named, Named, Named | undefined, string]>([
    ['the small one fails', { id: sonnet }, { id: haiku, failure }, undefined, sonnet],
    [
      'the session’s own fails',
      { id: 'claude-opus-5-5', failure },
      { id: 'claude-haiku-4-5' },
      undefined,
      'claude-haiku-4-5',
    ],
    ['both fail', { id: sonnet, failure }, { id: haiku, failure }, { id: 'claude-opus-5' }, 'claude-opus-5'],
    [
      'all fail',
      { id: sonnet, failure: ownFailure },
      { id: haiku, failure },
      { id: 'claude-opus-5', failure },
      ownFailure.message,
    ],
  ])('and the other one where %s', async (_, own, small, last, expected) => {
    const { by, asked } = await writerOf(own, small, last ? { last } : {});
    expect({ by, asked }).toEqual({ by: expected, asked: [1, 1] });
  });
});
