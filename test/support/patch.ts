import { parsePatch } from '../../src/edits/patch/parsePatch.ts';
import type { PatchHunk } from '../../src/edits/patch/patch.ts';

/** The hunks of a patch of one file, given by its lines. */
export function hunksOf(...lines: string[]): readonly PatchHunk[] {
  const parsed = parsePatch(['*** Begin Patch', '*** Update File: f', ...lines, '*** End Patch'].join('\n'));
  if (!parsed.ok) throw new Error(parsed.message);
  const [section] = parsed.sections;
  if (section?.kind !== 'update') throw new Error('no update');
  return section.hunks;
}
