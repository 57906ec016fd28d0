import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectHistory } from '../../../src/agent/history.ts';
import type { AssistantBlock } from '../../../src/protocol/content.ts';
import type { Event } from '../../../src/protocol/events.ts';

const stamp = { id: 'x', time: 0 };
const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

function user(text: string, extra: Partial<Extract<Event, { type: 'user' }>> = {}): Event {
  return { ...stamp, type: 'user', turn: 't', text, steering: false, attachments: [], images: [], ...extra };
}
function assistant(content: AssistantBlock[], partial = false): Event {
  return { ...stamp, type: 'assistant', turn: 't', step: 1, model: 'm', content, stopReason: 'x', usage, partial };
}
function result(callId: string, text = `result of ${callId}`): Event {
  return {
    ...stamp,
    type: 'result',
    turn: 't',
    callId,
    status: 'ok',
    text,
    images: [],
    view: { type: 'text' },
    seen: [],
    durationMs: 1,
  };
}
const use = (id: string): AssistantBlock => ({ type: 'toolUse', id, name: 'look', input: {} });
const text = (value: string): AssistantBlock => ({ type: 'text', text: value });
const thinking: AssistantBlock = { type: 'thinking', thinking: 'Hm.', signature: 'sig' };

const shape = (events: Event[]): string[] =>
  projectHistory(events).map(
    ({ role, content }) =>
      `${role}: ${content.map((block) => (block.type === 'text' ? block.text : block.type === 'toolResult' ? `=${block.callId}${block.isError ? '!' : ''}` : block.type)).join(' | ')}`,
  );

describe('what the model reads', () => {
  it.each<[string, Event[], string[]]>([
    [
      'a plain exchange',
      [user('hi'), assistant([text('hello')]), user('more')],
      ['user: hi', 'assistant: hello', 'user: more'],
    ],
    [
      'results in the order of the calls',
      [user('go'), assistant([use('a'), use('b')]), result('b'), result('a')],
      ['user: go', 'assistant: toolUse | toolUse', 'user: =a | =b'],
    ],
    [
      'a missing result',
      [user('go'), assistant([use('a')]), user('and?')],
      ['user: go', 'assistant: toolUse', 'user: =a! | and?'],
    ],
    [
      'steering after results',
      [user('go'), assistant([use('a')]), user('left', { steering: true }), result('a')],
      ['user: go', 'assistant: toolUse', 'user: =a | left'],
    ],
    ['two messages in a row', [user('one'), user('two')], ['user: one | two']],
    [
      'thinking, kept',
      [user('go'), assistant([thinking, use('a')]), result('a')],
      ['user: go', 'assistant: thinking | toolUse', 'user: =a'],
    ],
    [
      'a stopped answer, its text only',
      [user('go'), assistant([text('half')], true), user('on')],
      ['user: go', 'assistant: half', 'user: on'],
    ],
    [
      'an empty answer, left out',
      [user('go'), assistant([]), assistant([text('yes')])],
      ['user: go', 'assistant: yes'],
    ],
    [
      'two answers in a row',
      [user('go'), assistant([text('half')], true), assistant([text('rest')])],
      ['user: go', 'assistant: half', 'user: Continue.', 'assistant: rest'],
    ],
    [
      'a change that was taken back, and brought back by Ctrl+Z',
      [
        user('go'),
        { ...stamp, type: 'reviewed', undone: [{ path: 'a.ts', diff: '-1\n+2' }] },
        { ...stamp, type: 'reviewed', undone: [], broughtBack: [{ path: 'a.ts', diff: '-1\n+2' }] },
        user('ok'),
      ],
      [
        'user: go | [The person reviewed your applied edits and took back:\na.ts:\n-1\n+2\nDo not make these changes again.] | [The person brought back what they had taken back of your edits; it is in the files again:\na.ts:\n-1\n+2] | ok',
      ],
    ],
    [
      'edits taken back',
      [
        user('go'),
        { ...stamp, type: 'undone', turn: 't', restored: ['a.ts'], kept: [{ path: 'b.ts', reason: 'changed since' }] },
        user('ok'),
      ],
      [
        'user: go | [The person took back your edits to: a.ts. Left as they are: b.ts (changed since). Read a file again before you edit it.] | ok',
      ],
    ],
  ])('%s', (_, events, expected) => {
    expect(shape(events)).toEqual(expected);
  });

  it('puts attachments before the message', () => {
    const [message] = projectHistory([
      user('Why?', { attachments: [{ path: 'a.ts', firstLine: 3, lastLine: 4, text: 'x = 1' }] }),
    ]);
    expect(message?.content).toEqual([
      { type: 'text', text: '[Attached: a.ts, lines 3–4]\nx = 1\n[End of a.ts]\n\nWhy?' },
    ]);
  });

  it('is always valid for a provider, and only grows at the end', () => {
    const event = fc.oneof(
      fc.constant(user('u')),
      fc.constant(user('s', { steering: true })),
      fc.constant(assistant([text('a')])),
      fc.constant(assistant([text('p')], true)),
      fc.constant(assistant([])),
      fc.nat(3).map((n) => assistant([use(`c${n}`)])),
      fc.nat(3).map((n) => result(`c${n}`)),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (rest) => {
        const events = [user('first'), ...rest];
        const messages = projectHistory(events);
        expect(messages[0]?.role).toBe('user');
        for (const [index, message] of messages.entries()) {
          expect(message.role).toBe(index % 2 === 0 ? 'user' : 'assistant');
          expect(message.content.length).toBeGreaterThan(0);
          const results =
            messages[index + 1]?.content.filter((block) => block.type === 'toolResult').map((block) => block.callId) ??
            [];
          const calls = message.content.filter((block) => block.type === 'toolUse').map((block) => block.id);
          if (message.role === 'assistant') expect(results).toEqual(calls);
        }
      }),
    );
  });
});
