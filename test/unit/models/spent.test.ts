import { describe, expect, it } from 'vitest';
import { always, asking, connect, hear, says } from './asking.ts';

const reply = [{ type: 'text', text: 'A text that comes in quite a number of pieces, so that it can be cut.' }];

describe('an attempt that came to nothing', () => {
  it('that the provider refused used nothing', async () => {
    const { model } = await connect(always({ reply, faults: [{ status: 529 }, { status: 429 }] }));
    const { spent } = await hear(model, asking(says('Hello')));
    expect(spent.map(({ usage }) => usage)).toEqual([undefined, undefined]);
  });

  it('that broke off used what the provider had said, and what was written', async () => {
    const { model } = await connect(always({ reply, faults: [{ cutAfter: 8 }] }));
    const { spent, message } = await hear(model, asking(says('Hello')));
    const { input, cacheRead, cacheWrite } = message?.usage ?? {};
    expect(spent).toHaveLength(1);
    const [{ usage } = { usage: undefined }] = spent;
    const prompt = (usage?.input ?? 0) + (usage?.cacheRead ?? 0) + (usage?.cacheWrite ?? 0);
    expect(prompt).toBe((input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0));
    expect(usage?.output).toBeGreaterThan(0);
    expect(
      model.cost(usage ?? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, 'claude-sonnet-5'),
    ).toBeGreaterThan(0);
  });

  it('that was stopped in the middle is told before the stop', async () => {
    const { model } = await connect(always({ reply, faults: [{ stallAfter: 8 }] }));
    const controller = new AbortController();
    const stopped = new Error('stopped');
    setTimeout(() => controller.abort(stopped), 150);
    const { spent, error } = await hear(model, asking(says('Hello')), controller.signal);
    expect(error).toBe(stopped);
    expect(spent).toHaveLength(1);
    expect(spent[0]?.usage?.output).toBeGreaterThan(0);
  });

  it('that never left is none', async () => {
    const { model, server } = await connect(always({ reply }));
    const { spent } = await hear(model, asking(says('Hello')), AbortSignal.abort(new Error('no')));
    expect(spent).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });
});
