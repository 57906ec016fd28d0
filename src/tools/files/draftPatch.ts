import type { ToolContext } from '../../agent/tool.ts';
import { type GrowingSection, growingSections } from '../../edits/patch/parsePatch.ts';
import type { PatchHunk } from '../../edits/patch/patch.ts';
import { patchText } from '../../edits/patch/patchText.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { stringIn } from './drafts.ts';
import { editableFile } from './editableFile.ts';

// What a patch would change so far, while the model still writes it. Nothing here is ever applied.

/** The paths of each file that an unfinished patch names, the file itself first. */
export function pathsSoFar(input: unknown): (readonly string[])[] {
  return sectionsOf(input).map(({ paths }) => paths);
}

/** One file of a patch: a new one as it comes, of another one its hunks as far as they fit. */
export async function draftSection(
  path: string,
  context: ToolContext,
): Promise<(input: unknown) => FileChange | undefined> {
  const absolute = context.resolve(path);
  const sectionIn = (input: unknown) => sectionsOf(input).find(({ paths }) => paths[0] === path)?.section;
  if ((await context.files.stat(absolute)) === undefined) {
    return (input) => {
      const section = sectionIn(input);
      return section?.kind === 'add' ? { kind: 'create', path: absolute, after: section.text } : undefined;
    };
  }
  const { text: before, hash } = await editableFile(context, absolute);
  const patched = growingText(before);
  return (input) => {
    const section = sectionIn(input);
    const after = section?.kind === 'update' ? patched(section.hunks) : before;
    return after === before ? undefined : { kind: 'edit', path: absolute, hash, before, after };
  };
}

/** A hunk of which too little is there to know its place leaves what was shown. */
function growingText(before: string): (hunks: readonly PatchHunk[]) => string {
  let shown = { hunks: 0, text: before };
  return (hunks) => {
    const tries = hunks.length > shown.hunks ? [hunks, hunks.slice(0, -1)] : [hunks];
    for (const some of tries) {
      const patched = patchText(before, some);
      if (!patched.ok) continue;
      shown = { hunks: some.length, text: patched.text };
      break;
    }
    return shown.text;
  };
}

/** All files of a patch look at the same input, which is read once. */
const read = new WeakMap<object, readonly GrowingSection[]>();

function sectionsOf(input: unknown): readonly GrowingSection[] {
  if (typeof input !== 'object' || input === null) return [];
  const sections = read.get(input) ?? growingSections(stringIn(input, 'patch') ?? '');
  read.set(input, sections);
  return sections;
}
