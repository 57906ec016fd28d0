import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Answer } from '../../../src/agent/ports.ts';
import { defineTool, type Tool } from '../../../src/agent/tool.ts';
import type { ApprovalRequest } from '../../../src/protocol/events.ts';
import { fakeModel, fakeSession, say, use } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

const everywhere: Tool = defineTool({
  name: 'everywhere',
  description: 'Changes what it finds.',
  kind: 'edit',
  reachesFurther: true,
  input: z.object({ path: z.string() }),
  title: () => 'Everywhere',
  targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
  propose: async ({ path }, { resolve }) => ({ changes: [{ kind: 'create', path: resolve(path), after: 'x' }] }),
});

const change = (path: string) => ({ name: 'change', input: { path } });

/** A session whose approvals wait until the test answers them, by the path that they touch. */
async function asking(...calls: readonly { name: string; input: unknown }[]) {
  const open = new Map<string, (answer: Answer) => void>();
  const model = fakeModel([use(...calls), say('ok')]);
  const fake = await fakeSession(
    { model, tools: [...fakeTools, everywhere] },
    {
      answer: (request: ApprovalRequest) =>
        new Promise<Answer>((resolve) => {
          open.set(request.touches[0] ?? '', resolve);
        }),
    },
  );
  const turn = fake.session.prompt('go');
  const settle = async (): Promise<string[]> => {
    await sleep(10);
    return [...open.keys()];
  };
  const answer = async (path: string, decision: 'approved' | 'rejected' = 'approved'): Promise<string[]> => {
    const resolve = open.get(path);
    if (!resolve) throw new Error(`${path} was not asked`);
    open.delete(path);
    resolve(decision === 'approved' ? { decision, scope: 'once' } : { decision, by: 'person' });
    return await settle();
  };
  return { fake, model, turn, settle, answer };
}

describe('edits of one step', () => {
  it('are put to the person together, applied as they are decided, and told in the model’s order', async () => {
    const { fake, model, turn, settle, answer } = await asking(change('a'), change('b'), change('c'));
    expect(await settle()).toEqual(['/project/a', '/project/b', '/project/c']);
    expect(await answer('/project/c')).toEqual(['/project/a', '/project/b']);
    expect(fake.of('applied').map(({ summary }) => summary[0]?.path)).toEqual(['/project/c']);
    await answer('/project/a', 'rejected');
    expect(await answer('/project/b')).toEqual([]);
    await turn;
    expect(fake.of('result').map(({ status }) => status)).toEqual(['ok', 'rejected', 'ok']);
    const results = model.requests[1]?.messages.at(-1)?.content ?? [];
    expect(results.map((block) => block.type === 'toolResult' && block.isError)).toEqual([true, false, false]);
  });

  it('wait for one another where they touch the same file, while others go on', async () => {
    const { fake, turn, settle, answer } = await asking(change('a'), change('b'), change('/project/a'));
    expect(await settle()).toEqual(['/project/a', '/project/b']);
    expect(fake.of('proposal').length).toBe(2);
    await answer('/project/b');
    expect(await answer('/project/a')).toEqual(['/project/a']);
    await answer('/project/a');
    await turn;
    expect(fake.of('applied').length).toBe(3);
  });

  it('wait for one that touches a folder above or below, and an edit that joins two waits for both', async () => {
    const { turn, settle, answer } = await asking(change('src/a'), change('lib/b'), change('src'), change('/project'));
    expect(await settle()).toEqual(['/project/src/a', '/project/lib/b']);
    expect(await answer('/project/src/a')).toEqual(['/project/lib/b', '/project/src']);
    expect(await answer('/project/lib/b')).toEqual(['/project/src']);
    expect(await answer('/project/src')).toEqual(['/project']);
    await answer('/project');
    await turn;
  });

  it('stay apart where something else stands between them, or one may reach further than it says', async () => {
    const { turn, settle, answer } = await asking(
      change('a'),
      { name: 'look', input: { at: 'a' } },
      change('b'),
      { name: 'everywhere', input: { path: 'c' } },
      change('d'),
    );
    for (const path of ['a', 'b', 'c', 'd']) {
      expect(await settle()).toEqual([`/project/${path}`]);
      await answer(`/project/${path}`);
    }
    await turn;
  });

  it('a call whose input does not fit gets its complaint, and the others are asked', async () => {
    const { fake, turn, settle, answer } = await asking({ name: 'change', input: { path: 7 } }, change('b'));
    expect(await settle()).toEqual(['/project/b']);
    await answer('/project/b');
    await turn;
    expect(fake.of('result').map(({ status }) => status)).toEqual(['error', 'ok']);
  });
});

it('a stop says no to all that wait, and to those that would have come after them', async () => {
  const calls = [change('a'), change('b'), change('a')];
  const fake = await fakeSession({
    model: fakeModel([use(...calls)]),
    tools: fakeTools,
    approver: {
      approve: (_request, _changes, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ decision: 'rejected', by: 'stop' }));
        }),
      ask: async () => undefined,
    },
  });
  const turn = fake.session.prompt('go');
  await sleep(10);
  expect(fake.of('asked').length).toBe(2);
  await fake.session.stop();
  await turn;
  expect(fake.of('result').map(({ status }) => status)).toEqual(['stopped', 'stopped', 'stopped']);
  expect(fake.of('applied')).toEqual([]);
  expect(fake.ended()).toBe('stopped');
});
