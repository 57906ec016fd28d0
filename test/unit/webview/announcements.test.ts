import { expect, test } from 'vitest';
import { foldAll, foldDelta, foldEvent } from '../../../src/protocol/transcript.ts';
import { announce, type Said, saidAll, spoken } from '../../../webview-ui/chat/announcements.ts';
import { Conversation } from '../../support/viewHarness/conversation.ts';

test('finished sentences are said once, outcomes shortly, and what must be decided at once', () => {
  const talk = new Conversation().user('Do it');
  let transcript = foldAll(talk.events);
  let said: Said = saidAll(transcript);
  const polite: string[] = [];
  const assertive: string[] = [];
  const listen = (): void => {
    const next = announce(said, transcript);
    said = next.said;
    polite.push(...next.news.polite);
    assertive.push(...next.news.assertive);
  };
  for (const text of ['I will', ' look. Then', ' I fix', ' it.\n```js\nlet a', ' = 1;']) {
    transcript = foldDelta(transcript, { type: 'text', text }, 0);
    listen();
  }
  const from = talk.events.length;
  const text = 'I will look. Then I fix it.\n```js\nlet a = 1;\n```\nReady';
  talk.say({ type: 'text', text }, { type: 'toolUse', id: 'c', name: 'run_command', input: {} });
  talk.call('c', 'run_command', 'execute', 'Run npm test', {});
  talk.ask({ callId: 'c', tool: 'run_command', title: 'Run npm test', exact: 'npm test' });
  talk.add({ type: 'answered', callId: 'c', decision: 'approved', scope: 'once', by: 'person' });
  talk.result('c', 'ok').end({ reason: 'stopped', text: 'Stopped.' });
  for (const event of talk.events.slice(from)) {
    transcript = foldEvent(transcript, event);
    listen();
  }
  expect(polite).toEqual(['I will look.', 'Then I fix it.', 'Code block. Ready', 'Run npm test: Done', 'Stopped.']);
  expect(assertive).toEqual(['Approval needed: Run npm test. Press F6 to go there.']);
});

test('plan mode and a missed cache are said; what was on at the opening is not', () => {
  const talk = new Conversation();
  talk.add({ type: 'setting', plan: true });
  let transcript = foldAll(talk.events);
  let said = saidAll(transcript);
  const polite: string[] = [];
  const from = talk.events.length;
  const lost = { type: 'cacheBreak' as const, turn: 't', vector: 'model' as const, changed: '', tokens: 12_345 };
  talk.add({ type: 'setting', plan: false });
  talk.add({ ...lost, dollars: 0.5 });
  talk.add({ ...lost, dollars: null });
  talk.add({ type: 'setting', mode: 'auto' });
  talk.add({ type: 'setting', plan: true });
  for (const event of talk.events.slice(from)) {
    transcript = foldEvent(transcript, event);
    const next = announce(said, transcript);
    said = next.said;
    polite.push(...next.news.polite);
  }
  expect(polite).toEqual([
    'Plan mode is off.',
    'Prompt cache missed: 12.3k tokens read anew, $0.50 more. Another model answers.',
    'Prompt cache missed: 12.3k tokens read anew, at a price that is not known. Another model answers.',
    'Plan mode is on.',
  ]);
});

test('a conversation that was just opened is not read out', () => {
  const transcript = foldAll(new Conversation().user('a').say({ type: 'text', text: 'Long ago.' }).end().events);
  expect(announce(saidAll(transcript), transcript).news).toEqual({ polite: [], assertive: [] });
});

test.each([
  ['**Bold** and `code`', 'Bold and code'],
  ['See [the guide](https://example.org).', 'See the guide.'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a b 1 2'],
  ['## Head\ntext', 'Head text'],
])('%s is read as %s', (markdown, expected) => expect(spoken(markdown)).toBe(expected));
