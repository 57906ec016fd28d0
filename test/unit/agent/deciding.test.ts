import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Gate } from '../../../src/agent/gatePorts.ts';
import type { Answer, Files } from '../../../src/agent/ports.ts';
import { defineTool, type Tool } from '../../../src/agent/tool.ts';
import { fakeModel, fakeSession, type Reply, say, use } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

const start = (replies: readonly Reply[], options = {}, parts = {}) =>
  fakeSession({ model: fakeModel(replies), tools: fakeTools, ...parts }, options);

const missing = async () => {
  throw new Error('not looked at here');
};
const missingFiles: Files = {
  stat: missing,
  readText: missing,
  readBytes: missing,
  list: missing,
  realPath: missing,
};

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

  it('judges where a path leads by now: a link that was exchanged after the call was judged', async () => {
    const judged: string[] = [];
    const gate: Gate = {
      async judge({ targets }) {
        const paths = (targets.paths ?? []).map(({ path }) => path);
        judged.push(...paths);
        const decision = paths.includes('/etc/passwd') ? 'deny' : 'allow';
        return { decision, risk: 'MEDIUM', layer: 'paths', rule: 'x', reason: 'It leads elsewhere.' };
      },
    };
    const files = { ...missingFiles, realPath: async () => '/etc/passwd' };
    const fake = await start([use({ name: 'change', input: { path: 'a' } }), say('ok')], {}, { gate, files });
    await fake.session.prompt('go');
    expect(judged).toContain('/etc/passwd');
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

describe('a proposal of which the person kept a part', () => {
  const before = 'a\n1\nb\n2\nc\n3\n';
  const proposed = before.replace('a', 'A').replace('b', 'B').replace('c', 'C');
  const write: Tool = defineTool({
    name: 'write',
    description: 'Writes.',
    kind: 'edit',
    input: z.object({}),
    title: () => 'Write',
    targets: () => ({ paths: [{ path: 'a', access: 'write' }] }),
    async propose() {
      return {
        changes: [
          { kind: 'edit', path: '/project/a', hash: 'h', before, after: proposed },
          { kind: 'delete', path: '/project/old', hash: 'h', directory: false },
        ],
      };
    },
  });
  const edit = { kind: 'edit' as const, path: '/project/a', hash: 'h', before };
  const old = { path: '/project/old', diff: '', reason: 'Still needed.' };
  const second = { path: '/project/a', diff: '@@ -3 +3 @@\n-b\n+B', lines: [3], reason: 'b is a name.' };
  const play = async (answer: Pick<Extract<Answer, { decision: 'approved' }>, 'changes' | 'rejected'>) => {
    const fake = await fakeSession(
      { model: fakeModel([use({ name: 'write' }), say('ok')]), tools: [write] },
      { answer: () => ({ decision: 'approved', scope: 'once', ...answer }) },
    );
    await fake.session.prompt('go');
    return { answered: fake.of('answered')[0], text: fake.of('result')[0]?.text ?? '' };
  };

  it('says what was kept, what was rejected and why', async () => {
    const after = proposed.replace('B', 'b');
    const { answered, text } = await play({ changes: [{ ...edit, after }], rejected: [second, old] });
    expect(answered).toMatchObject({ edited: false, rejected: [second, old], kept: { changes: 2, of: 4 } });
    expect(text).toContain(
      [
        'The person kept 2 of your 4 changes. The rest was not applied; do not propose it again as it is.',
        'Rejected in a, because: b is a name.',
        '@@ -3 +3 @@\n-b\n+B',
        'Rejected in old, because: Still needed.',
      ].join('\n'),
    );
    expect(text).not.toContain('The person changed');
  });

  it('tells the person’s own words from what they rejected', async () => {
    const after = proposed.replace('B', 'beta');
    const { answered, text } = await play({ changes: [{ ...edit, after }], rejected: [second] });
    expect(answered).toMatchObject({ edited: true, kept: { changes: 2, of: 4 } });
    expect(text).toContain('The person changed your proposal for a before approving it:');
    expect(text).toMatch(/^-b\n\+beta$/m);
    expect(text).not.toMatch(/^-B$/m);
  });

  it('says nothing of it where all was kept', async () => {
    const { answered, text } = await play({});
    expect(answered).toMatchObject({ edited: false });
    expect(answered).not.toHaveProperty('kept');
    expect(text).not.toContain('The person');
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
