import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectHistory } from '../../../src/agent/history.ts';
import { lastUndoable } from '../../../src/agent/turns.ts';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { contentHash } from '../../../src/platform/contentHash.ts';
import { createDiskEdits } from '../../../src/platform/diskEdits.ts';
import type { Event } from '../../../src/protocol/events.ts';
import { foldAll } from '../../../src/protocol/transcript.ts';
import { fakeModel, fakeSession, say, use } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const [before, after] = ['one\ntwo\n', 'one\nTWO\n'];

/** A session whose `change` edits a real file; it is then opened again with the events up to, and with, `last`. */
async function cutAfter(last: Event['type']) {
  const folder = temporaryFolder();
  const path = join(folder, 'a.txt');
  writeFileSync(path, before);
  const checkpoints = createCheckpoints({ folder: join(folder, 'store') });
  const edits = createDiskEdits({ checkpoints, display: (one) => one });
  const tools = fakeTools.map((tool) =>
    tool.kind === 'edit'
      ? {
          ...tool,
          async propose() {
            const hash = contentHash(Buffer.from(before));
            return { changes: [{ kind: 'edit' as const, path, hash, before, after }] };
          },
        }
      : tool,
  );
  const first = await fakeSession({
    model: fakeModel([use({ name: 'change', input: { path } }), say('Done.')]),
    tools,
    edits,
  });
  await first.session.prompt('go');
  expect(readFileSync(path, 'utf8')).toBe(after);
  const at = first.events.findIndex(({ type }) => type === last);
  const events = first.events.slice(0, at + 1);
  return { path, events, resume: () => fakeSession({ model: fakeModel([]), tools, edits }, { resumed: events }) };
}

test('an edit that was written when Belay died before noting it is offered to be undone, and is undone', async () => {
  const { path, events, resume } = await cutAfter('applying');
  const { session, of } = await resume();
  expect(of('ended')[0]).toMatchObject({ reason: 'interrupted' });
  const drawn = foldAll(session.events);
  expect(drawn.items.find((item) => item.type === 'ended')).toMatchObject({ undoable: true, files: [path] });
  expect(JSON.stringify(projectHistory(session.events))).toContain('It had begun to write its files');
  const turn = lastUndoable(session.events) ?? '';
  await session.undoTurn(turn);
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(lastUndoable(session.events)).toBeUndefined();
  expect(events.some(({ type }) => type === 'applied')).toBe(false);
});

test('what the person wrote after the crash stays', async () => {
  const { path, resume } = await cutAfter('applying');
  writeFileSync(path, `zero\n${after}three\n`);
  const { session } = await resume();
  await session.undoTurn(lastUndoable(session.events) ?? '');
  expect(readFileSync(path, 'utf8')).toBe(`zero\n${before}three\n`);
});

test('before the files are written nothing is offered, and the proposal can be applied later', async () => {
  const { path, resume } = await cutAfter('proposal');
  writeFileSync(path, before);
  const { session, of } = await resume();
  expect(lastUndoable(session.events)).toBeUndefined();
  await session.applyLater(session.events.find((event) => event.type === 'proposal')?.callId ?? '');
  expect(readFileSync(path, 'utf8')).toBe(after);
  expect(of('applied').length).toBe(1);
  await session.undoTurn(lastUndoable(session.events) ?? '');
  expect(readFileSync(path, 'utf8')).toBe(before);
});
