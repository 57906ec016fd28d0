import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { projectHistory } from '../../../src/agent/history.ts';
import { forkEvents, lastUndoable, openTurn, undoable, undoableSince } from '../../../src/agent/turns.ts';
import type { Event } from '../../../src/protocol/events.ts';
import { standing } from '../../../src/protocol/rewind.ts';
import { foldAll } from '../../../src/protocol/transcript.ts';
import { Conversation } from '../../support/viewHarness/conversation.ts';

/** A conversation of turns that each make one edit; the edit's checkpoint has the name of the message. */
function talkOf(...names: string[]): { readonly talk: Conversation; readonly ids: Record<string, string> } {
  const talk = new Conversation();
  const ids: Record<string, string> = {};
  talk.add({ type: 'session', version: 1, sessionId: 'one', root: '/p' });
  for (const name of names) say(talk, ids, name);
  return { talk, ids };
}

function say(talk: Conversation, ids: Record<string, string>, name: string): void {
  talk.user(name);
  ids[name] = talk.events.at(-1)?.id ?? '';
  talk.done(`call-${name}`, 'edit_file', 'edit', `Edit ${name}`, { path: name }, 'Edited.');
  const applied = { turn: talk.turn, callId: `call-${name}`, checkpoint: name };
  talk.add({ type: 'applied', ...applied, summary: [{ kind: 'edit', path: name, added: 1, removed: 0, diff: '' }] });
  talk.say({ type: 'text', text: `Did ${name}.` }).end();
}

const back = { restored: ['x'], kept: [], checkpoint: 'before' };
const messages = (events: readonly Event[]): string[] =>
  standing(events).flatMap((event) => (event.type === 'user' ? [event.text] : []));

describe('going back to a message', () => {
  const cases: [string, { files: boolean; conversation: boolean }, string[], string[]][] = [
    ['files and conversation', { files: true, conversation: true }, ['a'], ['a']],
    ['the conversation only', { files: false, conversation: true }, ['a'], ['c', 'b', 'a']],
    ['files only', { files: true, conversation: false }, ['a', 'b', 'c'], ['a']],
  ];
  test.each(cases)('%s', (_, what, texts, checkpoints) => {
    const { talk, ids } = talkOf('a', 'b', 'c');
    const restored = talk.add({ type: 'restored', to: ids.b ?? '', ...what, ...back });
    expect(messages(talk.events)).toEqual(texts);
    expect(undoableSince(talk.events, ids.a ?? '')).toEqual(checkpoints);
    talk.add({ type: 'redone', of: restored.id, restored: [], kept: [] });
    expect(messages(talk.events)).toEqual(['a', 'b', 'c']);
    expect(undoableSince(talk.events, ids.a ?? '')).toEqual(['c', 'b', 'a']);
    expect(openTurn(standing(talk.events))).toBeUndefined();
  });

  it('cannot bring the conversation back once something new was said, but its files', () => {
    const { talk, ids } = talkOf('a', 'b');
    const restored = talk.add({ type: 'restored', to: ids.b ?? '', files: true, conversation: true, ...back });
    say(talk, ids, 'c');
    talk.add({ type: 'redone', of: restored.id, restored: [], kept: [] });
    expect(messages(talk.events)).toEqual(['a', 'c']);
    expect(undoableSince(talk.events, ids.a ?? '')).toEqual(['c', 'b', 'a']);
  });

  it('twice, and forward twice', () => {
    const { talk, ids } = talkOf('a', 'b', 'c');
    const first = talk.add({ type: 'restored', to: ids.c ?? '', files: true, conversation: true, ...back });
    const second = talk.add({ type: 'restored', to: ids.b ?? '', files: true, conversation: true, ...back });
    expect(messages(talk.events)).toEqual(['a']);
    talk.add({ type: 'redone', of: second.id, restored: [], kept: [] });
    expect(messages(talk.events)).toEqual(['a', 'b']);
    talk.add({ type: 'redone', of: first.id, restored: [], kept: [] });
    expect(messages(talk.events)).toEqual(['a', 'b', 'c']);
    expect(undoableSince(talk.events, ids.a ?? '')).toEqual(['c', 'b', 'a']);
  });

  it('the model no longer reads what was cut off, and is told what it could not know', () => {
    const { talk, ids } = talkOf('a', 'b');
    const kept = [{ path: 'b.ts', reason: 'changed since' }];
    talk.add({ type: 'restored', to: ids.b ?? '', files: true, conversation: true, restored: [], kept });
    const text = JSON.stringify(projectHistory(standing(talk.events)));
    expect(text).toContain('Did a.');
    expect(text).not.toContain('Did b.');
    expect(text).toContain('b.ts (changed since)');
  });

  it('is drawn with its way forward, and marks the calls', () => {
    const { talk, ids } = talkOf('a', 'b');
    const restored = talk.add({ type: 'restored', to: ids.b ?? '', files: true, conversation: false, ...back });
    const calls = (): boolean[] =>
      foldAll(standing(talk.events)).items.flatMap((item) => (item.type === 'call' ? [item.undone] : []));
    const row = () => foldAll(standing(talk.events)).items.find((item) => item.type === 'undone');
    expect(calls()).toEqual([false, true]);
    expect(row()).toMatchObject({ what: 'restored', redoable: true, conversation: false });
    expect(foldAll(standing(talk.events)).edited.length).toBe(1);
    talk.add({ type: 'redone', of: restored.id, restored: ['x'], kept: [] });
    expect(calls()).toEqual([false, false]);
    expect(row()).toMatchObject({ redoable: false });
    expect(foldAll(standing(talk.events)).edited.length).toBe(2);
  });
});

describe('undo of a turn', () => {
  it('is offered once, and again after a redo', () => {
    const { talk } = talkOf('a', 'b');
    const turn = talk.turn;
    const undone = talk.add({ type: 'undone', turn, ...back });
    expect([undoable(talk.events, turn), lastUndoable(talk.events) === turn]).toEqual([[], false]);
    talk.add({ type: 'redone', of: undone.id, restored: [], kept: [] });
    expect([undoable(talk.events, turn), lastUndoable(talk.events) === turn]).toEqual([['b'], true]);
  });
});

describe('what was left alone', () => {
  const left = (...names: string[]) => names.map((path) => ({ path, reason: 'the same lines were changed since' }));

  it('still stands: the next restore takes it back as well, and not as work of the person', () => {
    const { talk, ids } = talkOf('a', 'b', 'c');
    const to = { to: ids.b ?? '', files: true, conversation: false };
    const restored = talk.add({ type: 'restored', ...to, restored: ['c'], kept: left('b'), checkpoint: 'before' });
    expect(undoableSince(talk.events, ids.a ?? '')).toEqual(['b', 'a']);
    talk.add({ type: 'redone', of: restored.id, restored: ['c'], kept: [] });
    expect(undoableSince(talk.events, ids.a ?? '')).toEqual(['c', 'b', 'a']);
  });

  it('does not stand in the way of undoing what was before it', () => {
    const { talk } = talkOf('a');
    const first = talk.turn;
    say(talk, {}, 'b');
    const second = talk.turn;
    expect(lastUndoable(talk.events)).toBe(second);
    talk.add({ type: 'undone', turn: second, restored: [], kept: left('b') });
    expect([lastUndoable(talk.events), undoable(talk.events, second)]).toEqual([first, ['b']]);
  });
});

describe('a fork', () => {
  it('has everything before a message, or up to the end of a turn, and knows where it comes from', () => {
    const { talk, ids } = talkOf('a', 'b');
    const before = forkEvents(talk.events, ids.b ?? '', 'two', '/p');
    expect(messages(before)).toEqual(['a']);
    expect(before[0]).toMatchObject({ sessionId: 'two', forkedFrom: { sessionId: 'one', event: ids.b } });
    const ended = talk.events.find(({ type }) => type === 'ended')?.id ?? '';
    expect(forkEvents(talk.events, ended, 'two', '/p').at(-1)?.type).toBe('ended');
    expect(() => forkEvents(talk.events, 'nowhere', 'two', '/p')).toThrow('not in this conversation');
  });

  it('leaves out what was cut off', () => {
    const { talk, ids } = talkOf('a', 'b');
    talk.add({ type: 'restored', to: ids.b ?? '', files: false, conversation: true, restored: [], kept: [] });
    say(talk, ids, 'c');
    expect(messages(forkEvents(talk.events, ids.c ?? '', 'two', '/p'))).toEqual(['a']);
  });
});

it('any run of restores and redos keeps the order, never doubles an edit, and can be read again', () => {
  const step = fc.record({ kind: fc.constantFrom('say', 'restore', 'redo'), pick: fc.nat(), both: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { talk, ids } = talkOf('m0');
      for (const [index, { kind, pick, both }] of steps.entries()) {
        const users = standing(talk.events).filter(({ type }) => type === 'user');
        const restores = talk.events.filter(({ type }) => type === 'restored');
        const to = users[pick % Math.max(1, users.length)];
        const of = restores[pick % Math.max(1, restores.length)];
        if (kind === 'say') say(talk, ids, `m${index + 1}`);
        else if (kind === 'restore' && to) {
          talk.add({ type: 'restored', to: to.id, files: both !== 1, conversation: both !== 2, ...back });
        } else if (kind === 'redo' && of) talk.add({ type: 'redone', of: of.id, restored: [], kept: [] });
      }
      const kept = standing(talk.events);
      const places = kept.map((event) => talk.events.indexOf(event));
      expect(new Set(places).size).toBe(places.length);
      const first = talk.events[0]?.id ?? '';
      const checkpoints = undoableSince(talk.events, first);
      expect(new Set(checkpoints).size).toBe(checkpoints.length);
      expect(JSON.stringify(foldAll(kept))).toBe(JSON.stringify(foldAll(standing([...talk.events]))));
    }),
  );
});
