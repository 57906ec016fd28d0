import { expect, test } from 'vitest';
import { countEdits, fittingShare, weakEditTools } from '../../../src/protocol/editOutcomes.ts';
import type { Event, EventOf } from '../../../src/protocol/events.ts';

let next = 0;
const stamp = () => ({ id: `e${next++}`, time: 0 });
const summary: EventOf<'proposal'>['summary'] = [];

/** The events of one call: the model's answer, the call, and whatever follows. */
function call(model: string, tool: string, kind: 'edit' | 'read', ...after: ((callId: string) => Event)[]): Event[] {
  const callId = `c${next++}`;
  const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const block = { type: 'toolUse' as const, id: callId, name: tool, input: {} };
  return [
    {
      ...stamp(),
      type: 'assistant',
      turn: 't',
      step: 1,
      model,
      content: [block],
      stopReason: '',
      usage,
      partial: false,
    },
    { ...stamp(), type: 'call', turn: 't', callId, tool, kind, title: '', input: {} },
    ...after.map((make) => make(callId)),
  ];
}

const proposal =
  (more: Partial<EventOf<'proposal'>> = {}) =>
  (callId: string): Event => ({ ...stamp(), type: 'proposal', callId, changes: [], summary, ...more });
const answered =
  (decision: 'approved' | 'rejected', by: EventOf<'answered'>['by']) =>
  (callId: string): Event => ({ ...stamp(), type: 'answered', callId, decision, scope: 'once', by });
const result =
  (status: EventOf<'result'>['status']) =>
  (callId: string): Event => ({
    ...stamp(),
    type: 'result',
    turn: 't',
    callId,
    status,
    text: '',
    images: [],
    view: { type: 'text' },
    seen: [],
    durationMs: 0,
  });
const applied = (callId: string): Event => ({
  ...stamp(),
  type: 'applied',
  turn: 't',
  callId,
  checkpoint: 'k',
  summary,
});

const cases: [name: string, events: Event[], counted: Record<string, number>][] = [
  ['fitted', call('m', 'x', 'edit', proposal(), applied, result('ok')), { applied: 1 }],
  ['repaired', call('m', 'x', 'edit', proposal({ repairs: ['quotes'] }), result('ok')), { repaired: 1 }],
  [
    'in part',
    call('m', 'x', 'edit', proposal({ repairs: ['quotes'], refused: ['a: no'] }), result('ok')),
    { partly: 1 },
  ],
  ['did not fit', call('m', 'x', 'edit', result('error')), { refused: 1 }],
  ['the file had changed when it was to be applied', call('m', 'x', 'edit', proposal(), result('error')), { other: 1 }],
  [
    'rejected by the person',
    call('m', 'x', 'edit', proposal(), answered('rejected', 'person'), result('rejected')),
    { rejected: 1 },
  ],
  [
    'nobody there',
    call('m', 'x', 'edit', proposal(), answered('rejected', 'nobody'), result('rejected')),
    { other: 1 },
  ],
  ['denied', call('m', 'x', 'edit', result('denied')), { other: 1 }],
  [
    'stopped, and applied later',
    call('m', 'x', 'edit', proposal(), answered('rejected', 'stop'), result('stopped'), applied),
    { applied: 1 },
  ],
];

const none = { applied: 0, repaired: 0, partly: 0, refused: 0, rejected: 0, other: 0 };

test.each(cases)('an edit call: %s', (_name, events, counted) => {
  const count = countEdits();
  count.add(events);
  expect(count.list()).toEqual([{ model: 'm', tool: 'x', ...none, ...counted }]);
});

test('counts by model and tool; neither reads, nor calls without an end, nor copies of a fork', () => {
  const count = countEdits();
  const first = [
    ...call('b', 'edit_file', 'edit', proposal(), result('ok')),
    ...call('a', 'write_file', 'edit', proposal(), result('ok')),
    ...call('a', 'edit_file', 'edit', proposal(), result('ok')),
    ...call('a', 'edit_file', 'edit', result('error')),
    ...call('a', 'read_file', 'read', result('error')),
    ...call('a', 'edit_file', 'edit', proposal()),
  ];
  count.add(first);
  count.add([...first, ...call('b', 'edit_file', 'edit', result('error'))]);
  const list = count.list();
  expect(list).toEqual([
    { model: 'a', tool: 'edit_file', ...none, applied: 1, refused: 1 },
    { model: 'a', tool: 'write_file', ...none, applied: 1 },
    { model: 'b', tool: 'edit_file', ...none, applied: 1, refused: 1 },
  ]);
  expect(fittingShare(list)).toBe(0.6);
  expect(fittingShare([])).toBeUndefined();
});

test('a model that often misses with a form of edits is named, with the other form', () => {
  const row = (model: string, tool: string, applied: number, refused: number) => ({
    model,
    tool,
    ...none,
    applied,
    refused,
  });
  expect(
    weakEditTools([
      row('good', 'edit_file', 9, 2),
      row('few', 'edit_file', 0, 9),
      row('bad', 'edit_file', 3, 4),
      row('bad', 'multi_edit', 2, 1),
      row('bad', 'write_file', 0, 50),
      row('bad', 'apply_patch', 5, 15),
    ]),
  ).toEqual([
    { model: 'bad', tools: ['edit_file', 'multi_edit'], fitted: 0.5, calls: 10, instead: 'patch' },
    { model: 'bad', tools: ['apply_patch'], fitted: 0.25, calls: 20, instead: 'replace' },
  ]);
});
