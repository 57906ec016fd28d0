import { expect, test } from 'vitest';
import { exactText, judgedCalls } from '../../../src/editor/whyAsked/judgedCalls.ts';
import { Conversation } from '../../support/viewHarness/conversation.ts';

test('each judged call with its mode, all its verdicts, the question, the answer and the result', () => {
  const talk = new Conversation();
  talk.add({ type: 'setting', mode: 'default' });
  talk.user('go').call('a', 'run_command', 'execute', 'Run ls', { command: 'ls' });
  talk.verdict('a', 'allow', 'It only looks.').result('a', 'out');
  talk.add({ type: 'setting', title: 'A title is no mode' });
  talk.call('b', 'run_command', 'execute', 'Run make', { command: 'make' });
  talk.verdict('b', 'ask', 'First.').verdict('b', 'ask', 'Second.', 'HIGH');
  talk.ask({ callId: 'b', tool: 'run_command', title: 'Run make', exact: 'make ' });
  talk.add({ type: 'answered', callId: 'b', decision: 'approved', scope: 'always', rule: 'make …', by: 'person' });
  talk.add({ type: 'setting', mode: 'bypass' });
  talk.call('c', 'edit_file', 'edit', 'Never judged', {});
  talk.call('d', 'run_command', 'execute', 'Run x', { command: 'x' }).verdict('d', 'deny', 'No.');
  talk.verdict('unknown', 'deny', 'Of no call.');

  const calls = judgedCalls(talk.events);
  expect(
    calls.map(({ callId, mode, verdict, verdicts, request, answered, result }) => [
      callId,
      mode,
      verdict.reason,
      verdicts.length,
      request?.exact,
      answered?.rule,
      result?.text,
    ]),
  ).toEqual([
    ['a', 'default', 'It only looks.', 1, undefined, undefined, 'out'],
    ['b', 'default', 'Second.', 2, 'make ', 'make …', undefined],
    ['d', 'bypass', 'No.', 1, undefined, undefined, undefined],
  ]);
  expect(calls.map(exactText)).toEqual(['ls', 'make ', 'x']);
});

test.each<[string, unknown, string]>([
  ['what the model wrote where it did not fit', '{"command": 3', '{"command": 3'],
  ['an input without a command', { path: 'a' }, '{\n  "path": "a"\n}'],
  ['no input', undefined, ''],
])('the text that was judged: %s', (_, input, expected) => {
  expect(exactText({ request: undefined, input })).toBe(expected);
});
