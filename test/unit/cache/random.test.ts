import { expect, test } from 'vitest';
import type { Tool } from '../../../src/agent/tool.ts';
import { forkEvents } from '../../../src/agent/turns.ts';
import type { Event } from '../../../src/protocol/events.ts';
import { standing } from '../../../src/protocol/rewind.ts';
import { answersOf, type CachedWorld, cachedWorld } from '../../support/cachedSession.ts';
import type { FakeSession } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

/** Numbers that look random and are the same for the same seed (mulberry32, public domain). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const models = ['claude-sonnet-5-5', 'claude-opus-5-5'] as const;
const efforts = ['low', 'medium', 'high'] as const;
/** So much is said that there is something to compact. */
const long = 'And so on. '.repeat(500);
const images = [{ type: 'image' as const, mediaType: 'image/png', data: 'AAAA' }];

/**
 * One hundred steps in which everything that can be toggled is. Resolves with what was missed though nothing explains it,
 * in a request or among the breaks that were told.
 */
async function toggleEverything(
  seed: number,
): Promise<{ steps: number; missed: string[]; explained: number; did: Set<string> }> {
  const random = randomOf(seed);
  const world: CachedWorld = await cachedWorld();
  let made: FakeSession = await world.open();
  const missed: string[] = [];
  let explained = 0;
  const did = new Set<string>();
  let steps = 0;
  /** Tokens that the next request must read; `undefined` where something explains that it does not. */
  let due: number | undefined;
  /** The model and the effort that the next request is sent with; an effort is taken when a model is made. */
  let using = { model: models[0] as string, effort: world.effort };
  /** Breaks that nobody can avoid, of what was done since the last request. */
  let unavoidable = new Set<string>();

  const open = async (events: readonly Event[]): Promise<void> => {
    using = { ...using, effort: world.effort };
    made = await world.open(events, using.model);
  };

  const toggle = async (): Promise<string> => {
    const { session } = made;
    const { events } = session;
    switch (random(18)) {
      case 0:
        await session.setPlan(!session.plan);
        return 'plan';
      case 1:
        await session.setMode((['default', 'allowEdits', 'auto', 'bypass'] as const)[random(4)] ?? 'default');
        return 'mode';
      case 2:
        world.sections = { ...world.sections, instructions: `# Instructions of this project\n\nRule ${random(100)}.` };
        return 'instructions';
      case 3:
        world.sections = { ...world.sections, memoryIndex: `# Index of memories\n\n- note ${random(100)}` };
        return 'memory';
      case 4:
        world.sections = { ...world.sections, environment: `# Environment\n\n- Date: 2026-12-${10 + random(20)}` };
        return 'date';
      case 5:
        world.sections = { ...world.sections, openEditors: `# Open in the editor\n\n- ${random(100)}.ts` };
        return 'editors';
      case 6: {
        const look = fakeTools.find(({ name }) => name === 'look') as Tool;
        const others = world.tools.filter(({ name }) => name !== 'look' && random(3) > 0);
        const joined = { ...look, name: `mcp__s${random(9)}__t` };
        world.tools = random(2) === 0 ? [joined, look, ...others] : [...others, look];
        return 'tools';
      }
      case 7:
        world.lifetime = (['auto', '5m', '1h'] as const)[random(3)] ?? 'auto';
        return 'lifetime';
      case 8:
        world.wait(random(5));
        return 'wait';
      case 9:
        await open(events);
        return 'reload';
      case 10: {
        const at = standing(events).findLast(({ type }) => type === 'ended')?.id;
        if (at !== undefined) await open(forkEvents(events, at, `fork-${random(1000)}`, '/root'));
        return 'fork';
      }
      case 11:
        await session.reviewed({ undone: [{ path: 'a', diff: `-${random(100)}` }] });
        return 'review';
      case 12: {
        const other = models.find((name) => name !== using.model) ?? models[0];
        // There and back again without a request in between is told like a change, so once is enough.
        if (unavoidable.has('model')) return 'model';
        using = { model: other, effort: world.effort };
        await session.setModel(await world.model(other));
        unavoidable.add('model');
        return 'model';
      }
      case 13:
        world.effort = efforts[random(3)];
        return 'effort';
      case 14:
        world.tools = world.tools.map((tool) => ({ ...tool, description: `Does it in way ${random(100)}.` }));
        return 'description';
      case 15:
        if ((await session.previewCompaction()).nothing) return 'nothing';
        await session.compact({ outline: true });
        unavoidable.add('history').add('images');
        return 'compaction';
      case 16: {
        const said = standing(events).filter(({ type }) => type === 'user');
        const to = said.at(-1)?.id;
        if (to === undefined || said.length < 3) return 'nothing';
        await session.restore(to, { files: false, conversation: true });
        unavoidable.add('history').add('images');
        return 'restore';
      }
      default:
        world.editTools = (['auto', 'replace', 'patch', 'both'] as const)[random(4)] ?? 'auto';
        return 'editTools';
    }
  };

  await made.session.prompt('Hello. '.repeat(100), { images });
  due = undefined;
  let asked = using;
  let last = answersOf(made.events).at(-1);
  while (steps < 100) {
    const toggled: string[] = [];
    for (let count = random(4); count >= 0; count--) toggled.push(await toggle());
    for (const one of toggled) did.add(one);
    if (using.effort !== asked.effort) unavoidable.add('thinking');
    asked = using;
    const shown = random(3) === 0 ? { images } : {};
    // The first image costs the messages, also after those before it were forgotten or taken back.
    const had = JSON.stringify(world.server.requests.at(-1)?.body).includes('"image"');
    if (shown.images && !had) unavoidable.add('images');
    due = last && unavoidable.size === 0 ? last.usage.cacheRead + last.usage.cacheWrite : undefined;
    const pause = last?.sent ? Date.now() - last.sent.time : 0;
    // Four waits of four minutes are a long pause: that it costs something is what the vector is for.
    if (pause > (last?.sent?.facts.lifetimeMs ?? 0)) due = undefined;
    const before = made.session.events.length;
    const words = ['Look at many.', 'Look at a few.', 'Well?'][random(3)] ?? 'Well?';
    await made.session.prompt(`${words} ${long}`, shown);
    for (const event of made.session.events.slice(before)) {
      if (event.type === 'cacheBreak' && event.vector !== 'expiry') {
        if (unavoidable.has(event.vector)) explained += 1;
        else missed.push(`step ${steps}: ${event.vector} (${event.changed}) after ${toggled.join(', ')}`);
        unavoidable = new Set();
      }
      if (event.type !== 'assistant') continue;
      steps += 1;
      const { cacheRead, cacheWrite } = event.usage;
      if (due !== undefined && cacheRead < due)
        missed.push(`step ${steps}: ${due - cacheRead} after ${toggled.join(', ')}`);
      due = cacheRead + cacheWrite;
      last = event;
    }
    unavoidable = new Set();
  }
  return { steps, missed, explained, did };
}

test.each([1, 3, 20261128])(
  '100 steps of toggling everything miss nothing that could be had (seed %i)',
  async (seed) => {
    const { steps, missed, explained, did } = await toggleEverything(seed);
    expect(steps).toBeGreaterThanOrEqual(100);
    expect(missed).toEqual([]);
    // What cannot be avoided happened too, so that it would have shown.
    expect(explained).toBeGreaterThan(0);
    expect(did.size).toBeGreaterThanOrEqual(16);
  },
  30_000,
);
