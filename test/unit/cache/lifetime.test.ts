import { describe, expect, test } from 'vitest';
import { cacheLifetime, type LifetimeSetting } from '../../../src/agent/cacheLifetime.ts';
import type { Event } from '../../../src/protocol/events.ts';
import { answersOf, cachedWorld } from '../../support/cachedSession.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 28);

/** A request of `tokens` tokens, sent so many minutes after the start, and what it wrote under which lifetime. */
function answered(minutes: number, tokens: number, lifetime: '5m' | '1h' = '5m'): Event {
  return {
    id: String(minutes),
    time: start,
    type: 'assistant',
    turn: 't',
    step: 1,
    model: 'm',
    content: [],
    stopReason: 'x',
    usage: { input: 0, output: 1, cacheRead: 0, cacheWrite: tokens },
    partial: false,
    sent: {
      time: start + minutes * minute,
      mode: 'default',
      plan: false,
      facts: {
        model: 'm',
        thinking: '',
        parameters: '',
        blocks: 1,
        breakpoints: [0],
        lifetimeMs: lifetime === '1h' ? 60 * minute : 5 * minute,
      },
      from: 0,
      messages: [],
    },
  };
}

const model: Event = { id: 's', time: start, type: 'setting', model: 'other' };

describe('how long entries are kept', () => {
  test.each<[string, readonly Event[], number, LifetimeSetting, '5m' | '1h']>([
    ['a new session: five minutes', [], 0, 'auto', '5m'],
    ['a new session with the setting', [], 0, '1h', '1h'],
    ['no pause: never the long one', [answered(0, 1000), answered(1, 2000), answered(2, 50_000)], 3, 'auto', '5m'],
    // 1000 tokens written twice for 1.25 each, or once for 2 and read for 0.1: 2500 against 2100.
    ['a pause of six minutes pays', [answered(0, 1000)], 6, 'auto', '1h'],
    ['so does one of an hour', [answered(0, 1000)], 60, 'auto', '1h'],
    // 2500 against 4000: nothing would have been left of either.
    ['one of more than an hour does not', [answered(0, 1000)], 61, 'auto', '5m'],
    // Small when the pause came (saves 0.4 × 1000), large since (costs 0.75 × 99,000 more): at the next pause of two hours.
    [
      'a pause long ago does not pay for all that came since',
      [answered(0, 1000), answered(10, 2000), answered(11, 100_000)],
      131,
      'auto',
      '5m',
    ],
    [
      'one night after many short pauses',
      [answered(0, 10_000, '1h'), answered(20, 20_000, '1h'), answered(40, 30_000, '1h'), answered(70, 40_000, '1h')],
      800,
      'auto',
      '1h',
    ],
    ['a setting waits while something is kept', [answered(0, 1000)], 4, '1h', '5m'],
    ['and so does the end of one', [answered(0, 1000, '1h')], 50, '5m', '1h'],
    ['with another model nothing is kept', [answered(0, 1000), model], 1, '1h', '1h'],
    [
      'the lifetime that is kept is not left for the rhythm either',
      [answered(0, 1000, '1h'), answered(1, 9000, '1h')],
      2,
      'auto',
      '1h',
    ],
  ])('%s', (_, events, minutes, setting, expected) => {
    expect(cacheLifetime(events, setting, start + minutes * minute)).toBe(expected);
  });
});

describe('a session with pauses', () => {
  /** What the prompts of a session cost in uncached tokens, by what the provider says that it read and wrote. */
  async function units(pauses: readonly number[], lifetime: LifetimeSetting): Promise<number> {
    const world = await cachedWorld();
    world.lifetime = lifetime;
    const { session, events } = await world.open();
    await session.prompt('Look at many.');
    for (const pause of pauses) {
      world.wait(pause);
      await session.prompt('Look at a few.');
    }
    return answersOf(events).reduce((sum, { usage: { input, cacheRead, cacheWrite, cacheWrite1h = 0 } }) => {
      return sum + input + cacheRead * 0.1 + (cacheWrite - cacheWrite1h) * 1.25 + cacheWrite1h * 2;
    }, 0);
  }

  test('costs least with the long lifetime where they are between five minutes and an hour, and auto comes near', async () => {
    const pauses = [20, 20, 20, 20, 20, 20];
    const [short, long, auto] = [await units(pauses, '5m'), await units(pauses, '1h'), await units(pauses, 'auto')];
    expect(long).toBeLessThan(short / 2);
    // The first pause cannot be foreseen.
    expect(auto).toBeLessThan(long * 1.5);
    expect(auto).toBeLessThan(short);
  });

  test('costs least with the short one where there are none', async () => {
    const pauses = [1, 0, 2, 1];
    const [short, long, auto] = [await units(pauses, '5m'), await units(pauses, '1h'), await units(pauses, 'auto')];
    expect(auto).toBe(short);
    expect(long).toBeGreaterThan(short);
  });

  test('loses nothing by the change: entries of an hour are written where none were left', async () => {
    const world = await cachedWorld();
    const { session, events, of } = await world.open();
    await session.prompt('Look at a few.');
    world.wait(10);
    await session.prompt('And now?');
    world.wait(50);
    await session.prompt('And now?');
    expect(of('cacheBreak').map(({ vector }) => vector)).toEqual(['expiry']);
    const [, , , afterPause, later] = answersOf(events).map(({ usage }) => usage);
    expect(afterPause).toMatchObject({ cacheRead: 0 });
    expect(afterPause?.cacheWrite1h).toBe(afterPause?.cacheWrite);
    expect(later?.cacheRead).toBe(afterPause?.cacheWrite);
  });
});
