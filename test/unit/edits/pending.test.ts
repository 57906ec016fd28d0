import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compose, hunks } from '../../../src/edits/hunks.ts';
import { splitLines } from '../../../src/edits/lineEndings.ts';
import {
  editAgain,
  keep,
  type PendingText,
  type PlacedHunk,
  pendingEdit,
  place,
  settle,
  undo,
} from '../../../src/edits/pending.ts';

const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const idsOf = (pending: PendingText): Set<string> => new Set(pending.hunks.map(({ id }) => id));
const idsIn = (placed: PlacedHunk | undefined): Set<string> => new Set(placed?.hunks.map(({ id }) => id));
const shown = (pending: PendingText, now: string) =>
  place(pending, now).hunks.map(({ state, line, count, removed }) => [state, line, count, removed.join('')]);

describe('hunks in a text that the person goes on with', () => {
  const before = text('a', 'b', 'c', 'd', 'e', 'f', 'g');
  const after = text('a', 'B', 'c', 'd', 'e1', 'e2', 'f', 'g');
  const pending = pendingEdit(before, after, 'one');

  test.each<[string, string, ReturnType<typeof shown>, string]>([
    [
      'as the agent left it',
      after,
      [
        ['clean', 1, 1, 'b\n'],
        ['clean', 4, 2, 'e\n'],
      ],
      before,
    ],
    [
      'a line of the person above all',
      text('mine', 'a', 'B', 'c', 'd', 'e1', 'e2', 'f', 'g'),
      [
        ['clean', 2, 1, 'b\n'],
        ['clean', 5, 2, 'e\n'],
      ],
      text('mine', 'a', 'b', 'c', 'd', 'e', 'f', 'g'),
    ],
    [
      'the lines right before and after a hunk',
      text('A!', 'B', 'C!', 'd', 'e1', 'e2', 'f', 'g'),
      [
        ['clean', 1, 1, 'b\n'],
        ['clean', 4, 2, 'e\n'],
      ],
      text('A!', 'b', 'C!', 'd', 'e', 'f', 'g'),
    ],
    [
      'a line of the hunk itself: the hunk is theirs',
      text('a', 'mine', 'c', 'd', 'e1', 'e2', 'f', 'g'),
      [
        ['changed', 1, 1, 'b\n'],
        ['clean', 4, 2, 'e\n'],
      ],
      text('a', 'mine', 'c', 'd', 'e', 'f', 'g'),
    ],
    [
      'a line in the middle of a hunk',
      text('a', 'B', 'c', 'd', 'e1', 'mine', 'e2', 'f', 'g'),
      [
        ['clean', 1, 1, 'b\n'],
        ['changed', 4, 3, 'e\n'],
      ],
      text('a', 'b', 'c', 'd', 'e1', 'mine', 'e2', 'f', 'g'),
    ],
    [
      'a hunk taken back by hand',
      text('a', 'b', 'c', 'd', 'e1', 'e2', 'f', 'g'),
      [['clean', 4, 2, 'e\n']],
      text('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    ],
    [
      'one change over two hunks: they are one',
      text('a', 'mine', 'f', 'g'),
      [['changed', 1, 1, 'b\ne\n']],
      text('a', 'mine', 'f', 'g'),
    ],
    ['everything deleted', '', [['changed', 0, 0, 'b\ne\n']], ''],
  ])('%s', (_, now, places, original) => {
    expect(shown(pending, now)).toEqual(places);
    expect(place(pending, now).original).toBe(original);
  });

  test('lines that the agent only removed have a place of their own', () => {
    const gone = pendingEdit(text('a', 'b', 'c'), text('a', 'c'), 'one');
    expect(shown(gone, text('a', 'c'))).toEqual([['clean', 1, 0, 'b\n']]);
    expect(shown(gone, text('x', 'a', 'C'))).toEqual([['clean', 2, 0, 'b\n']]);
    expect(undo(gone, text('x', 'a', 'C'), idsOf(gone)).now).toBe(text('x', 'a', 'b', 'C'));
    expect(shown(gone, text('a', 'mine', 'c'))).toEqual([['changed', 1, 1, 'b\n']]);
  });

  test('of an addition that the person works in, the untouched lines stay marked', () => {
    const added = pendingEdit(text('a', 'z'), text('a', '1', '2', '3', 'z'), 'one');
    const now = text('a', '1', 'two', '3', 'z');
    expect(shown(added, now)).toEqual([['changed', 1, 3, '']]);
    expect(place(added, now).original).toBe(text('a', 'two', 'z'));
    expect(undo(added, now, idsOf(added))).toMatchObject({ now, left: [...idsOf(added)] });
    expect(settle(added, now)).toEqual({ before: now, after: now, hunks: [], next: 2 });
  });

  test('Windows line endings: one kind is the same edit in the other, a mixed file stays as it is', () => {
    const windows = (unix: string): string => unix.replaceAll('\n', '\r\n');
    expect(shown(pending, windows(after)).map(([state, line]) => [state, line])).toEqual([
      ['clean', 1],
      ['clean', 4],
    ]);
    expect(undo(pending, windows(after), idsOf(pendingEdit(windows(before), windows(after), 'one'))).now).toBe(
      windows(before),
    );
    const mixed = pendingEdit('a\r\nb\nc\r\n', 'a\r\nB\nc\r\n', 'one');
    expect(undo(mixed, mixed.after, idsOf(mixed)).now).toBe('a\r\nb\nc\r\n');
  });
});

describe('turns', () => {
  const base = text('a', 'b', 'c', 'd', 'e');
  const first = text('a', 'B', 'c', 'd', 'e');
  const turns = (pending: PendingText, now = pending.after) =>
    place(pending, now).hunks.map(({ line, hunks: [hunk] }) => [line, hunk?.turn]);

  test('each hunk belongs to the turn that made it, the last one where two did', () => {
    const one = pendingEdit(base, first, '1');
    const two = editAgain(one, first, text('new', 'a', 'B', 'c', 'd', 'E'), '2');
    expect(turns(two)).toEqual([
      [0, '2'],
      [2, '1'],
      [5, '2'],
    ]);
    const three = editAgain(two, two.after, text('new', 'a', 'BB', 'c', 'd', 'E'), '3');
    expect(turns(three)).toEqual([
      [0, '2'],
      [2, '3'],
      [5, '2'],
    ]);
    expect(undo(three, three.after, idsOf(three)).now).toBe(base);
  });

  test('they survive what the person does in between, keeping and undoing', () => {
    const one = pendingEdit(base, first, '1');
    const two = editAgain(
      one,
      text('mine', 'a', 'B', 'c', 'd', 'e'),
      text('mine', 'a', 'B', 'c', 'd', 'E1', 'E2'),
      '2',
    );
    expect(turns(two)).toEqual([
      [2, '1'],
      [5, '2'],
    ]);
    expect(two.before).toBe(text('mine', 'a', 'b', 'c', 'd', 'e'));
    const [own] = place(two, two.after).hunks;
    expect(turns(keep(two, two.after, idsIn(own)))).toEqual([[5, '2']]);
    const undone = undo(two, two.after, idsIn(own));
    expect(turns(undone.pending, undone.now)).toEqual([[5, '2']]);
  });

  test('a hunk that the person rewrote before the next edit counts as kept', () => {
    const one = pendingEdit(base, first, '1');
    const two = editAgain(one, text('a', 'mine', 'c', 'd', 'e'), text('a', 'mine', 'c', 'd', 'E'), '2');
    expect(two.before).toBe(text('a', 'mine', 'c', 'd', 'e'));
    expect(turns(two)).toEqual([[4, '2']]);
  });
});

/** Lines that repeat a lot, so that a diff can be drawn in many ways, and sometimes no last line end. */
const line = fc.constantFrom('a', 'b', '', '}', '  x', 'y\r');
const lines = fc.array(line, { maxLength: 14 });
const textOf = (all: readonly string[], ended: boolean): string => (ended ? text(...all) : text(...all).slice(0, -1));
const anyText = fc.tuple(lines, fc.boolean()).map(([all, ended]) => textOf(all, ended));
/** Replaces some lines at a place; of the new ones, `name` tells who wrote them. */
const change = fc.record({ at: fc.nat(20), count: fc.nat(3), fresh: fc.array(line, { maxLength: 3 }) });
const changes = fc.array(change, { maxLength: 4 });
type Edit = { readonly at: number; readonly count: number; readonly fresh: readonly string[] };

function edit(before: string, edits: readonly Edit[], tag: (line: string) => string = (one) => one): string {
  const all = splitLines(before);
  for (const { at, count, fresh } of edits) {
    const where = Math.min(at, all.length);
    if (where === all.length && where > 0 && !all[where - 1]?.endsWith('\n')) all[where - 1] += '\n';
    all.splice(where, count, ...fresh.map((one) => `${tag(one)}\n`));
  }
  return all.join('');
}

describe('any edits', () => {
  const runs = { numRuns: 1500 };

  test('keeping all leaves the text and nothing to review; undoing all gives back each byte', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const pending = pendingEdit(before, after, 'one');
        const all = idsOf(pending);
        const kept = keep(pending, after, all);
        expect([kept.before, kept.after, kept.hunks]).toEqual([after, after, []]);
        expect(place(kept, after)).toEqual({ hunks: [], original: after });
        const undone = undo(pending, after, all);
        expect(undone).toEqual({
          pending: { before, after: before, hunks: [], next: pending.next },
          now: before,
          left: [],
        });
      }),
      runs,
    );
  });

  test('any subset of hunks undone is the subset of the others applied', () => {
    fc.assert(
      fc.property(anyText, changes, fc.infiniteStream(fc.boolean()), (before, edits, coins) => {
        const after = edit(before, edits);
        const pending = pendingEdit(before, after, 'one');
        const out = new Set([...idsOf(pending)].filter(() => coins.next().value));
        const rest = new Set([...idsOf(pending)].filter((id) => !out.has(id)));
        const apart = (ids: ReadonlySet<string>): string => {
          const all = hunks(before, after);
          return compose(
            before,
            all,
            new Set(all.flatMap(({ id }, at) => (ids.has(pending.hunks[at]?.id ?? '') ? id : []))),
          );
        };
        expect(undo(pending, after, out).now).toBe(apart(rest));
        expect(keep(pending, after, out).before).toBe(apart(out));
      }),
      runs,
    );
  });

  test('the original differs from the text by the clean hunks only, and holds every line of the person', () => {
    fc.assert(
      fc.property(anyText, changes, changes, (before, agents, persons) => {
        const after = edit(before, agents);
        const now = edit(after, persons, (one) => `person ${one}`);
        const pending = pendingEdit(before, after, 'one');
        const { original, hunks: placed } = place(pending, now);
        const mine = (of: string): string[] => splitLines(of).filter((one) => one.startsWith('person '));
        expect(mine(original)).toEqual(mine(now));
        const lineCount = splitLines(now).length;
        for (const { line: at, count } of placed) expect(at + count).toBeLessThanOrEqual(lineCount);
        if (placed.length === 0) expect(original).toBe(now);
        if (placed.every(({ state }) => state === 'clean')) expect(original).toBe(settle(pending, now).before);
      }),
      runs,
    );
  });

  test('whatever is undone, nothing that the person wrote is lost, and what is left is named', () => {
    fc.assert(
      fc.property(anyText, changes, changes, fc.infiniteStream(fc.boolean()), (before, agents, persons, coins) => {
        const after = edit(before, agents);
        const now = edit(after, persons, (one) => `person ${one}`);
        const pending = pendingEdit(before, after, 'one');
        const placed = place(pending, now).hunks;
        const chosen = new Set([...idsOf(pending)].filter(() => coins.next().value));
        const undone = undo(pending, now, chosen);
        const mine = (of: string): string[] => splitLines(of).filter((one) => one.startsWith('person '));
        expect(mine(undone.now)).toEqual(mine(now));
        const changed = placed.filter(({ state }) => state === 'changed').flatMap((one) => [...idsIn(one)]);
        expect(undone.left).toEqual(expect.arrayContaining(changed.filter((id) => chosen.has(id))));
        expect([...chosen]).toEqual(expect.arrayContaining([...undone.left]));
        if (undone.left.length === chosen.size) expect(undone.now).toBe(now);
      }),
      runs,
    );
  });

  test('over several edits of both, undoing all that is clean brings back what only the agent changed', () => {
    const step = fc.record({ agent: changes, person: changes });
    fc.assert(
      fc.property(anyText, fc.array(step, { minLength: 1, maxLength: 4 }), (start, steps) => {
        let now = start;
        let pending: PendingText | undefined;
        let number = 0;
        const written: string[] = [];
        for (const [turn, { agent, person }] of steps.entries()) {
          // The agent leaves the person's lines alone here, so that all of them must be there in the end.
          const next = editAround(now, agent);
          pending = pending ? editAgain(pending, now, next, `${turn}`) : pendingEdit(now, next, `${turn}`);
          now = insert(next, person, () => {
            number += 1;
            written.push(`person ${number}\n`);
            return `person ${number}`;
          });
        }
        if (!pending) return;
        const undone = undo(pending, now, idsOf(pending));
        const lost = written.filter((one) => !undone.now.includes(one));
        expect(lost).toEqual([]);
        expect(undo(pending, pending.after, idsOf(pending)).now).toBe(pending.before);
      }),
      runs,
    );
  });
});

function editAround(before: string, edits: readonly Edit[]): string {
  const all = splitLines(before);
  for (const { at, count, fresh } of edits) {
    const where = Math.min(at, all.length);
    if (all.slice(where, where + count).some((one) => one.startsWith('person '))) continue;
    if (where === all.length && where > 0 && !all[where - 1]?.endsWith('\n')) all[where - 1] += '\n';
    all.splice(where, count, ...fresh.map((one) => `${one}\n`));
  }
  return all.join('');
}

/** Only new lines, nothing taken away. */
function insert(before: string, edits: readonly Edit[], name: () => string): string {
  return edits.reduce((all, { at }) => edit(all, [{ at, count: 0, fresh: ['x'] }], name), before);
}
