import { describe, expect, it } from 'vitest';
import { usedBy } from '../../../../src/agent/budget/used.ts';
import { Event } from '../../../../src/protocol/events.ts';

const stamped = (event: object, at: number): Event => Event.parse({ id: `${at}`, time: at, ...event });
const used = (events: readonly object[]) => usedBy(events.map(stamped), () => undefined).amounts;

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
        {
          type: 'result',
          turn: 't',
          callId: 'c',
          status: 'ok',
          text: 'b',
          images: [],
          view: { type: 'text' },
          seen: [],
          durationMs: 1,
        },
      ]).flat();
    const repeats = (events: readonly object[]): number => used(events).repeats;
    expect([1, 2, 3, 5].map((times) => repeats(calls(times)))).toEqual([0, 0, 1, 3]);
    for (const event of anew) expect(repeats([...calls(2), event, ...calls(2)])).toBe(0);
  });
});
