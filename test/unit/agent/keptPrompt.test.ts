import { describe, expect, it } from 'vitest';
import type { PromptPart, SystemPrompt } from '../../../src/agent/ports.ts';
import { forkEvents } from '../../../src/agent/turns.ts';
import type { Event } from '../../../src/protocol/events.ts';
import { fakeModel, fakeSession, say } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

const part = (id: string, text: string): PromptPart => ({
  id,
  variant: 'default',
  boundary: 'dynamic',
  from: 'belay',
  text,
});

function prompt(sections: Readonly<Record<string, string>>): SystemPrompt {
  const parts = Object.entries(sections).map(([id, text]) => part(id, text));
  return { fixed: 'You are a test.', dynamic: parts.map(({ text }) => text).join('\n\n'), parts };
}

const long = Array.from({ length: 600 }, (_, line) => `- Rule ${line}`).join('\n');
const friday = {
  environment: '# Environment\n\n- Shell: bash\n- Platform: linux x64\n- Date: 2026-11-27\n- Version control: git',
  instructions: `# Instructions of this project\n\n${long}`,
};
const saturday = {
  ...friday,
  environment: '# Environment\n\n- Shell: bash\n- Platform: linux x64\n- Date: 2026-11-28\n- Version control: git',
};

/** A session whose prompt would be what `world` says when a turn begins. */
async function sessionIn(world: { now: SystemPrompt | Error }, answers: number, resumed?: readonly Event[]) {
  const model = fakeModel(Array.from({ length: answers }, (_, at) => say(`Answer ${at}.`)));
  const made = await fakeSession(
    {
      model,
      tools: fakeTools,
      async prompt() {
        if (world.now instanceof Error) throw world.now;
        return world.now;
      },
    },
    resumed ? { resumed } : {},
  );
  return { ...made, model };
}

const lastTexts = (model: ReturnType<typeof fakeModel>): string[] =>
  (model.requests.at(-1)?.messages.at(-1)?.content ?? []).flatMap((block) =>
    block.type === 'text' ? [block.text] : [],
  );

describe('the prompt of a session', () => {
  it('is sent to the letter on another day, and the change is told once', async () => {
    const world = { now: prompt(friday) };
    const first = await sessionIn(world, 1);
    await first.session.prompt('Hello.');
    world.now = prompt(saturday);
    const second = await sessionIn(world, 2, first.events);
    await second.session.prompt('Still there?');
    await second.session.prompt('And now?');
    const [before] = first.model.requests;
    for (const request of second.model.requests) {
      expect(request.system).toEqual(before?.system);
      expect(request.messages.slice(0, 1)).toEqual(before?.messages);
    }
    expect(second.of('context')).toHaveLength(1);
    expect(second.model.requests[0]?.messages.at(-1)?.content).toEqual([
      { type: 'text', text: 'Still there?' },
      {
        type: 'text',
        text: expect.stringMatching(
          /^\[What stands under "Environment" .* has changed since[^\n]*\n@@ -5 \+5 @@\n-- Date: 2026-11-27\n\+- Date: 2026-11-28$/,
        ),
      },
    ]);
    expect(lastTexts(second.model)).toEqual(['And now?']);
    expect(second.session.system).toEqual(before?.system);
  });

  it('tells a section that comes, one that goes, and one that comes back', async () => {
    const world = { now: prompt(friday) };
    const { session, model } = await sessionIn(world, 4);
    await session.prompt('One.');
    world.now = prompt({ environment: friday.environment, memoryIndex: '# Index of memories\n\n- a note' });
    await session.prompt('Two.');
    expect(lastTexts(model)).toEqual([
      'Two.',
      '[What stands under "Instructions of this project" in your first instructions no longer holds.]',
      '[New in your first instructions, with the same limits:]\n# Index of memories\n\n- a note',
    ]);
    world.now = prompt(friday);
    await session.prompt('Three.');
    expect(lastTexts(model).map((text) => text.length < 4300)).toEqual([true, true, true]);
    expect(lastTexts(model)[2]).toMatch(/"Index of memories" .* no longer holds/);
    expect(lastTexts(model)[1]).toMatch(
      /# Instructions of this project[\s\S]*read the files it comes from for the rest\]$/,
    );
    await session.prompt('Four.');
    expect(lastTexts(model)).toEqual(['Four.']);
  });

  it('a large change is cut, and says so', async () => {
    const world = { now: prompt(friday) };
    const { session, model } = await sessionIn(world, 2);
    await session.prompt('One.');
    world.now = prompt({ ...friday, instructions: `# Instructions of this project\n\n${'x'.repeat(30_000)}` });
    await session.prompt('Two.');
    const told = lastTexts(model)[1] ?? '';
    expect(told.length).toBeLessThan(4500);
    expect(told).toMatch(/x+\n\[cut after 4000 of \d+ characters; read/);
  });

  it('what a restore cut off is told again; a fork has the prompt of its original', async () => {
    const world = { now: prompt(friday) };
    const { session, model, events } = await sessionIn(world, 4);
    await session.prompt('One.');
    world.now = prompt(saturday);
    await session.prompt('Two.');
    const two = events.filter(({ type }) => type === 'user')[1];
    await session.restore(two?.id ?? '', { files: false, conversation: true });
    await session.prompt('Two, otherwise.');
    expect(lastTexts(model).filter((text) => text.includes('2026-11-28'))).toHaveLength(1);

    const one = events.find(({ type }) => type === 'user');
    await session.restore(one?.id ?? '', { files: false, conversation: true });
    await session.prompt('One, otherwise.');
    expect(model.requests.at(-1)?.system).toEqual(model.requests[0]?.system);
    const ended = events.findLast(({ type }) => type === 'ended');
    const fork = await sessionIn(world, 1, forkEvents(events, ended?.id ?? '', 'fork', '/root'));
    await fork.session.prompt('In the fork.');
    expect(fork.model.requests[0]?.system).toEqual(model.requests[0]?.system);
  });

  it('goes on where it can no longer be made; the first turn says what is wrong', async () => {
    const world: { now: SystemPrompt | Error } = { now: prompt(friday) };
    const { session, model, logged, ended } = await sessionIn(world, 2);
    await session.prompt('One.');
    world.now = new Error('a section is at fault');
    await session.prompt('Two.');
    expect([ended(), model.requests.length]).toEqual(['done', 2]);
    expect(logged.some((line) => line.includes('could not be found out'))).toBe(true);
    const broken = await sessionIn(world, 1);
    await broken.session.prompt('One.');
    expect(broken.ended()).toBe('error');
    expect(broken.of('user')).toHaveLength(1);
  });

  it('of an older transcript is kept from its next turn on', async () => {
    const world = { now: prompt(friday) };
    const first = await sessionIn(world, 1);
    await first.session.prompt('One.');
    const old = first.events.filter(({ type }) => type !== 'prompt');
    world.now = prompt(saturday);
    const second = await sessionIn(world, 1, old);
    await second.session.prompt('Two.');
    expect(second.model.requests[0]?.system.dynamic).toContain('2026-11-28');
    expect([second.of('prompt').length, second.of('context').length]).toEqual([1, 0]);
  });
});
