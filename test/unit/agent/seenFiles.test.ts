import { expect, test } from 'vitest';
import { createSeenFiles } from '../../../src/agent/seenFiles.ts';
import type { Event } from '../../../src/protocol/events.ts';

const stamp = { id: 'e', time: 0, turn: 't', callId: 'c' };
const result = (...seen: { path: string; hash: string }[]): Event => ({
  ...stamp,
  type: 'result',
  status: 'ok',
  text: '',
  images: [],
  view: { type: 'text' },
  seen,
  durationMs: 0,
});
const moved = (path: string, to: string): Event => ({
  ...stamp,
  type: 'applied',
  checkpoint: 'k',
  summary: [{ kind: 'move', path, to, added: 0, removed: 0, diff: '' }],
});

test('the last content that the model read or wrote counts, also under a new name', () => {
  const seen = createSeenFiles();
  seen.take(result({ path: '/a', hash: '1' }, { path: '/d/x', hash: '2' }, { path: '/dd', hash: '3' }));
  seen.take(result({ path: '/a', hash: '4' }));
  seen.take(moved('/a', '/b'));
  seen.take(moved('/d', '/e/f'));
  seen.take(moved('/unread', '/other'));
  const known = ['/a', '/b', '/d/x', '/e/f/x', '/dd', '/unread', '/other'].map((path) => [path, seen.hash(path)]);
  expect(Object.fromEntries(known)).toEqual({ '/b': '4', '/e/f/x': '2', '/dd': '3' });
});

test('texts are kept by their content, the latest 32 MB of them in memory', async () => {
  const seen = createSeenFiles();
  seen.keepText('1', 'one');
  seen.take(result({ path: '/a', hash: '1' }, { path: '/b', hash: '2' }));
  seen.take(moved('/a', '/c'));
  expect(await Promise.all(['/a', '/b', '/c'].map(seen.text))).toEqual([undefined, undefined, 'one']);
  const big = 'x'.repeat(6 * 1024 * 1024);
  for (const hash of ['2', '3', '4']) seen.keepText(hash, big);
  seen.take(result({ path: '/d', hash: '3' }));
  const lengths = await Promise.all(['/c', '/b', '/d'].map(async (path) => (await seen.text(path))?.length));
  expect(lengths).toEqual([undefined, undefined, big.length]);
  seen.keepText('5', 'y'.repeat(17 * 1024 * 1024));
  expect(await seen.text('/d')).toBeUndefined();
});
