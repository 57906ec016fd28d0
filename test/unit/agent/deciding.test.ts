import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool, type Tool } from '../../../src/agent/tool.ts';
import { fakeModel, fakeSession, type Reply, say, use } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

const start = (replies: readonly Reply[], options = {}, parts = {}) =>
  fakeSession({ model: fakeModel(replies), tools: fakeTools, ...parts }, options);

describe('deciding', () => {
  it('tells the model why the person refused', async () => {
    const fake = await start([use({ name: 'act', input: { command: 'rm' } }), say('ok')], {
      answer: () => ({ decision: 'rejected', by: 'person', reason: 'Use the trash.' }),
    });
    await fake.session.prompt('go');
    expect(fake.of('result')[0]).toMatchObject({ status: 'rejected', text: expect.stringContaining('Use the trash.') });
  });

  it('remembers exactly this text for the session, and forgets it in a resumed one', async () => {
    const run = (command: string) => use({ name: 'act', input: { command } });
    const fake = await start([run('t'), run('t '), run('t'), say('ok')], {
      answer: () => ({ decision: 'approved', scope: 'session' }),
    });
    await fake.session.prompt('go');
    expect(fake.asked.map(({ exact }) => exact)).toEqual(['t', 't ']);
    const again = await start([run('t'), say('ok')], { resumed: fake.events });
    await again.session.prompt('go');
    expect(again.asked.length).toBe(1);
  });

  it('an approver that throws is a no', async () => {
    const fake = await start([use({ name: 'act', input: { command: 'x' } }), say('ok')], {
      answer: () => {
        throw new Error('view gone');
      },
    });
    await fake.session.prompt('go');
    expect(fake.of('answered')[0]).toMatchObject({ decision: 'rejected', by: 'error' });
  });

  it('a gate that throws is a deny', async () => {
    const gate = {
      judge: async () => {
        throw new Error('broken');
      },
    };
    const fake = await start([use({ name: 'look', input: { at: 'a' } }), say('ok')], {}, { gate });
    await fake.session.prompt('go');
    expect(fake.of('result')[0]?.status).toBe('denied');
  });

  it('applies an edit as the person left it and tells the model the difference', async () => {
    const fake = await start([use({ name: 'change', input: { path: 'a' } }), say('ok')], {
      answer: () => ({
        decision: 'approved',
        scope: 'once',
        changes: [{ kind: 'edit', path: '/project/a', hash: 'h', before: 'a\n', after: 'better\n' }],
      }),
    });
    await fake.session.prompt('go');
    expect(fake.of('proposal').length).toBe(1);
    expect(fake.of('answered')[0]?.edited).toBe(true);
    const text = fake.of('result')[0]?.text ?? '';
    expect(text).toContain('Noted.');
    expect(text).toContain('+better');
    expect(fake.of('applied')[0]?.checkpoint).toMatch(/^checkpoint/);
  });
});

describe('a proposal that reaches further than the call said', () => {
  const rename: Tool = defineTool({
    name: 'rename',
    description: 'Renames.',
    kind: 'edit',
    input: z.object({ path: z.string() }),
    title: ({ path }) => `Rename in ${path}`,
    targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
    async propose() {
      const edit = (path: string) => ({ kind: 'edit' as const, path, hash: 'h', before: 'a', after: 'b' });
      return { changes: [edit('/project/a'), edit('/project/.git/config')] };
    },
  });
  const gate = (decision: 'ask' | 'deny') => ({
    judge: async ({ targets }: { targets: { paths?: readonly { path: string }[] } }) => {
      const risky = targets.paths?.some(({ path }) => path.includes('.git')) ?? false;
      const verdict = { risk: 'HIGH', layer: 'fake', rule: 'x', reason: 'It touches git.' } as const;
      return { ...verdict, decision: risky ? decision : ('allow' as const) };
    },
  });

  it('is judged by all that it reaches, and asked about', async () => {
    const replies = [use({ name: 'rename', input: { path: 'a' } }), say('ok')];
    const fake = await start(replies, {}, { tools: [rename], gate: gate('ask') });
    await fake.session.prompt('go');
    expect(fake.asked[0]).toMatchObject({ risk: 'HIGH', touches: ['/project/a', '/project/.git/config'] });
  });

  it('is refused, and nothing of it is shown', async () => {
    const replies = [use({ name: 'rename', input: { path: 'a' } }), say('ok')];
    const fake = await start(replies, {}, { tools: [rename], gate: gate('deny') });
    await fake.session.prompt('go');
    expect(fake.of('result')[0]?.status).toBe('denied');
    expect(fake.of('proposal')).toEqual([]);
    expect(fake.of('applied')).toEqual([]);
  });
});
