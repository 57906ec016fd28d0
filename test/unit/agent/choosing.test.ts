import { describe, expect, it } from 'vitest';
import type { PromptAudience } from '../../../src/agent/ports.ts';
import { forkEvents } from '../../../src/agent/turns.ts';
import { Event } from '../../../src/protocol/events.ts';
import type { PromptChoice } from '../../../src/protocol/promptChoice.ts';
import { fakeModel, fakeSession, say } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

const terse: PromptChoice = { flags: { brief: true }, variants: { working: 'terse' }, experiments: [] };

/** A session whose prompt is chosen and assembled by fakes that keep what they were asked. */
async function chosenSession(
  options: { resumed?: readonly Event[]; choose?: () => Promise<PromptChoice>; replies?: number } = {},
) {
  const { resumed, choose = async () => terse, replies = 2 } = options;
  const asked: PromptAudience[] = [];
  const assembled: { choice: PromptChoice; tools: readonly string[] }[] = [];
  const model = fakeModel(Array.from({ length: replies }, () => say('Done.')));
  const made = await fakeSession(
    {
      model,
      tools: fakeTools,
      async choosePrompt(audience) {
        asked.push(audience);
        return { choice: await choose(), problems: ['features.json: a word about it.'] };
      },
      async prompt(choice, tools) {
        assembled.push({ choice, tools });
        return {
          fixed: JSON.stringify(choice),
          dynamic: 'd\u200bd',
          parts: [{ id: 'x', variant: 'default', boundary: 'dynamic', from: 'belay', text: 'd\u200bd' }],
          problems: ['x was cut.'],
        };
      },
    },
    { ...(resumed ? { resumed } : {}) },
  );
  return { ...made, model, asked, assembled };
}

describe('how the prompt is made', () => {
  it('is chosen once, before the first message, kept, and told where something is wrong', async () => {
    const { session, events, asked, assembled, model, of } = await chosenSession();
    await session.prompt('One.');
    await session.prompt('Two.');
    expect(asked).toEqual([{ sessionId: session.id, model: 'fake', mode: session.mode }]);
    expect(of('chosen').map(({ choice }) => choice)).toEqual([terse]);
    const types = events.map(({ type }) => type);
    expect(types.indexOf('chosen')).toBeLessThan(types.indexOf('user'));
    expect(of('notice').map(({ text }) => text)).toEqual(['features.json: a word about it.', 'x was cut.']);
    // Made anew for each turn, to see what has changed; sent as it was first.
    const made = { choice: terse, tools: ['look', 'act', 'change'] };
    expect(assembled).toEqual([made, made]);
    expect(of('prompt')).toHaveLength(1);
    expect(model.requests.map(({ system }) => system.fixed)).toEqual([JSON.stringify(terse), JSON.stringify(terse)]);
    expect(events.every((event) => Event.safeParse(event).success)).toBe(true);
  });

  it('stays when the session is opened again or forked, whatever would be chosen now', async () => {
    const first = await chosenSession();
    await first.session.prompt('One.');
    await first.session.prompt('And more.');
    const other = async () => ({ flags: {}, variants: {}, experiments: [] });
    const again = await chosenSession({ resumed: first.events, choose: other });
    await again.session.prompt('Two.');
    expect([again.asked, again.assembled[0]?.choice]).toEqual([[], terse]);
    // What was wrong has been told already.
    expect(again.of('notice')).toEqual([]);

    const copy = forkEvents(first.session.events, first.of('user')[1]?.id ?? '', 'fork', '/root');
    expect(copy.filter(({ type }) => type === 'user')).toHaveLength(1);
    const fork = await chosenSession({ resumed: copy, choose: other });
    await fork.session.prompt('Otherwise.');
    expect([fork.asked, fork.assembled[0]?.choice]).toEqual([[], terse]);
    const whole = forkEvents(first.session.events, first.of('user')[0]?.id ?? '', 'fork', '/root');
    const fromStart = await chosenSession({ resumed: whole, choose: other });
    await fromStart.session.prompt('From the start.');
    expect(fromStart.assembled[0]?.choice).toEqual(terse);
  });

  it('of a conversation that began without a choice stays as it was', async () => {
    const first = await chosenSession();
    await first.session.prompt('One.');
    const old = first.events.filter(({ type }) => type !== 'chosen');
    const again = await chosenSession({ resumed: old });
    await again.session.prompt('Two.');
    expect(again.asked).toEqual([]);
    expect(again.assembled[0]?.choice).toEqual({ flags: {}, variants: {}, experiments: [] });
  });

  it('falls back to every section as it stands when choosing fails, and the message is not lost', async () => {
    const { session, of, assembled, logged } = await chosenSession({
      choose: async () => {
        throw new Error('no features today');
      },
    });
    await session.prompt('One.');
    expect(of('user')).toHaveLength(1);
    expect(of('ended').map(({ reason }) => reason)).toEqual(['done']);
    expect(assembled[0]?.choice).toEqual({ flags: {}, variants: {}, experiments: [] });
    expect(logged.join('\n')).toContain('could not be chosen');
  });

  it('can be seen as it was sent, cleaned', async () => {
    const { session } = await chosenSession();
    expect(session.system).toBeUndefined();
    await session.prompt('One.');
    expect(session.system?.fixed).toBe(JSON.stringify(terse));
    expect(session.system?.parts?.[0]?.text).toBe(session.system?.dynamic);
  });
});

describe('a rating', () => {
  it('is kept with its turn, and refused for a turn that there is not', async () => {
    const { session, of } = await chosenSession();
    await session.prompt('One.');
    const turn = of('user')[0]?.turn ?? '';
    await session.rate(turn, 'down');
    await session.rate(turn, 'up');
    expect(of('rated').map(({ turn: rated, thumb }) => [rated, thumb])).toEqual([
      [turn, 'down'],
      [turn, 'up'],
    ]);
    await expect(session.rate('elsewhere', 'up')).rejects.toThrow('not in the conversation');
  });
});
