import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delta, Event } from '../../../src/protocol/events.ts';
import {
  canApplyLater,
  emptyTranscript,
  foldAll,
  foldDelta,
  foldDeltas,
  foldEvent,
} from '../../../src/protocol/transcript.ts';
import type { CallItem, Item, Transcript } from '../../../src/protocol/transcriptItems.ts';
import { Conversation } from '../../support/viewHarness/conversation.ts';
import { summary } from '../../support/viewHarness/worked.ts';

const request = { callId: 'c', tool: 'edit_file', title: 'Edit a', exact: 'x' };

function started(): Conversation {
  const talk = new Conversation().user('Do it');
  talk.say({ type: 'toolUse', id: 'c', name: 'edit_file', input: { path: 'a' } });
  return talk.call('c', 'edit_file', 'edit', 'Edit a', { path: 'a' });
}

function proposed(): Conversation {
  const talk = started().verdict('c', 'ask', 'Waits for review.', 'MEDIUM');
  talk.add({ type: 'proposal', callId: 'c', changes: [], summary });
  return talk.ask({ ...request, kind: 'edit' });
}

function call(transcript: Transcript): CallItem {
  const found = transcript.items.find((item): item is CallItem => item.type === 'call');
  if (!found) throw new Error('no call in the transcript');
  return found;
}

const answer = (decision: 'approved' | 'rejected', by: 'person' | 'stop' | 'nobody' = 'person') =>
  ({ type: 'answered', callId: 'c', decision, scope: 'once', by }) as const;

test('what was repaired in the model’s text stays on its call', () => {
  const talk = started();
  talk.add({ type: 'proposal', callId: 'c', changes: [], summary, repairs: ['trailing white space'] });
  expect(call(foldAll(talk.events)).repairs).toEqual(['trailing white space']);
});

describe('the state of a call', () => {
  const cases: [string, (talk: Conversation) => unknown, CallItem['state'], number][] = [
    ['announced', () => undefined, 'waiting', 0],
    ['allowed', (talk) => talk.verdict('c', 'allow', ''), 'running', 0],
    ['denied', (talk) => talk.verdict('c', 'deny', '').result('c', 'no', { status: 'denied' }), 'denied', 0],
    ['asked', (talk) => talk.ask(request), 'waiting', 1],
    ['approved', (talk) => talk.ask(request).add(answer('approved')), 'running', 0],
    ['rejected', (talk) => talk.ask(request).add(answer('rejected')), 'rejected', 0],
    ['stopped while asked', (talk) => talk.ask(request).add(answer('rejected', 'stop')), 'stopped', 0],
    ['done', (talk) => talk.result('c', 'ok'), 'done', 0],
    ['failed', (talk) => talk.result('c', 'no such file', { status: 'error' }), 'failed', 0],
    ['left when the person stopped', (talk) => talk.end({ reason: 'stopped' }), 'stopped', 0],
    ['left by a reload', (talk) => talk.ask(request).end({ reason: 'interrupted' }), 'interrupted', 0],
    ['left by a failure', (talk) => talk.verdict('c', 'allow', '').end({ reason: 'modelFailed' }), 'interrupted', 0],
  ];
  test.each(cases)('%s', (_, go, state, pending) => {
    const talk = started();
    go(talk);
    const transcript = foldAll(talk.events);
    expect({ state: call(transcript).state, pending: transcript.pending.length }).toEqual({ state, pending });
  });
});

describe('applying later', () => {
  const cases: [string, (talk: Conversation) => unknown, boolean][] = [
    ['while it is pending', () => undefined, false],
    ['after a reload', (talk) => talk.end({ reason: 'interrupted' }), true],
    ['after a stop', (talk) => [talk.add(answer('rejected', 'stop')), talk.end({ reason: 'stopped' })], true],
    ['when nobody was there', (talk) => talk.add(answer('rejected', 'nobody')), true],
    [
      'approved, and cut off before it was written',
      (talk) => [talk.add(answer('approved', 'person')), talk.end({ reason: 'interrupted' })],
      true,
    ],
    [
      'approved, and cut off while it was written',
      (talk) => [
        talk.add(answer('approved', 'person')),
        talk.add({ type: 'applying', turn: talk.turn, callId: 'c', checkpoint: 'k', summary }),
        talk.end({ reason: 'interrupted' }),
      ],
      false,
    ],
    ['after the person said no', (talk) => [talk.add(answer('rejected')), talk.end()], false],
    [
      'once it was applied',
      (talk) => [
        talk.end({ reason: 'interrupted' }),
        talk.add({ type: 'applied', turn: talk.turn, callId: 'c', checkpoint: 'k', summary }),
      ],
      false,
    ],
  ];
  test.each(cases)('%s', (_, go, possible) => {
    const talk = proposed();
    go(talk);
    expect(canApplyLater(call(foldAll(talk.events)))).toBe(possible);
  });
});

describe('undo', () => {
  const applied = (talk: Conversation) =>
    talk.add({ type: 'applied', turn: talk.turn, callId: 'c', checkpoint: 'k', summary });
  const ends = ({ items }: Transcript) => items.flatMap((item) => (item.type === 'ended' ? [item.undoable] : []));
  const files = summary.map((one) => one.path);

  test('is offered at the end of a turn that changed files, and gone once done', () => {
    const talk = proposed();
    applied(talk);
    expect(foldAll(talk.end().events).edited).toEqual([{ turn: talk.turn, files }]);
    expect(ends(foldAll(talk.events))).toEqual([true]);
    talk.add({ type: 'undone', turn: talk.turn, restored: files, kept: [] });
    const after = foldAll(talk.events);
    expect({ ends: ends(after), edited: after.edited, undone: call(after).undone }).toEqual({
      ends: [false],
      edited: [],
      undone: true,
    });
  });
  test('does not mark a call whose files were all left alone', () => {
    const talk = proposed();
    applied(talk);
    talk.end();
    const kept = files.map((path) => ({ path, reason: 'the same lines were changed since' }));
    talk.add({ type: 'undone', turn: talk.turn, restored: [], kept });
    const after = foldAll(talk.events);
    expect({ ends: ends(after), undone: call(after).undone }).toEqual({ ends: [false], undone: false });
  });
  test('moves to the latest end where a turn goes on, and appears where an edit is applied later', () => {
    const talk = proposed().end({ reason: 'interrupted' });
    expect(ends(foldAll(talk.events))).toEqual([false]);
    applied(talk);
    expect(ends(foldAll(talk.events))).toEqual([true]);
    talk.say({ type: 'text', text: 'On it.' }).end();
    expect(ends(foldAll(talk.events))).toEqual([false, true]);
  });
});

describe('what streams by', () => {
  const deltas: Delta[] = [
    { type: 'thinking', text: 'Hm' },
    { type: 'thinking', text: 'm.' },
    { type: 'text', text: 'I will ' },
    { type: 'text', text: 'look.' },
    { type: 'toolInput', callId: 'c', tool: 'read_file', text: '{"pa' },
    { type: 'toolInput', callId: 'c', tool: 'read_file', text: 'th"' },
  ];
  const begun = foldAll(new Conversation().user('Do it').events);

  test('makes provisional items', () => {
    const { items, provisional } = foldDeltas(begun, deltas, 1000);
    expect(provisional).toBe(3);
    expect(items.slice(1)).toMatchObject([
      { type: 'thinking', text: 'Hmm.', streaming: false, durationMs: 0 },
      { type: 'text', text: 'I will look.', streaming: true },
      { type: 'call', state: 'writing', writing: '{"path"', tool: 'read_file' },
    ]);
  });
  test('is dropped when the stream starts again or the turn ends', () => {
    const streamed = foldDeltas(begun, deltas, 0);
    expect(foldDelta(streamed, { type: 'restart' }, 0).items).toEqual(begun.items);
    const ended = new Conversation();
    ended.turn = begun.running ?? '';
    const [end] = ended.end({ reason: 'stopped', text: 'Stopped.' }).events;
    expect(end && foldEvent(streamed, end).items.map((item) => item.type)).toEqual(['user', 'ended']);
  });
  test('is replaced by the answer, row for row, keeping how long the model thought', () => {
    let streamed = foldDelta(begun, { type: 'thinking', text: 'Hmm.' }, 1000);
    streamed = foldDelta(streamed, { type: 'text', text: 'I will' }, 4500);
    const [answered] = new Conversation().say(
      { type: 'thinking', thinking: 'Hmm.', signature: 's' },
      { type: 'text', text: 'I will look.' },
    ).events;
    const after = answered && foldEvent(streamed, answered);
    expect(after?.items.slice(1)).toEqual([
      { type: 'thinking', text: 'Hmm.', streaming: false, durationMs: 3500 },
      { type: 'text', text: 'I will look.', streaming: false, partial: false },
    ]);
    expect(after?.provisional).toBe(0);
  });
  test('keeps a steering message and a notice in front of it', () => {
    const streamed = foldDeltas(begun, deltas, 0);
    const talk = new Conversation().user('Also this', { steering: true });
    const [steer] = talk.events;
    const after = steer && foldEvent(streamed, steer);
    expect(after?.items.map((item) => item.type)).toEqual(['user', 'user', 'thinking', 'text', 'call']);
    expect(after && foldDelta(after, { type: 'restart' }, 0).items.length).toBe(2);
  });
  test('shows the last part of a running call’s output', () => {
    const running = foldAll(started().events);
    const text = 'x'.repeat(15_000);
    const after = foldDeltas(
      running,
      [1, 2].map(() => ({ type: 'output', callId: 'c', text }) as const),
      0,
    );
    expect(call(after).output.length).toBe(20_000);
  });
  test('says why it waits until something comes', () => {
    const waiting = foldDelta(begun, { type: 'waiting', delayMs: 1, text: 'Busy.' }, 0);
    expect(waiting.waiting).toBe('Busy.');
    expect(foldDelta(waiting, { type: 'text', text: 'a' }, 0).waiting).toBeUndefined();
  });
});

test('tokens are added up, the title and the task list are the latest', () => {
  const talk = new Conversation().user('a').say({ type: 'text', text: 'b' }).say({ type: 'text', text: 'c' });
  talk.add({ type: 'setting', title: 'One' });
  talk.add({ type: 'setting', title: 'Two', mode: 'bypass' });
  const { usage, title, mode } = foldAll(talk.events);
  expect({ usage, title, mode }).toEqual({
    usage: { input: 1800, output: 240, cacheRead: 22_000, cacheWrite: 0 },
    title: 'Two',
    mode: 'bypass',
  });
});

const steps: readonly ((talk: Conversation, id: string) => unknown)[] = [
  (talk) => talk.user('Do it'),
  (talk) => talk.user('More', { steering: true }),
  (talk, id) => talk.say({ type: 'text', text: 'So' }, { type: 'toolUse', id, name: 'grep', input: {} }),
  (talk, id) => talk.call(id, 'grep', 'read', 'Search', {}),
  (talk, id) => talk.verdict(id, 'allow', ''),
  (talk, id) => talk.ask({ ...request, callId: id }),
  (talk, id) => talk.add({ ...answer('approved'), callId: id }),
  (talk, id) => talk.add({ type: 'proposal', callId: id, changes: [], summary }),
  (talk, id) => talk.add({ type: 'applied', turn: talk.turn, callId: id, checkpoint: 'k', summary }),
  (talk, id) => talk.result(id, 'ok'),
  (talk) => talk.add({ type: 'undone', turn: talk.turn, restored: [], kept: [] }),
  (talk) => talk.add({ type: 'notice', level: 'info', code: 'x', text: 'Note' }),
  (talk) => talk.end({ reason: 'stopped' }),
];

const anyEvents = fc
  .array(fc.tuple(fc.nat(steps.length - 1), fc.constantFrom('a', 'b', 'c')), { maxLength: 60 })
  .map((chosen) => {
    const talk = new Conversation();
    for (const [index, id] of chosen) steps[index]?.(talk, id);
    return talk.events;
  });

test('folding one event after the other equals folding all, in any order, and changes nothing that was given', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const frozen = events.map(deepFreeze);
      const steps = frozen.reduce<Transcript>((transcript, event) => {
        deepFreeze(transcript);
        return foldEvent(transcript, event);
      }, emptyTranscript);
      expect(steps).toEqual(foldAll(events));
    }),
  );
});

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
}

function longSession(count: number): Event[] {
  const talk = new Conversation();
  for (let index = 0; talk.events.length < count; index++) {
    if (index % 100 === 0) talk.user(`Task ${index}`);
    talk.done(`c${index}`, 'read_file', 'read', `Read ${index}.ts`, { path: `${index}.ts` }, 'text');
    if (index % 100 === 99) talk.say({ type: 'text', text: 'Done.' }).end();
  }
  return talk.events.slice(0, count);
}

test('in 5,000 events, one more leaves all other items as they are', () => {
  const before = foldAll(longSession(5000));
  const after = foldDelta(before, { type: 'text', text: 'a' }, 0);
  expect(before.items.every((item: Item, index) => item === after.items[index])).toBe(true);
});
