import type { CompactionPreview } from '../../../src/protocol/compactionPreview.ts';
import type { ToView } from '../../../src/protocol/webview.ts';
import { host } from './conversation.ts';
import { load, worked } from './worked.ts';

const summary = {
  task: 'Find out why the test of sum fails, mend it, and keep the public names as they are. The cause is known, the edit is made, the tests are to be run again.',
  decisions: ['The loop starts at 1 on purpose nowhere: no caller relies on it.', 'British spelling in comments.'],
  files: [
    { path: 'src/sum.ts', state: 'read; line 4 changed so that the loop starts at 0' },
    { path: 'test/unit/arithmetic/everything-about-sums.test.ts', state: 'read, unchanged' },
  ],
  errors: ['npm test failed once with EADDRINUSE: an old server was still running.'],
  next: ['Run npm test', 'Report what was wrong'],
};

const preview: CompactionPreview = {
  before: 156_200,
  after: 24_900,
  exact: false,
  window: 200_000,
  fixed: 9_400,
  kept: {
    tokens: 13_800,
    count: 3,
    items: [
      {
        kind: 'message',
        text: 'Now run the tests again and tell me what was wrong with the loop in sum.ts',
        tokens: 21,
      },
      { kind: 'answer', text: 'Run npm test', tokens: 40 },
      { kind: 'result', text: 'Run npm test', tokens: 13_739 },
    ],
  },
  summarised: { tokens: 21_400, count: 46, items: [{ kind: 'message', text: 'Why does the test fail?', tokens: 9 }] },
  dropped: { tokens: 111_600, count: 31, items: [{ kind: 'result', text: 'Read src/sum.ts', tokens: 4200 }] },
  mode: 'allowEdits',
  todos: 2,
  proposals: 1,
  nothing: false,
};

const full = { ...host, contextTokens: 156_200 };
const usage = { input: 900, output: 640, cacheRead: 154_000, cacheWrite: 0 };

export const compactionScenes: Readonly<Record<string, () => readonly ToView[]>> = {
  compactionPreview: () => [
    load(worked().end()),
    { type: 'state', state: full },
    { type: 'compactionPreview', preview },
  ],
  compactionNothing: () => [
    load(worked().end()),
    { type: 'state', state: host },
    {
      type: 'compactionPreview',
      preview: {
        ...preview,
        before: 11_000,
        after: 11_000,
        nothing: true,
        summarised: { tokens: 0, count: 0, items: [] },
        dropped: { tokens: 0, count: 0, items: [] },
      },
    },
  ],
  compacted: () => {
    const talk = worked();
    talk.add({ type: 'compacted', trigger: 'cacheLost', dropped: ['e3', 'e9'], before: 120_000, after: 61_000 });
    talk.say({ type: 'text', text: 'The cause is found; I make the edit.' }).end();
    const kept = { keepFrom: 'e1', summary, by: host.model, usage };
    talk.add({ type: 'compacted', trigger: 'threshold', dropped: [], before: 161_000, after: 24_900, ...kept });
    talk.user('Go on, please.').say({ type: 'text', text: 'I run the tests again.' }).end();
    return [load(talk), { type: 'state', state: host }];
  },
  compactionFailed: () => {
    const talk = worked();
    talk.add({
      type: 'compactionFailed',
      trigger: 'threshold',
      text: 'Claude Sonnet 4.5 gave no usable summary in 3 attempts.',
    });
    talk.add({
      type: 'ended',
      turn: talk.turn,
      reason: 'contextFull',
      text: 'The conversation fills the model’s context and could not be summarised: Claude Sonnet 4.5 gave no usable summary in 3 attempts. Try again, go on with an outline that is made without a model, or choose a model with a larger context.',
      action: 'retry',
      choices: ['retry', 'compactWithOutline', 'newSessionWithOutline', 'chooseModel'],
    });
    return [load(talk), { type: 'state', state: { ...full, contextTokens: 192_000 } }];
  },
};
