import { describe, expect, it } from 'vitest';
import type { GateCall } from '../../../src/agent/gatePorts.ts';
import type { Message } from '../../../src/agent/ports.ts';
import { fakeModel, fakeSession, say, use } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

const texts = (messages: readonly Message[]): string[] =>
  messages.flatMap(({ content }) => content.flatMap((block) => (block.type === 'text' ? [block.text] : [])));

/** A gate that refuses in plan mode as the real one does, and notes what it was asked. */
function planningGate() {
  const asked: GateCall[] = [];
  return {
    asked,
    gate: {
      async judge(call: GateCall) {
        asked.push(call);
        const refused = call.plan === true && call.kind !== 'read';
        return {
          decision: refused ? ('deny' as const) : call.kind === 'read' ? ('allow' as const) : ('ask' as const),
          risk: 'HIGH' as const,
          layer: refused ? 'plan' : 'fake',
          rule: 'x',
          reason: refused ? 'Plan mode is on.' : 'It asks.',
        };
      },
    },
  };
}

describe('changes of settings', () => {
  it('reach the model where they happened, and leave all before them as it was', async () => {
    const model = fakeModel([say('One.'), say('Two.'), say('Three.')]);
    const { session } = await fakeSession({ model, tools: fakeTools });
    await session.prompt('First.');
    await session.setMode('allowEdits');
    await session.setPlan(true);
    await session.prompt('Second.');
    await session.setPlan(false);
    await session.setMode('default');
    await session.setModel({ ...model, info: { ...model.info, id: 'other' } });
    await session.prompt('Third.');
    const [first, second, third] = model.requests;
    expect([second?.system, third?.system]).toEqual([first?.system, first?.system]);
    expect([second?.tools, third?.tools]).toEqual([first?.tools, first?.tools]);
    expect(second?.messages.slice(0, 1)).toEqual(first?.messages);
    expect(third?.messages.slice(0, 3)).toEqual(second?.messages);
    expect(texts(second?.messages ?? []).slice(2)).toEqual([
      expect.stringMatching(/^\[The person changed the permission mode\. Edits inside the workspace are applied/),
      expect.stringMatching(/^\[Plan mode is on\..*present a plan/),
      'Second.',
    ]);
    expect(texts(third?.messages ?? []).slice(6)).toEqual([
      expect.stringMatching(/^\[Plan mode is off\./),
      expect.stringMatching(/^\[The person changed the permission mode\. Edits are proposals/),
      '[The person changed the model: from here on you are other. Earlier answers are by fake.]',
      'Third.',
    ]);
  });

  it('are not spoken of before the person has said something, but for plan mode', async () => {
    const model = fakeModel([say('One.')]);
    const { session } = await fakeSession({ model, tools: fakeTools, plan: true });
    expect(session.plan).toBe(true);
    await session.setMode('auto');
    await session.prompt('First.');
    expect(texts(model.requests[0]?.messages ?? [])).toEqual([expect.stringMatching(/^\[Plan mode is on/), 'First.']);
  });

  it('that change nothing are not spoken of', async () => {
    const model = fakeModel([say('One.'), say('Two.')]);
    const { session, of } = await fakeSession({ model, tools: fakeTools });
    await session.prompt('First.');
    await session.setMode('default');
    await session.setPlan(false);
    await session.prompt('Second.');
    expect(of('setting')).toHaveLength(2);
    expect(texts(model.requests[1]?.messages ?? [])).toEqual(['First.', 'One.', 'Second.']);
  });
});

describe('plan mode', () => {
  it('is told to the gate at each call, and outlives the window', async () => {
    const { gate, asked } = planningGate();
    const model = fakeModel([use({ name: 'act', input: { command: 'x' } }), say('A plan.')]);
    const { session, events, of } = await fakeSession({ model, tools: fakeTools, gate });
    await session.setPlan(true);
    await session.prompt('Do it.');
    expect(asked.map(({ plan }) => plan)).toEqual([true]);
    expect(of('result')).toMatchObject([{ status: 'denied', text: expect.stringMatching(/Plan mode is on/) }]);
    const again = await fakeSession({ model, tools: fakeTools, gate }, { resumed: events });
    expect(again.session.plan).toBe(true);
    await again.session.setPlan(false);
    const third = await fakeSession({ model, tools: fakeTools }, { resumed: [...events, ...again.events] });
    expect(third.session.plan).toBe(false);
  });

  it('that comes on while a call waits for the person refuses it, even when they approve', async () => {
    const { gate } = planningGate();
    const model = fakeModel([use({ name: 'act', input: { command: 'x' } }), say('Well.')]);
    const made = await fakeSession(
      { model, tools: fakeTools, gate },
      {
        answer: async () => {
          await made.session.setPlan(true);
          return { decision: 'approved', scope: 'once' };
        },
      },
    );
    await made.session.prompt('Do it.');
    expect(made.asked).toHaveLength(1);
    expect(made.of('result')).toMatchObject([{ status: 'denied' }]);
    expect(made.of('verdict').map(({ verdict }) => verdict.decision)).toEqual(['ask', 'deny']);
  });

  it('is as it was left after a restore, and the model is told again', async () => {
    const model = fakeModel([say('One.'), say('Two.'), say('Three.')]);
    const { session, events } = await fakeSession({ model, tools: fakeTools });
    await session.prompt('First.');
    await session.prompt('Second.');
    await session.setPlan(true);
    const second = events.filter((event) => event.type === 'user')[1];
    await session.restore(second?.id ?? '', { files: false, conversation: true });
    const again = await fakeSession({ model: fakeModel([]), tools: fakeTools }, { resumed: events });
    expect([session.plan, again.session.plan]).toEqual([true, true]);
    await session.prompt('Second, otherwise.');
    const said = texts(model.requests.at(-1)?.messages ?? []);
    expect(said.filter((text) => text.startsWith('[Plan mode is on'))).toHaveLength(1);
    expect(said).not.toContain('Second.');
  });

  it('and a mode that is another after a reload is told', async () => {
    const model = fakeModel([say('One.')]);
    const { session, events } = await fakeSession({ model, tools: fakeTools, mode: 'bypass' });
    await session.prompt('First.');
    const other = fakeModel([say('Two.')]);
    const again = await fakeSession({ model: other, tools: fakeTools, mode: 'default' }, { resumed: events });
    await again.session.prompt('Second.');
    expect(texts(other.requests[0]?.messages ?? []).filter((text) => text.startsWith('[The person changed'))).toEqual([
      expect.stringMatching(/Edits are proposals/),
    ]);
  });
});
