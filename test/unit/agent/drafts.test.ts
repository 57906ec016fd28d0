import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, test } from 'vitest';
import { ModelError, type ModelOutput, type ModelRequest } from '../../../src/agent/ports.ts';
import { ToolError } from '../../../src/agent/tool.ts';
import type { FileChange } from '../../../src/protocol/changes.ts';
import { tools } from '../../../src/tools/index.ts';
import { fakeModel, fakeSession, type Reply, say } from '../../support/fakeSession.ts';

const file = 'one\ntwo\nthree\nfour\n';
const files = {
  async stat(path: string) {
    return path.endsWith('new.txt') ? undefined : { type: 'file' as const, size: 1, mtimeMs: 0 };
  },
  async readText(path: string) {
    if (path.endsWith('other.txt')) throw new ToolError('no');
    return { text: file, hash: 'h', unsaved: false };
  },
  readBytes: async () => new Uint8Array(),
  list: async () => [],
  realPath: async (path: string) => path,
};

/** A model that writes a call's input in small pieces, with time in between, and then ends as told. */
function writing(name: string, input: object, end: 'whole' | 'cut' | 'restart' = 'whole'): Reply {
  return async function* (_: ModelRequest, signal: AbortSignal): AsyncIterable<ModelOutput> {
    const json = JSON.stringify(input);
    const send = async function* (upTo: number): AsyncIterable<ModelOutput> {
      for (let at = 0; at < upTo; at += 8) {
        signal.throwIfAborted();
        yield { type: 'delta', delta: { type: 'toolInput', callId: 'w', tool: name, text: json.slice(at, at + 8) } };
        await sleep(25);
      }
    };
    yield* send(end === 'whole' ? json.length : json.length / 2);
    if (end === 'cut') throw new ModelError('rejected', 'The line broke.');
    if (end === 'restart') {
      yield { type: 'delta', delta: { type: 'restart' } };
      yield* say2();
      return;
    }
    const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
    const content = [{ type: 'toolUse' as const, id: 'w', name, input: JSON.parse(json) }];
    yield { type: 'message', model: 'fake', content, stopReason: 'toolUse', usage };
  };
}

async function* say2(): AsyncIterable<ModelOutput> {
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
  yield { type: 'message', model: 'fake', content: [{ type: 'text', text: 'Else.' }], stopReason: 'endTurn', usage };
}

const read: Reply = {
  blocks: [{ type: 'toolUse', id: 'r', name: 'read_file', input: { path: 'a.txt' } }],
  stopReason: 'toolUse',
};

type Decision = 'ask' | 'deny' | 'allow';

async function drafted(
  reply: Reply,
  decision: Decision | ((paths: readonly string[]) => Decision) = 'ask',
): Promise<{ readonly shown: (FileChange | undefined)[]; readonly judged: string[] }> {
  const judged: string[] = [];
  const fake = await fakeSession(
    {
      model: fakeModel([read, reply, say('Done.')]),
      tools,
      files,
      gate: {
        async judge({ kind, targets }) {
          const paths = (targets.paths ?? []).map(({ path }) => path);
          if (kind === 'edit') judged.push(...paths);
          const decided = typeof decision === 'string' ? decision : decision(paths);
          return { decision: kind === 'edit' ? decided : 'allow', risk: 'MEDIUM', layer: 'f', rule: 'f', reason: 'f' };
        },
      },
    },
    { answer: () => ({ decision: 'rejected', by: 'person' }) },
  );
  await fake.session.prompt('go');
  return { shown: fake.drafts.map(({ change }) => change), judged };
}

const afters = (shown: readonly (FileChange | undefined)[]): string[] =>
  shown.flatMap((change) => (change && 'after' in change ? [change.after] : []));

describe('an edit that is being written', () => {
  it('edit_file: grows in its place, and ends as the whole', async () => {
    const newText = 'TWO and a half, and some more words\nand a second line of it\n';
    const { shown } = await drafted(writing('edit_file', { path: 'a.txt', oldText: 'two\n', newText }));
    const texts = afters(shown);
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) {
      expect(text.startsWith('one\n') && text.endsWith('three\nfour\n')).toBe(true);
      // Each unfinished line stands by itself.
      const grown = text.slice('one\n'.length, -'\nthree\nfour\n'.length);
      expect(newText.startsWith(grown)).toBe(true);
    }
    const lengths = texts.map((text) => text.length);
    expect(lengths).toEqual([...lengths].sort((one, other) => one - other));
  });

  it('multi_edit: finished pieces stay while the next one comes', async () => {
    const edits = [
      { oldText: 'one', newText: 'the very first line of all' },
      { oldText: 'four', newText: 'the very last line of all' },
    ];
    const texts = afters((await drafted(writing('multi_edit', { path: 'a.txt', edits }))).shown);
    expect(texts.at(-1)).toContain('the very first line of all\ntwo\nthree\nthe ver');
  });

  it('write_file over a file: lines that were not reached yet stay', async () => {
    const content = 'eins und eins\nzwei und zwei\ndrei und drei\nvier\nfuenf\n';
    const texts = afters((await drafted(writing('write_file', { path: 'a.txt', content }))).shown);
    expect(texts).toContain('eins und eins\ntwo\nthree\nfour\n');
  });

  it('write_file of a new file is shown as it comes', async () => {
    const { shown } = await drafted(writing('write_file', { path: 'new.txt', content: 'words '.repeat(12) }));
    expect(shown[0]).toMatchObject({ kind: 'create', path: '/project/new.txt' });
  });

  describe('as a patch', () => {
    const patch = (...lines: string[]) =>
      writing('apply_patch', { patch: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') });
    const edit = ['*** Update File: a.txt', '@@', ' one', '-two', '+TWO and a half, and some more words', ' three'];
    const addition = ['*** Add File: new.txt', '+the first line of a new file', '+and the second line of it'];
    const pathsIn = (shown: readonly (FileChange | undefined)[]) =>
      new Set(shown.map((change) => (change && 'path' in change ? change.path : undefined)));

    it('grows file by file, each hunk in its place', async () => {
      const { shown } = await drafted(patch(...edit, ...addition));
      expect(pathsIn(shown)).toEqual(new Set(['/project/a.txt', '/project/new.txt']));
      const texts = afters(shown);
      expect(texts.find((text) => text.startsWith('one\nTWO') && text.endsWith('\nthree\nfour\n'))).toBeDefined();
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts.at(-1)).toMatch(/^the first line of a new file\nand the/);
      const ofNew = shown.flatMap((one) => (one?.kind === 'create' ? [one.after.trimEnd()] : []));
      for (const text of ofNew) expect('the first line of a new file\nand the second line of it').toContain(text);
    });

    it('is judged by whole paths only, each before anything of it is shown', async () => {
      const { judged } = await drafted(patch(...edit, ...addition));
      expect(new Set(judged)).toEqual(new Set(['a.txt', 'new.txt']));
    });

    it('is judged by where a file moves as well', async () => {
      const moved = [edit[0] ?? '', '*** Move to: ../elsewhere.txt', ...edit.slice(1)];
      const outside = (paths: readonly string[]) => (paths.includes('../elsewhere.txt') ? 'deny' : 'ask');
      const { shown, judged } = await drafted(patch(...moved), outside);
      expect(shown).toEqual([]);
      expect(new Set(judged)).toEqual(new Set(['a.txt', '../elsewhere.txt']));
    });

    it('goes off the screen when a later file of it is denied', async () => {
      const denied = (paths: readonly string[]) => (paths.includes('new.txt') ? 'deny' : 'ask');
      const { shown } = await drafted(patch(...edit, ...addition), denied);
      expect(pathsIn(shown)).toEqual(new Set(['/project/a.txt', undefined]));
      expect(shown.at(-1)).toBeUndefined();
    });

    it.each([
      ['a file that was not read', ['*** Update File: b.txt', ...edit.slice(1)]],
      ['a deletion', ['*** Delete File: a.txt']],
      ['lines that are not there', ['*** Update File: a.txt', '@@', ' eins', '-zwei', `+${'x'.repeat(60)}`, ' drei']],
      ['another format', ['*** Change File: a.txt', '-two', `+${'x'.repeat(60)}`]],
    ])('is not shown: %s', async (_, lines) => {
      expect((await drafted(patch(...lines))).shown).toEqual([]);
    });
  });

  const unseen: [string, Reply, 'ask' | 'deny' | 'allow'][] = [
    ['what the gate denies', writing('edit_file', { path: '../x', oldText: 'two', newText: 'x'.repeat(80) }), 'deny'],
    [
      'what is applied at once',
      writing('edit_file', { path: 'a.txt', oldText: 'two', newText: 'x'.repeat(80) }),
      'allow',
    ],
    [
      'a file that was not read',
      writing('edit_file', { path: 'b.txt', oldText: 'two', newText: 'x'.repeat(80) }),
      'ask',
    ],
    [
      'text that is not there',
      writing('edit_file', { path: 'a.txt', oldText: 'zwei', newText: 'x'.repeat(80) }),
      'ask',
    ],
    ['a path that comes last', writing('edit_file', { oldText: 'two', newText: 'x'.repeat(80), path: 'a.txt' }), 'ask'],
  ];
  test.each(unseen)('is not shown: %s', async (_, reply, decision) => {
    expect((await drafted(reply, decision)).shown).toEqual([]);
  });

  it('is judged by its path before anything of it is shown, and by the whole path', async () => {
    const { judged } = await drafted(writing('write_file', { path: 'new.txt', content: 'words '.repeat(12) }), 'deny');
    expect(new Set(judged)).toEqual(new Set(['new.txt']));
  });

  test.each(['cut', 'restart'] as const)('is taken off the screen when the answer is %s', async (end) => {
    const edit = { path: 'a.txt', oldText: 'two', newText: 'x'.repeat(120) };
    const { shown } = await drafted(writing('edit_file', edit, end));
    expect(afters(shown).length).toBeGreaterThan(0);
    expect(shown.at(-1)).toBeUndefined();
  });
});
