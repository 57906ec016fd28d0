import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSessionStore, projectFolder } from '../../../src/platform/sessionStore.ts';
import type { Event } from '../../../src/protocol/events.ts';
import { temporaryFolder } from '../../support/temporary.ts';

let clock = 1_700_000_000_000;
const stamp = () => {
  clock += 1000;
  return { id: `e${clock}`, time: clock };
};
const started = (sessionId: string): Event => ({ ...stamp(), type: 'session', version: 1, sessionId, root: '/p' });
const user = (text: string, steering = false): Event => ({
  ...stamp(),
  type: 'user',
  turn: 't',
  text,
  steering,
  attachments: [],
  images: [],
});
const assistant = (text: string): Event => ({
  ...stamp(),
  type: 'assistant',
  turn: 't',
  step: 1,
  model: 'm',
  content: [{ type: 'text', text }],
  stopReason: 'endTurn',
  usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 },
  partial: false,
});
const titled = (title: string): Event => ({ ...stamp(), type: 'setting', title });

async function setUp(sessions: Record<string, Event[]>) {
  const folder = join(temporaryFolder(), 'sessions');
  const store = createSessionStore({ folder });
  for (const [id, events] of Object.entries(sessions)) {
    const log = await store.create(id);
    for (const event of events) await log.append(event);
    await log.sync();
    await log.close();
  }
  return { folder, store, file: (id: string) => join(folder, `${id}.jsonl`) };
}

test('what is appended is read back, in the order of the calls, for the owner only', async () => {
  const { folder, store, file } = await setUp({});
  const events = [started('s'), ...Array.from({ length: 50 }, (_, n) => user(`message ${n} ${'é'.repeat(n * 100)}`))];
  const log = await store.create('s');
  await Promise.all([...events.map((event) => log.append(event)), log.sync()]);
  await log.close();
  await log.close();
  expect(await store.read('s')).toEqual(events);
  expect([statSync(folder).mode & 0o777, statSync(file('s')).mode & 0o777]).toEqual([0o700, 0o600]);
  await expect(store.create('s')).rejects.toThrow('EEXIST');
});

test('a last line cut off at any byte is dropped with a notice, and what is appended then is not lost', async () => {
  const events = [started('s'), user('first'), user('näxt 😀')];
  const { store, file } = await setUp({ s: events });
  const whole = readFileSync(file('s'));
  const lastStart = whole.lastIndexOf('\n', whole.length - 2) + 1;
  const more = user('after');
  for (let size = lastStart; size <= whole.length; size += 1) {
    writeFileSync(file('s'), whole.subarray(0, size));
    const opened = await store.open('s');
    const complete = size >= whole.length - 1;
    const kept = complete ? events : events.slice(0, 2);
    expect(opened.events).toEqual(kept);
    expect(opened.dropped !== undefined).toBe(!complete && size > lastStart);
    await opened.log.append(more);
    await opened.log.close();
    const again = await store.open('s');
    await again.log.close();
    expect([again.events, again.dropped]).toEqual([[...kept, more], undefined]);
  }
});

test('nothing is removed where another window has written on meanwhile', async () => {
  const { store, file } = await setUp({ s: [started('s')] });
  appendFileSync(file('s'), '{"torn');
  const opened = await store.open('s');
  const [other, mine] = [user('other window'), user('mine')];
  appendFileSync(file('s'), `\n${JSON.stringify(other)}`);
  await opened.log.append(mine);
  await opened.log.close();
  expect((await store.read('s')).slice(1)).toEqual([other, mine]);
});

test('damaged lines in the middle are left out and told', async () => {
  const [first, last] = [started('s'), user('last')];
  const { store, file } = await setUp({});
  await (await store.create('s')).close();
  writeFileSync(
    file('s'),
    `${JSON.stringify(first)}\nnot json\n\n{"type":"unknown"}\n\0\0\0\n${JSON.stringify(last)}\n`,
  );
  const { log, ...rest } = await store.open('s');
  await log.close();
  expect(rest).toEqual({ events: [first, last], dropped: expect.stringMatching(/^3 damaged entries .*line 2, 4, 5/) });
});

test('lists sessions newest first, by title or first message, without empty ones', async () => {
  const { store } = await setUp({
    old: [
      started('old'),
      user('fix the\n  tests'),
      user('and more', true),
      assistant('Done with the Parser.'),
      user('again'),
    ],
    empty: [started('empty')],
    named: [started('named'), user('x'), titled('First title'), titled('A better title')],
    long: [started('long'), user('word '.repeat(100))],
  });
  const all = await store.list('');
  expect(all.map(({ sessionId, title, turns }) => [sessionId, title.slice(0, 20), turns])).toEqual([
    ['long', 'word word word word ', 1],
    ['named', 'A better title', 1],
    ['old', 'fix the tests', 2],
  ]);
  expect(all[0]?.title).toHaveLength(80);
  expect((all[1]?.updated ?? 0) > (all[2]?.updated ?? 0)).toBe(true);
  expect(await store.list('PARSER')).toEqual([
    expect.objectContaining({ sessionId: 'old', excerpt: 'Done with the Parser.' }),
  ]);
  expect((await store.list('better')).map((one) => one.sessionId)).toEqual(['named']);
  expect(await store.list('nowhere')).toEqual([]);
  const [found] = await store.list('the\n tests'.replace('\n ', '\n  '));
  expect(found?.excerpt).toBe('fix the tests');
});

test('a list notices what was appended or deleted since', async () => {
  const { store } = await setUp({ one: [started('one'), user('a')], two: [started('two'), user('b')] });
  expect((await store.list('')).map((one) => one.sessionId)).toEqual(['two', 'one']);
  const { log } = await store.open('one');
  await log.append(user('again'));
  await log.close();
  await store.delete('two');
  expect(await store.list('')).toEqual([expect.objectContaining({ sessionId: 'one', turns: 2 })]);
  await expect(store.delete('two')).rejects.toThrow('no session "two"');
});

test('unknown sessions and names that lead elsewhere are refused', async () => {
  const { store } = await setUp({});
  expect(await store.list('')).toEqual([]);
  for (const id of ['none', '../../etc/passwd', 'a/b', '', '.']) {
    await expect(store.open(id)).rejects.toMatchObject({ name: 'ToolError' });
    await expect(store.read(id)).rejects.toThrow('There is no session');
    await expect(store.delete(id)).rejects.toThrow('There is no session');
  }
});

test('1,000 sessions are listed quickly, and more so the second time', async () => {
  const { folder, store } = await setUp({ seed: [started('seed'), user('seed')] });
  const lines = [
    user('find me'),
    ...Array.from({ length: 40 }, (_, n) => assistant(`answer ${n} ${'text '.repeat(400)}`)),
  ];
  const content = lines.map((event) => `${JSON.stringify(event)}\n`).join('');
  for (let n = 0; n < 1000; n += 1) writeFileSync(join(folder, `s${n}.jsonl`), content);
  const time = async (query: string) => {
    const start = performance.now();
    expect(await store.list(query)).toHaveLength(query === '' ? 1001 : 1000);
    return performance.now() - start;
  };
  expect(readdirSync(folder)).toHaveLength(1001);
  const [first, second, search] = [await time(''), await time(''), await time('find')];
  expect(first).toBeLessThan(5000);
  expect(second).toBeLessThan(500);
  expect(search).toBeLessThan(5000);
}, 60_000);

test('a project has a readable folder of its own, whatever the case where the system does not mind it', () => {
  const one = projectFolder('/h', '/home/ada/My Shop', 'linux');
  expect(one).toMatch(/^\/h\/projects\/My-Shop-[0-9a-f]{10}$/);
  expect(projectFolder('/h', '/other/My Shop', 'linux')).not.toBe(one);
  expect(projectFolder('/h', '/home/ada/my shop', 'linux')).not.toBe(one);
  expect(projectFolder('/h', '/HOME/ada/my shop', 'darwin')).toBe(projectFolder('/h', '/home/ada/My Shop', 'darwin'));
  expect(projectFolder('/h', '/', 'linux')).toMatch(/projects\/root-/);
  expect(projectFolder('/h', '/a/..', 'linux')).toMatch(/projects\/root-/);
});
