import { expect, test } from 'vitest';
import type { Message } from '../../../src/agent/ports.ts';
import { blocksOf, playScenario, ScenarioError } from '../../../src/models/scripted/player.ts';
import { parseScenario } from '../../../src/protocol/scenario.ts';
import { always, result, says, scenario } from './asking.ts';

const hello = { reply: [{ type: 'text', text: 'Hello.' }] };

test.each([
  [
    'an unknown key at the top',
    { name: 'x', turns: [{ otherwise: true, steps: [hello] }], turn: 1 },
    /Unrecognized key: "turn"/,
  ],
  [
    'an unknown key in a step',
    { name: 'x', turns: [{ otherwise: true, steps: [{ ...hello, fault: [] }] }] },
    /Unrecognized key: "fault"[\s\S]*turns\[0\]\.steps\[0\]/,
  ],
  [
    'an unknown key in a block',
    { name: 'x', turns: [{ otherwise: true, steps: [{ reply: [{ type: 'text', txt: 'a', text: 'b' }] }] }] },
    /Unrecognized key: "txt"[\s\S]*reply\[0\]/,
  ],
  [
    'an unknown key in a fault',
    { name: 'x', turns: [{ otherwise: true, steps: [{ ...hello, faults: [{ status: 500, retry: 1 }] }] }] },
    /Unrecognized key: "retry"[\s\S]*faults\[0\]/,
  ],
  [
    'an unknown block',
    { name: 'x', turns: [{ otherwise: true, steps: [{ reply: [{ type: 'image' }] }] }] },
    /reply\[0\]\.type/,
  ],
  ['no pattern and no otherwise', { name: 'x', turns: [{ steps: [hello] }] }, /either "on" or "otherwise"/],
  ['both of them', { name: 'x', turns: [{ on: 'a', otherwise: true, steps: [hello] }] }, /either "on" or "otherwise"/],
  [
    'a pattern that is none',
    { name: 'x', turns: [{ on: '(', steps: [hello] }] },
    /Not a regular expression[\s\S]*turns\[0\]\.on/,
  ],
  [
    'a step without a reply',
    { name: 'x', turns: [{ otherwise: true, steps: [{}] }] },
    /either a reply or alternatives/,
  ],
  [
    'a last alternative with a condition',
    { name: 'x', turns: [{ otherwise: true, steps: [{ alternatives: [{ when: { error: true }, ...hello }] }] }] },
    /last alternative must have no condition/,
  ],
  [
    'two faults in one',
    { name: 'x', turns: [{ otherwise: true, steps: [{ ...hello, faults: [{ status: 500, cutAfter: 1 }] }] }] },
    /exactly one of status/,
  ],
  [
    'a status that the provider does not send',
    { name: 'x', turns: [{ otherwise: true, steps: [{ ...hello, faults: [{ status: 418 }] }] }] },
    /faults\[0\]\.status/,
  ],
])('a scenario with %s is refused', (_, json, complaint) => {
  expect(() => parseScenario(json, 'tour.json')).toThrow(/^The scenario tour\.json is not valid:/);
  expect(() => parseScenario(json, 'tour.json')).toThrow(complaint);
});

const step = (name: string): unknown => ({
  reply: [
    { type: 'text', text: `Step ${name}` },
    { type: 'call', name: 'read_file', input: { path: name } },
  ],
});
const threeSteps = scenario([
  { on: '\\bfix\\b', steps: [step('one'), step('two'), { reply: [{ type: 'text', text: 'Fixed.' }] }] },
  { otherwise: true, steps: [hello] },
]);

function played(messages: readonly Message[]): string {
  return blocksOf(playScenario(threeSteps, messages))
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join();
}

function answered(id: string): Message[] {
  return [
    { role: 'assistant', content: [{ type: 'toolUse', id, name: 'read_file', input: {} }] },
    result(id, `Text of ${id}`),
  ];
}

function withSteering(messages: Message[]): Message[] {
  const last = messages.at(-1);
  if (last?.role !== 'user') throw new Error('No results to join');
  return [
    ...messages.slice(0, -1),
    { role: 'user', content: [...last.content, { type: 'text', text: 'Say hello, too.' }] },
  ];
}

const partial = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] });

test.each<[string, Message[], string]>([
  ['a first message', [says('Please FIX it')], 'Step one'],
  ['another message', [says('prefix')], 'Hello.'],
  ['one answered step', [says('fix'), ...answered('a')], 'Step two'],
  ['two answered steps', [says('fix'), ...answered('a'), ...answered('b')], 'Fixed.'],
  ['steering within a turn', withSteering([says('fix'), ...answered('a')]), 'Step two'],
  [
    'a new message after a stopped call',
    [
      says('fix'),
      { role: 'assistant', content: [{ type: 'toolUse', id: 'a', name: 'read_file', input: {} }] },
      {
        role: 'user',
        content: [
          {
            type: 'toolResult',
            callId: 'a',
            text: 'The person stopped this turn before the call finished.',
            images: [],
            isError: true,
          },
          { type: 'text', text: 'Hi' },
        ],
      },
    ],
    'Hello.',
  ],
  ['a second turn after a finished one', [says('Hi'), partial('Hello.'), says('fix')], 'Step one'],
  ['a new message after an unfinished turn', [says('fix'), ...answered('a'), partial('Stopped'), says('Hi')], 'Hello.'],
  ['an answer that was stopped', [says('fix'), ...answered('a'), partial('Step t'), says('Continue.')], 'Step two'],
  ['a whole answer that lost its calls', [says('fix'), partial('Step one'), says('Continue.')], 'Step two'],
  ['a retry', [says('fix'), ...answered('a'), ...answered('b')], 'Fixed.'],
])('%s finds its step', (_, messages, expected) => {
  expect(played(messages)).toBe(expected);
});

test('calls of one conversation never share an id', () => {
  const ids = [
    [says('fix')],
    [says('fix'), ...answered('a')],
    [says('fix'), ...answered('a'), partial('No'), says('fix')],
  ].map((messages) =>
    blocksOf(playScenario(threeSteps, messages)).flatMap((block) => (block.type === 'toolUse' ? [block.id] : [])),
  );
  expect(new Set(ids.flat()).size).toBe(3);
});

test.each<[string, Message, string]>([
  ['an error', result('a', 'No such file', true), 'I stop.'],
  ['a text', result('a', 'Tests: 3 FAILED'), 'They fail.'],
  ['anything else', result('a', 'All well'), 'They pass.'],
])('an alternative is chosen by %s', (_, answer, expected) => {
  const reacting = always(step('one'), {
    alternatives: [
      { when: { error: true }, reply: [{ type: 'text', text: 'I stop.' }] },
      { when: { text: '\\d failed', error: false }, reply: [{ type: 'text', text: 'They fail.' }] },
      { reply: [{ type: 'text', text: 'They pass.' }] },
    ],
  });
  const call: Message = { role: 'assistant', content: [{ type: 'toolUse', id: 'a', name: 'run_command', input: {} }] };
  expect(playScenario(reacting, [says('Hi'), call, answer]).blocks).toEqual([{ type: 'text', text: expected }]);
});

test('a reply takes text over from earlier results, the newest first', () => {
  const capturing = always(step('one'), step('two'), {
    capture: { id: 'started as (\\w+)' },
    reply: [
      { type: 'text', text: 'It is {{id}}.' },
      { type: 'call', name: 'read_output', input: { id: '{{id}}', deep: [{ of: '{{id}}' }] } },
    ],
  });
  const call = (id: string, text: string): Message[] => [
    { role: 'assistant', content: [{ type: 'toolUse', id, name: 'run_command', input: {} }] },
    result(id, text),
  ];
  const heard = [says('Hi'), ...call('a', 'Started as bg1'), ...call('b', 'Started as bg2')];
  expect(blocksOf(playScenario(capturing, heard))).toMatchObject([
    { text: 'It is bg2.' },
    { input: { id: 'bg2', deep: [{ of: 'bg2' }] } },
  ]);
  expect(() => playScenario(capturing, [says('Hi'), ...call('a', 'No'), ...call('b', 'No')])).toThrow(
    /No result of this turn fits the capture "id"/,
  );
});

test.each<[string, Message[], RegExp]>([
  ['no message', [], /no message of a person/],
  ['no fitting turn', [says('Hi')], /No turn of the scenario "test" answers: Hi/],
  ['no step left', [says('fix'), ...answered('a')], /has 1 steps for: fix[\s\S]*Step 2/],
])('%s is named', (_, messages, complaint) => {
  const one = scenario([{ on: 'fix', steps: [step('one')] }]);
  expect(() => playScenario(one, messages)).toThrow(ScenarioError);
  expect(() => playScenario(one, messages)).toThrow(complaint);
});
