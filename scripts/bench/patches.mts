import { parsePatch } from '../../src/edits/patch/parsePatch.ts';
import { patchText } from '../../src/edits/patch/patchText.ts';
import type { Row } from './rows.mts';

const runs = 5;

/** What it costs to read a patch of one large file and to apply its hunks. */
export function measurePatches(): Row[] {
  const cases: [lines: number, hunks: number, goal: number][] = [
    [5_000, 100, 20],
    [100_000, 1_000, 250],
    [100_000, 10_000, 500],
  ];
  return cases.map(([lines, hunks, goal]) => {
    const line = (at: number): string => `    const value${at} = compute(${at % 97}, other);`;
    const text = Array.from({ length: lines }, (_, at) => `${line(at)}\n`).join('');
    const every = lines / hunks;
    const patch = Array.from({ length: hunks }, (_, hunk) => {
      const at = hunk * every + 3;
      return [`@@`, ` ${line(at - 1)}`, `-${line(at)}`, `+    changed(${at});`, ` ${line(at + 1)}`].join('\n');
    }).join('\n');
    const times = Array.from({ length: runs }, () => {
      const started = performance.now();
      const parsed = parsePatch(`*** Begin Patch\n*** Update File: a.ts\n${patch}\n*** End Patch\n`);
      const [section] = parsed.ok ? parsed.sections : [];
      const right = section?.kind === 'update' && patchText(text, section.hunks).ok;
      return right ? performance.now() - started : Number.NaN;
    });
    const value = Math.min(...times);
    const name = `patch of ${hunks.toLocaleString('en')} hunks, ${lines.toLocaleString('en')} lines`;
    return { name, value, unit: 'ms', goal, failed: Number.isNaN(value) };
  });
}
