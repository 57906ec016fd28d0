import { describe, expect, it } from 'vitest';
import { type Arm, compareVariants } from '../../../../src/agent/outcomes/compareVariants.ts';
import { contributionsOf, sumOf } from '../../../../src/agent/outcomes/sessionOutcome.ts';
import { Event, type NewEvent } from '../../../../src/protocol/events.ts';

let ids = 0;
/** Events with ids and times, checked against the schema. */
const events = (...fresh: readonly NewEvent[]): Event[] =>
  fresh.map((event) => Event.parse({ id: `e${++ids}`, time: ids, ...event }));

const session = (forkedFrom?: { sessionId: string; event: string }): NewEvent => ({
  type: 'session',
  version: 1,
  sessionId: 's',
  root: '/r',
  ...(forkedFrom ? { forkedFrom } : {}),
});
const chosen = (variants: Record<string, string>, flags: Record<string, boolean> = { brief: false }): NewEvent => ({
  type: 'chosen',
  choice: { flags, variants, experiments: [] },
});
const user = (turn: string): NewEvent => ({
  type: 'user',
  turn,
  text: 'x',
  steering: false,
  attachments: [],
  images: [],
});
const answer = (turn: string, tokens: number, model = 'known'): NewEvent => ({
  type: 'assistant',
  turn,
  step: 1,
  model,
  content: [],
  stopReason: 'endTurn',
  usage: { input: tokens, output: 1, cacheRead: 2, cacheWrite: 3 },
  partial: false,
});
const proposal = (callId: string): NewEvent => ({
  type: 'proposal',
  callId,
  summary: [],
  changes: [
    { kind: 'edit', path: '/a', hash: 'h', before: 'a\nb\nc\nd\ne\n', after: 'A\nb\nC\nd\nE\n' },
    { kind: 'create', path: '/b', after: 'x\n' },
  ],
});
const asked = (callId: string): NewEvent => ({
  type: 'asked',
  request: {
    callId,
    tool: 'edit_file',
    kind: 'edit',
    title: 't',
    risk: 'MEDIUM',
    reason: 'r',
    exact: 'e',
    touches: [],
    undo: 'u',
    sessionApproval: false,
  },
});
const answered = (callId: string, decision: 'approved' | 'rejected', more: object = {}): NewEvent => ({
  type: 'answered',
  callId,
  decision,
  scope: 'once',
  by: 'person',
  ...more,
});
const applied = (turn: string, callId: string): NewEvent => ({
  type: 'applied',
  turn,
  callId,
  checkpoint: 'c',
  summary: [],
});
const result = (callId: string, status: 'ok' | 'error' = 'ok'): NewEvent => ({
  type: 'result',
  turn: 't',
  callId,
  status,
  text: '',
  images: [],
  view: { type: 'text' },
  seen: [],
  durationMs: 1,
});
const price = (usage: { input: number }, model: string): number | undefined =>
  model === 'known' ? usage.input / 1000 : undefined;
const outcomeOf = (...fresh: readonly NewEvent[]) =>
  sumOf(contributionsOf(events(...fresh), price).map(({ adds }) => adds));

it('all that was asked of a model counts, not its answers alone, at the price of its day', () => {
  const usage = { input: 10, output: 1, cacheRead: 2, cacheWrite: 3 };
  const made = events(
    user('t'),
    answer('t', 100),
    { type: 'spent', by: 'title', model: 'known', usage, cost: 0.5 },
    { type: 'spent', by: 'attempt', model: 'unknown', usage },
    { type: 'compacted', trigger: 'command', dropped: [], by: 'known', usage, cost: 0.25, before: 9, after: 1 },
    { type: 'compactionFailed', trigger: 'command', text: 'x', by: 'known', usage, cost: null },
  );
  const sum = sumOf(contributionsOf(made, (_, model) => (model === 'known' ? 1 : undefined)).map(({ adds }) => adds));
  expect(sum).toMatchObject({ turns: 1, steps: 1, tokens: 106 + 4 * 16, cost: 1.75, unpriced: 2 });
});

describe('what came of a session', () => {
  it('counts turns, steps, tokens and cost, and says where a price is unknown', () => {
    const steering: NewEvent = { type: 'user', turn: 't', text: 'x', steering: true, attachments: [], images: [] };
    expect(outcomeOf(session(), user('t'), answer('t', 100), steering, answer('t', 50, 'other'))).toMatchObject({
      turns: 1,
      steps: 2,
      tokens: 162,
      cost: 0.1,
      unpriced: 1,
    });
  });

  it.each<[string, NewEvent[], object]>([
    ['all', [asked('c'), answered('c', 'approved'), applied('t', 'c')], { hunksKept: 4, hunksRejected: 0, refused: 0 }],
    [
      'a part',
      [asked('c'), answered('c', 'approved', { kept: { changes: 1, of: 4 } }), applied('t', 'c')],
      { hunksKept: 1, hunksRejected: 3, decided: 1, refused: 0 },
    ],
    ['none', [asked('c'), answered('c', 'rejected')], { hunksKept: 0, hunksRejected: 4, decided: 1, refused: 1 }],
    [
      'nobody there',
      [asked('c'), answered('c', 'rejected', { by: 'nobody' })],
      { asked: 1, decided: 0, hunksRejected: 0 },
    ],
    ['applied unasked', [applied('t', 'c')], { hunksKept: 4, asked: 0 }],
    [
      'applied unasked and looked through',
      [
        applied('t', 'c'),
        {
          type: 'reviewed',
          undone: [
            { path: '/a', diff: '', lines: [1, 3] },
            { path: '/b', diff: '' },
          ],
        },
      ],
      { hunksKept: 1, hunksRejected: 3 },
    ],
    [
      'applied, taken back in parts, and brought back',
      [
        applied('t', 'c'),
        { type: 'reviewed', undone: [{ path: '/a', diff: '', lines: [1, 3] }] },
        { type: 'reviewed', undone: [], broughtBack: [{ path: '/a', diff: '', lines: [3] }] },
      ],
      { hunksKept: 3, hunksRejected: 1 },
    ],
    [
      'applied and taken back',
      [applied('t', 'c'), { id: 'u', type: 'undone', turn: 't', restored: [], kept: [] }],
      { hunksKept: 0, hunksRejected: 4 },
    ],
    [
      'taken back and brought back',
      [
        applied('t', 'c'),
        { id: 'u', type: 'undone', turn: 't', restored: [], kept: [] },
        { type: 'redone', of: 'u', restored: [], kept: [] },
      ],
      { hunksKept: 4, hunksRejected: 0 },
    ],
  ])('tells which changes stayed: %s', (_, after, expected) => {
    expect(outcomeOf(session(), user('t'), proposal('c'), ...after)).toMatchObject(expected);
  });

  it('counts failures, and of several thumbs on a turn the last', () => {
    const ended = (reason: 'done' | 'modelFailed' | 'stopped'): NewEvent => ({
      type: 'ended',
      turn: 't',
      reason,
      text: '',
      action: 'none',
    });
    const rated = (turn: string, thumb: 'up' | 'down' | 'none'): NewEvent => ({ type: 'rated', turn, thumb });
    expect(
      outcomeOf(
        ...[result('a'), result('b', 'error'), ended('done'), ended('stopped'), ended('modelFailed')],
        ...[rated('t', 'down'), rated('u', 'down'), rated('t', 'up'), rated('v', 'up'), rated('v', 'none')],
      ),
    ).toMatchObject({ calls: 2, failedCalls: 1, failedTurns: 1, thumbsUp: 1, thumbsDown: 1 });
  });
});

describe('ways of working', () => {
  const made = (variant: string | undefined, tokens: number): Event[] =>
    events(
      session(),
      ...(variant === undefined ? [] : [chosen(variant === 'default' ? {} : { working: variant })]),
      user('t'),
      answer('t', tokens),
    );
  const listOf = (sessions: readonly Event[][]) => {
    const compare = compareVariants(price);
    for (const one of sessions) compare.add(one);
    return compare.list();
  };
  const estimate = (arm: Arm | undefined, measure: string) => arm?.estimates.find((one) => one.measure === measure);

  it('are one where nothing differs, and none without a session in which a model answered', () => {
    expect(listOf([])).toEqual([]);
    expect(listOf([events(session(), user('t'))])).toEqual([]);
    const [all] = listOf([made('default', 10), made(undefined, 10)]);
    expect([all?.name, all?.arms.map(({ name, sessions }) => [name, sessions])]).toEqual(['all', [['all', 2]]]);
  });

  it('are compared with the usual one, with intervals, the same on each run', () => {
    const sessions = Array.from({ length: 24 }, (_, n) => [
      made('default', 1000 + 10 * n),
      made('terse', 600 + 10 * n),
    ]).flat();
    const [working, ...more] = listOf(sessions);
    expect(more).toEqual([]);
    expect(working?.name).toBe('section.working');
    expect(working?.arms.map(({ name, sessions: n }) => [name, n])).toEqual([
      ['default', 24],
      ['terse', 24],
    ]);
    const [base, terse] = [estimate(working?.arms[0], 'tokens'), estimate(working?.arms[1], 'tokens')];
    expect(base?.difference).toBeUndefined();
    expect(terse?.difference?.value).toBeCloseTo(-400, 6);
    expect(terse?.difference?.high).toBeLessThan(-350);
    expect(listOf([...sessions])).toEqual([working]);
  });

  it('are not judged by a handful of sessions', () => {
    const [working] = listOf([made('default', 10), made('default', 20), made('terse', 1), made('terse', 2)]);
    const tokens = estimate(working?.arms[1], 'tokens');
    expect([tokens?.value, tokens?.interval, tokens?.difference]).toEqual([7.5, undefined, undefined]);
    expect(estimate(working?.arms[1], 'callsFailed')).toMatchObject({ n: 0, value: undefined, difference: undefined });
  });

  it('leave a session out of the cost where a price is unknown', () => {
    const strange = events(session(), user('t'), answer('t', 10, 'strange'));
    const [all] = listOf([strange, made('default', 10)]);
    expect(estimate(all?.arms[0], 'cost')).toMatchObject({ n: 1, value: 0.01 });
  });

  it('count what a fork has copied once, with the original, in whatever order they come', () => {
    const original = made('terse', 100);
    const [first, ...rest] = original;
    const at = original[2]?.id ?? '';
    const copied = [Event.parse({ ...first, forkedFrom: { sessionId: 's', event: at } }), ...rest];
    const fork = [...copied, ...events(user('u'), answer('u', 7))];
    const other = made('default', 50);
    for (const sessions of [
      [original, fork, other],
      [fork, other, original],
    ]) {
      const [working] = listOf(sessions);
      expect(working?.arms.map(({ name, total }) => [name, total.steps, total.tokens])).toEqual([
        ['default', 1, 56],
        ['terse', 2, 119],
      ]);
    }
  });
});
