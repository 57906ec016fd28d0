import { describe, expect, it } from 'vitest';
import { costReport } from '../../../../src/agent/cost/costReport.ts';
import { dayOf, requestsOf, sum, sumDays, tokensOf } from '../../../../src/agent/cost/requests.ts';
import { sharesOf } from '../../../../src/agent/cost/shares.ts';
import { costOf } from '../../../../src/models/pricing.ts';
import type { Usage } from '../../../../src/protocol/content.ts';
import { Event } from '../../../../src/protocol/events.ts';

const facts = { price: costOf, priceNote: () => undefined, limits: { cost: 5, tokens: 1000 } };

let ids = 0;
function event(given: Record<string, unknown>, time = 1_000_000): Event {
  return Event.parse({ id: `e${++ids}`, time, ...given });
}

function usage(input: number, output = 0, cacheRead = 0, cacheWrite = 0): Usage {
  return { input, output, cacheRead, cacheWrite };
}

function answer(more: Record<string, unknown>, time?: number): Event {
  return event(
    {
      type: 'assistant',
      turn: 't1',
      step: 1,
      model: 'claude-sonnet-5',
      content: [],
      stopReason: 'endTurn',
      usage: usage(1_000_000),
      partial: false,
      ...more,
    },
    time,
  );
}

/** A prompt of one section, and tools whose JSON is so long. */
function prompt(section: number, tools: number): Event {
  const tool = { name: '', description: '', inputSchema: {} };
  const description = 'd'.repeat(Math.max(0, tools - JSON.stringify([tool]).length));
  const part = { id: 'identity', variant: 'default', boundary: 'static', from: 'belay', text: 'p'.repeat(section) };
  const offered = tools > 0 ? { tools: [{ ...tool, description }] } : {};
  return event({ type: 'prompt', fixed: part.text, dynamic: '', parts: [part], ...offered });
}

function user(text: string, turn: string): Event {
  return event({ type: 'user', turn, text, steering: false, attachments: [], images: [] });
}

describe('what a session cost', () => {
  it('keeps the price that a request had, whatever the table says today', () => {
    const total = sum(requestsOf([answer({ cost: 7 }), answer({})], costOf).map(({ amount }) => amount));
    expect(total).toMatchObject({ cost: 9, unpriced: 0, requests: 2 });
  });

  it('never takes an unknown price for none', () => {
    const events = [answer({ cost: null }), answer({ model: 'llama' }), answer({ usage: usage(0) }), answer({})];
    const total = sum(requestsOf(events, costOf).map(({ amount }) => amount));
    expect(total).toMatchObject({ cost: 2, unpriced: 3, requests: 4 });
  });

  it('counts what came to nothing, and a refused attempt as free', () => {
    const events = [
      event({ type: 'spent', by: 'attempt', turn: 't1', model: 'claude-sonnet-5', usage: usage(500_000) }),
      event({ type: 'spent', by: 'attempt', turn: 't1', model: 'claude-sonnet-5' }),
      event({ type: 'spent', by: 'title', model: 'claude-haiku-4-5', usage: usage(1_000_000), cost: 1 }),
      answer({ partial: true, cost: 0 }),
      // An older version wrote no more than this of a stopped answer.
      answer({ partial: true, usage: usage(0) }),
    ];
    const report = costReport(events, facts);
    expect(report.total).toMatchObject({ cost: 2, unpriced: 1, requests: 4 });
    expect(report.purposes.map(({ name, cost, models }) => [name, cost, models])).toEqual([
      ['attempt', 1, ['claude-sonnet-5']],
      ['title', 1, ['claude-haiku-4-5']],
      ['answer', 0, ['claude-sonnet-5']],
    ]);
    expect(report.requests.map(({ refused }) => refused)).toEqual([false, true, false, false]);
  });

  it('goes by turn, model and agent, and every sum is the same', () => {
    const events = [
      user('First\nmore', 't1'),
      answer({ cost: 1 }),
      answer({ cost: 2, step: 2, model: 'gpt' }),
      user('Second', 't2'),
      answer({ cost: 4, turn: 't2' }),
      event({ type: 'spent', by: 'other', agent: 'search', turn: 't2', model: 'gpt', usage: usage(5), cost: 8 }),
    ];
    const report = costReport(events, facts);
    const costs = (list: readonly { name: string; cost: number }[]) => list.map(({ name, cost }) => [name, cost]);
    expect(costs(report.turns)).toEqual([
      ['First', 3],
      ['Second', 12],
    ]);
    expect(costs(report.models)).toEqual([
      ['claude-sonnet-5', 5],
      ['gpt', 10],
    ]);
    expect(costs(report.agents)).toEqual([
      ['main', 7],
      ['search', 8],
    ]);
    expect(report.total.cost).toBe(15);
    expect(report.budget.find(({ measure }) => measure === 'cost')).toEqual({ measure: 'cost', used: 15, limit: 5 });
  });

  it('lists what broke the cache, and what that cost', () => {
    const lost = { type: 'cacheBreak', turn: 't1', vector: 'expiry', changed: '- 5m\n+ 1h', tokens: 900 };
    const report = costReport([event({ ...lost, dollars: 0.5 }, 7), event({ ...lost, dollars: null }, 8)], facts);
    expect(report.breaks).toEqual([
      { time: 7, vector: 'expiry', changed: '- 5m\n+ 1h', tokens: 900, cost: 0.5 },
      { time: 8, vector: 'expiry', changed: '- 5m\n+ 1h', tokens: 900, cost: undefined },
    ]);
  });

  it('keeps cache writes of an hour apart', () => {
    const report = costReport([answer({ usage: { ...usage(1, 2, 3, 40), cacheWrite1h: 30 } })], facts);
    expect(report.total).toMatchObject({ input: 1, output: 2, cacheRead: 3, cacheWrite: 40, cacheWrite1h: 30 });
  });

  it('counts what the person went back from, and a day once for each fork', () => {
    const first = user('One', 't1');
    const events = [first, answer({ cost: 1 }, new Date(2026, 10, 27, 23, 59).getTime())];
    const back = event({
      type: 'restored',
      to: first.id,
      files: false,
      conversation: true,
      restored: [],
      merged: [],
      kept: [],
    });
    const later = answer({ cost: 2 }, new Date(2026, 10, 28, 0, 1).getTime());
    expect(costReport([...events, back, later], facts).total.cost).toBe(3);
    const days = sumDays(costOf);
    days.add([...events, back, later]);
    days.add([...events, answer({ cost: 4 }, later.time)]);
    expect(days.list().map(({ name, cost }) => [name, cost])).toEqual([
      ['2026-11-27', 1],
      ['2026-11-28', 6],
    ]);
    expect(dayOf(later.time)).toBe('2026-11-28');
  });
});

describe('what the input was made of', () => {
  it('is shared out by length, and the shares sum up to what was reported', () => {
    const call = { type: 'toolUse', id: 'c1', name: 'grep', input: { a: 1 } };
    const events = [
      prompt(600, 300),
      user('x'.repeat(100), 't1'),
      answer({ usage: usage(100, 5, 600, 300), content: [call] }),
      event({
        type: 'result',
        turn: 't1',
        callId: 'c1',
        status: 'ok',
        text: 'y'.repeat(989),
        images: [],
        view: { type: 'text' },
        seen: [],
        durationMs: 1,
      }),
      answer({ usage: usage(0, 5, 2000), step: 2 }),
    ];
    const { sections, byTool } = sharesOf(events);
    expect(sections).toEqual([
      { name: 'identity', tokens: 1200 },
      { name: 'calls and results', tokens: 1000 },
      { name: 'tools', tokens: 600 },
      { name: 'messages', tokens: 200 },
    ]);
    expect(byTool).toEqual([{ name: 'grep', tokens: 1000 }]);
    const total = sum(requestsOf(events, costOf).map(({ amount }) => amount));
    expect(sections.reduce((all, { tokens }) => all + tokens, 0)).toBe(tokensOf(total) - total.output);
  });

  it('leaves out what the person went back from', () => {
    const later = user('z'.repeat(900), 't2');
    const events = [
      prompt(50, 0),
      user('x'.repeat(50), 't1'),
      later,
      event({ type: 'restored', to: later.id, files: false, conversation: true, restored: [], merged: [], kept: [] }),
      answer({ usage: usage(100) }),
    ];
    expect(sharesOf(events).sections).toEqual([
      { name: 'identity', tokens: 50 },
      { name: 'messages', tokens: 50 },
    ]);
  });
});
