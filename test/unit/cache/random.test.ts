import { expect, test } from 'vitest';
import type { Tool } from '../../../src/agent/tool.ts';
import { forkEvents } from '../../../src/agent/turns.ts';
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

const images = [{ type: 'image' as const, mediaType: 'image/png', data: 'AAAA' }];

/** One hundred steps in which everything that can be toggled is. Resolves with what was missed though nothing explains it. */
async function toggleEverything(
  seed: number,
): Promise<{ steps: number; missed: string[]; vectors: string[]; did: Set<string> }> {
  const random = randomOf(seed);
  const world: CachedWorld = await cachedWorld();
  let made: FakeSession = await world.open();
  const missed: string[] = [];
  const vectors: string[] = [];
  const did = new Set<string>();
  let steps = 0;
  /** Tokens that the next request must read; `undefined` where something explains that it does not. */
  let due: number | undefined;

  const toggle = async (): Promise<string> => {
    const { session } = made;
    const { events } = session;
    switch (random(13)) {
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
        made = await world.open(events);
        return 'reload';
      case 10: {
        const at = events.findLast(({ type }) => type === 'ended')?.id;
        if (at !== undefined) made = await world.open(forkEvents(events, at, `fork-${random(1000)}`, '/root'));
        return 'fork';
      }
      case 11:
        await session.reviewed({ undone: [{ path: 'a', diff: `-${random(100)}` }] });
        return 'review';
      default:
        world.editTools = (['auto', 'replace', 'patch', 'both'] as const)[random(4)] ?? 'auto';
        return 'editTools';
    }
  };

  await made.session.prompt('Hello. '.repeat(100), { images });
  due = undefined;
  let last = answersOf(made.events).at(-1);
  while (steps < 100) {
    const toggled: string[] = [];
    for (let count = random(4); count >= 0; count--) toggled.push(await toggle());
    for (const one of toggled) did.add(one);
    due = last ? last.usage.cacheRead + last.usage.cacheWrite : undefined;
    const pause = last?.sent ? Date.now() - last.sent.time : 0;
    // Four waits of four minutes are a long pause: that it costs something is what the vector is for.
    if (pause > (last?.sent?.facts.lifetimeMs ?? 0)) due = undefined;
    const before = made.session.events.length;
    const words = ['Look at many.', 'Look at a few.', 'Well?'][random(3)] ?? 'Well?';
    await made.session.prompt(words, random(3) === 0 ? { images } : {});
    for (const event of made.session.events.slice(before)) {
      if (event.type === 'cacheBreak') vectors.push(event.vector);
      if (event.type !== 'assistant') continue;
      steps += 1;
      const { cacheRead, cacheWrite } = event.usage;
      if (due !== undefined && cacheRead < due)
        missed.push(`step ${steps}: ${due - cacheRead} after ${toggled.join(', ')}`);
      due = cacheRead + cacheWrite;
      last = event;
    }
  }
  return { steps, missed, vectors, did };
}

test.each([1, 3, 20261128])(
  '100 steps of toggling everything miss nothing that could be had (seed %i)',
  async (seed) => {
    const { steps, missed, vectors, did } = await toggleEverything(seed);
    expect(steps).toBeGreaterThanOrEqual(100);
    expect(missed).toEqual([]);
    expect(vectors.filter((vector) => vector !== 'expiry')).toEqual([]);
    expect(did.size).toBeGreaterThanOrEqual(12);
  },
  30_000,
);
