import { describe, expect, it } from 'vitest';
import { inWords, usedInWords } from '../../../../src/agent/budget/underBudget.ts';
import { usedBy } from '../../../../src/agent/budget/used.ts';
import type { Measure } from '../../../../src/protocol/costEvents.ts';
import { Event } from '../../../../src/protocol/events.ts';

const stamped = (event: object, at: number): Event => Event.parse({ id: `${at}`, time: at, ...event });
const used = (events: readonly object[]) => usedBy(events.map(stamped), () => undefined).amounts;

const result = {
  type: 'result',
  turn: 't',
  callId: 'c',
  status: 'ok',
  text: 'b',
  images: [],
  view: { type: 'text' },
  seen: [],
  durationMs: 1,
};

describe('what a session used', () => {
  it('counts a call as repeated from the third time on, and anew after what lets it be made again', () => {
    const restoration = { restored: [], merged: [], kept: [] };
    const anew: object[] = [
      { type: 'applied', turn: 't', callId: 'x', checkpoint: 'k', summary: [] },
      { type: 'undone', turn: 't', ...restoration },
      { type: 'restored', to: 'u', files: true, conversation: true, ...restoration },
      { type: 'redone', of: 'r', ...restoration },
      { type: 'compacted', trigger: 'command', dropped: [], before: 2, after: 1 },
    ];
    const calls = (times: number): object[] =>
      Array.from({ length: times }, () => [
        { type: 'call', turn: 't', callId: 'c', tool: 'look', kind: 'read', title: 'Look', input: { at: 'a' } },
        result,
      ]).flat();
    const repeats = (events: readonly object[]): number => used(events).repeats;
    expect([1, 2, 3, 5].map((times) => repeats(calls(times)))).toEqual([0, 0, 1, 3]);
    for (const event of anew) expect(repeats([...calls(2), event, ...calls(2)])).toBe(0);
  });

  it.each<[string, readonly (readonly [from: number, to: number])[], number]>([
    ['eight reads at once', Array.from({ length: 8 }, () => [0, 60] as const), 1],
    [
      'one after the other',
      [
        [0, 60],
        [60, 120],
      ],
      2,
    ],
    [
      'half at once',
      [
        [0, 60],
        [30, 90],
      ],
      1.5,
    ],
    [
      'one around two others',
      [
        [10, 20],
        [30, 40],
        [0, 60],
      ],
      1,
    ],
    [
      'with pauses between',
      [
        [0, 60],
        [600, 660],
      ],
      2,
    ],
    [
      'a clock that was set back',
      [
        [600, 660],
        [0, 60],
      ],
      2,
    ],
  ])('counts the minutes of %s as they pass on the wall', (_, seconds, minutes) => {
    const events = seconds.map(([from, to], at) =>
      Event.parse({ ...result, id: `${at}`, time: to * 1000, durationMs: (to - from) * 1000 }),
    );
    expect(usedBy(events, () => undefined).amounts.minutes).toBeCloseTo(minutes, 6);
  });
});

describe('amounts in words', () => {
  it.each<[number, number | undefined, string]>([
    [1.2, undefined, '$1.20 of $5.00'],
    [1.2, 2, 'at least $1.20 of $5.00'],
    [0, 2, 'an unknown amount of $5.00'],
  ])('$%d and %s requests of unknown price are %s', (amount, unpriced, text) => {
    expect(usedInWords({ measure: 'cost', used: amount, unpriced, limit: 5 })).toBe(text);
  });

  it.each<[Measure, number, string]>([
    ['minutes', 0, '0 minutes'],
    ['minutes', 0.03, '1.8 seconds'],
    ['minutes', 0.133, '8 seconds'],
    ['minutes', 61.26, '61.3 minutes'],
    ['cost', 0.0123, '$0.0123'],
  ])('%s %d are %s', (measure, value, text) => {
    expect(inWords(measure, value)).toBe(text);
  });
});
