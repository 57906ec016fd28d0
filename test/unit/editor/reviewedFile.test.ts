import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reviewProposal } from '../../../src/agent/proposal.ts';
import { approveHunk, decideRest, rejectHunks, startReview } from '../../../src/editor/review/fileReview.ts';
import { leftOf } from '../../../src/editor/review/left.ts';
import { hunks } from '../../../src/edits/hunks.ts';
import { splitLines } from '../../../src/edits/lineEndings.ts';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { contentHash } from '../../../src/platform/contentHash.ts';
import { createDiskEdits } from '../../../src/platform/diskEdits.ts';
import type { FileChange } from '../../../src/protocol/changes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

// From a file's bytes through a review to its bytes again, by the very code that a window and the command line use.

const line = fc.constantFrom('a', 'b', '', '\tc', '}', 'é', '👍🏽', 'e\u0301', 'lone\rreturn', '$&', 'tail  ');
const text = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n')), { maxLength: 25 }), fc.option(line, { nil: '' }))
  .map(([lines, rest]) => lines.flat().join('') + rest);
const pair = fc
  .oneof(
    fc.tuple(text, text),
    fc.tuple(text, fc.array(fc.tuple(fc.nat(25), fc.nat(3), text), { maxLength: 5 })).map(([before, edits]) => {
      const lines = splitLines(before);
      for (const [at, count, fresh] of edits) lines.splice(at, count, ...splitLines(fresh));
      return [before, lines.join('')] as [string, string];
    }),
  )
  .filter(([before, after]) => before !== after);
const format = fc.constantFrom('utf8', 'utf8 with a mark', 'utf16le');

function bytesOf(content: string, how: string): Buffer {
  return how === 'utf8'
    ? Buffer.from(content)
    : Buffer.from(`\uFEFF${content}`, how === 'utf16le' ? 'utf16le' : 'utf8');
}

/** What is left without the hunks at these places: from the end to the start, by lines that stand in the old text. */
function without(before: string, after: string, out: ReadonlySet<number>): string {
  const lines = splitLines(before);
  for (const [at, hunk] of [...hunks(before, after).entries()].reverse()) {
    if (!out.has(at)) lines.splice(hunk.oldStart - 1, hunk.removed.length, ...hunk.added);
  }
  return lines.join('');
}

function project() {
  const root = temporaryFolder();
  const checkpoints = createCheckpoints({ folder: join(temporaryFolder(), 'checkpoints') });
  const edits = createDiskEdits({ checkpoints, display: (path) => path });
  const path = join(root, 'file.txt');
  return {
    path,
    proposal(before: string, after: string, how: string): FileChange {
      const bytes = bytesOf(before, how);
      writeFileSync(path, bytes);
      return { kind: 'edit', path, hash: contentHash(bytes), before, after };
    },
    apply: (changes: readonly FileChange[]) => edits.apply(changes, { turn: 't', callId: 'c' }),
    undo: (checkpoint: string) => edits.restore([checkpoint]),
  };
}

test('approve all is the model’s text, reject all the original, any subset the reference, and undo brings each byte back', async () => {
  const { path, proposal, apply, undo } = project();
  const coins = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      pair,
      format,
      fc.constantFrom('all', 'none', 'some'),
      coins,
      async ([before, after], how, take, flips) => {
        const change = proposal(before, after, how);
        let review = startReview(before, after);
        const all = review.hunks.map(({ id }) => id);
        const out = new Set([...all.keys()].filter((at) => take === 'none' || (take === 'some' && flips[at])));
        for (const at of out) review = rejectHunks(review, [all[at] ?? ''], `no ${at}`) ?? review;
        for (const [at, id] of all.entries())
          if (!out.has(at) && flips[59 - at]) review = approveHunk(review, id) ?? review;
        review = decideRest(review, 'approved');

        const left = leftOf([{ change, review }]);
        const told = reviewProposal([change], left ?? {});
        const expected = without(before, after, out);
        if (take === 'all') expect(expected).toBe(after);
        expect([told.kept, told.of, told.edits]).toEqual([all.length - out.size, all.length, []]);
        if (out.size === all.length) {
          expect(told.changes).toEqual([]);
          expect(readFileSync(path)).toEqual(bytesOf(before, how));
          return;
        }
        const applied = await apply(told.changes);
        expect(readFileSync(path)).toEqual(bytesOf(expected, how));
        await undo(applied.checkpoint);
        expect(readFileSync(path)).toEqual(bytesOf(before, how));
      },
    ),
    { numRuns: Number(process.env.FC_RUNS ?? 100) },
  );
}, 60_000);
