import type { ToView } from '../../../src/protocol/webview.ts';
import { Conversation } from './conversation.ts';

export const diff = `@@ -2,5 +2,5 @@
 export function sum(values: number[]): number {
   let total = 0;
-  for (let index = 1; index < values.length; index++) {
+  for (let index = 0; index < values.length; index++) {
     total += values[index] ?? 0;
   }`;

export const summary = [
  { kind: 'edit' as const, path: '/home/ada/calc/src/sum.ts', added: 1, removed: 1, diff },
  {
    kind: 'create' as const,
    path: '/home/ada/calc/test/sum.empty.test.ts',
    added: 3,
    removed: 0,
    diff: "@@ -0,0 +1,3 @@\n+import { sum } from '../src/sum.ts';\n+\n+test('nothing adds up to nothing', () => expect(sum([])).toBe(0));",
  },
];

function begun(): Conversation {
  const talk = new Conversation();
  talk.add({ type: 'session', version: 1, sessionId: 's1', root: '/home/ada/calc' });
  talk.add({ type: 'setting', title: 'Fix the failing sum test', mode: 'default' });
  talk.user('Why does the sum test fail? Fix it and run the tests.', {
    attachments: [{ path: '/home/ada/calc/test/sum.test.ts', firstLine: 3, lastLine: 9 }],
  });
  return talk;
}

/** A conversation that has read and searched, and found the tests failing. */
export function worked(): Conversation {
  const talk = begun();
  talk.say(
    {
      type: 'thinking',
      thinking: 'The person wants the cause first. Read the test, then the code it tests.',
      signature: 'x',
    },
    { type: 'text', text: 'I will look at the test and the code that it covers.' },
    { type: 'toolUse', id: 'c1', name: 'read_file', input: { path: 'test/sum.test.ts' } },
    { type: 'toolUse', id: 'c2', name: 'read_file', input: { path: 'src/sum.ts' } },
    { type: 'toolUse', id: 'c3', name: 'grep', input: { pattern: 'sum\\(', path: '.' } },
  );
  talk.call('c1', 'read_file', 'read', 'Read test/sum.test.ts', { path: 'test/sum.test.ts' });
  talk.verdict('c1', 'allow', 'Reads inside the workspace run straight away.');
  talk.call('c2', 'read_file', 'read', 'Read src/sum.ts', { path: 'src/sum.ts' });
  talk.call(
    'c3',
    'grep',
    'read',
    'Search for sum\\( in a rather long list of places below packages/calculator/src',
    {},
  );
  talk.result('c1', "import { sum } from '../src/sum.ts';").result('c2', 'export function sum…');
  talk.result('c3', '12 matches', { durationMs: 1240 });
  talk.say({ type: 'toolUse', id: 'c4', name: 'run_command', input: { command: 'npm test' } });
  talk.call('c4', 'run_command', 'execute', 'Run npm test', { command: 'npm test' });
  talk.result('c4', 'FAIL test/sum.test.ts\n  expected 6, got 5', {
    view: { type: 'command', exitCode: 1 },
    durationMs: 8400,
  });
  return talk;
}

/** The message that brings a conversation into the view. */
export function load(talk: Conversation): ToView {
  return { type: 'transcript', sessionId: 's1', events: talk.events };
}
