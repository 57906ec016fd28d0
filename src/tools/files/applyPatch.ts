import * as z from 'zod';
import { defineTool, type ToolContext, ToolError } from '../../agent/tool.ts';
import { parsePatch } from '../../edits/patch/parsePatch.ts';
import type { PatchSection } from '../../edits/patch/patch.ts';
import { type HunkFailure, patchText } from '../../edits/patch/patchText.ts';
import { truncationMessage } from '../../edits/replace.ts';
import { truncationMarker } from '../../edits/truncation.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { draftSection, pathsSoFar } from './draftPatch.ts';
import { editableFile } from './editableFile.ts';
import { deletableEntry, entryHash } from './entryHash.ts';

/** Changes to several files as one patch in the V4A format. */
export const applyPatch = defineTool({
  name: 'apply_patch',
  core: true,
  kind: 'edit',
  form: 'patch',
  description: `Changes, creates, moves and deletes text files by one patch:
*** Begin Patch
*** Update File: src/a.ts
@@ class Cart
@@   total(): number {
     const rate = 1;
-    return sum;
+    return sum * rate;
   }
*** Add File: src/b.ts
+export const b = 1;
*** Delete File: src/c.ts
*** End Patch
Use it for files that you have read. Not for notebooks (notebook_edit). Each hunk line begins with a space (stays), - (goes) or + (new), before its own indentation. Give three lines of context on each side, to the letter; where they are not unique, name class and function in @@ lines. *** Move to: path below *** Update File: moves it. Limits: hunks in the order of the file, each path once; a file whose hunks do not all fit is left as it is.`,
  input: z.object({ patch: z.string() }),
  title({ patch }) {
    const [first, ...more] = sectionsOf(patch);
    if (!first) return 'Apply a patch';
    return `Patch ${first.path}${more.length === 0 ? '' : ` and ${more.length} more`}`;
  },
  targets({ patch }) {
    const paths = sectionsOf(patch).flatMap((section) => [
      { path: section.path, access: section.kind === 'delete' ? ('delete' as const) : ('write' as const) },
      ...(movesTo(section) === undefined ? [] : [{ path: movesTo(section) ?? '', access: 'write' as const }]),
    ]);
    return { paths };
  },
  draft: draftSection,
  draftPaths: pathsSoFar,
  async propose({ patch }, context) {
    const parsed = parsePatch(patch);
    if (!parsed.ok) throw new ToolError(`${parsed.message} Nothing was changed.`);
    refuseRepeats(parsed.sections, context);
    const changes: FileChange[] = [];
    const repairs = new Set<string>();
    const notes: string[] = [];
    const refused: string[] = [];
    let closest: ToolError['closest'];
    for (const section of parsed.sections) {
      try {
        const fitting = await propose(section, context);
        changes.push(...fitting.changes);
        for (const { cause, note } of fitting.repairs) {
          repairs.add(cause);
          notes.push(note);
        }
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        refused.push(error.message);
        closest ??= error.closest;
      }
    }
    if (changes.length === 0) throw new ToolError(`Nothing was changed.\n${refused.join('\n')}`, { closest });
    if (refused.length > 0) {
      const files = 'Only a part of the patch fitted. These files were left as they are; send a patch for them alone:';
      notes.push(`${files}\n${refused.join('\n')}`);
    }
    return {
      changes,
      ...(notes.length > 0 ? { note: notes.join('\n') } : {}),
      ...(repairs.size > 0 ? { repairs: [...repairs] } : {}),
      ...(refused.length > 0 ? { refused } : {}),
    };
  },
});

interface Fitting {
  readonly changes: readonly FileChange[];
  /** Why the patch did not fit to the letter, in a few words, and a sentence for the model. */
  readonly repairs: readonly { readonly cause: string; readonly note: string }[];
}

function sectionsOf(patch: string): readonly PatchSection[] {
  const parsed = parsePatch(patch);
  return parsed.ok ? parsed.sections : [];
}

function movesTo(section: PatchSection): string | undefined {
  return section.kind === 'update' ? section.moveTo : undefined;
}

/** Throws `ToolError` where two sections touch one file: what the patch is computed from would not be sure. */
function refuseRepeats(sections: readonly PatchSection[], { resolve, display }: ToolContext): void {
  const lines = new Map<string, number>();
  for (const section of sections) {
    for (const path of [section.path, movesTo(section)]) {
      if (path === undefined) continue;
      const absolute = resolve(path);
      const before = lines.get(absolute);
      if (before !== undefined) {
        throw new ToolError(
          `The patch names ${display(absolute)} twice, on line ${before} and line ${section.line}, so nothing was changed. Put all changes of a file into one section.`,
        );
      }
      lines.set(absolute, section.line);
    }
  }
}

async function propose(section: PatchSection, context: ToolContext): Promise<Fitting> {
  const path = context.resolve(section.path);
  switch (section.kind) {
    case 'add':
      return await add(path, section, context);
    case 'delete': {
      const { hash, directory } = await deletableEntry(context, path);
      const name = context.display(path);
      if (directory) throw new ToolError(`${name} is a folder. A patch deletes files only; use delete_file.`);
      return { changes: [{ kind: 'delete', path, hash, directory }], repairs: [] };
    }
    case 'update':
      return await update(path, section, context);
  }
}

async function add(
  path: string,
  { text, unsigned }: Extract<PatchSection, { kind: 'add' }>,
  context: ToolContext,
): Promise<Fitting> {
  const name = context.display(path);
  if ((await context.files.stat(path)) !== undefined) {
    throw new ToolError(`${name} exists already, so it cannot be added. Change it with *** Update File:.`);
  }
  const marker = truncationMarker(text, '');
  if (marker !== undefined) throw new ToolError(`${name}: ${truncationMessage(marker)}`);
  const note = `${name}: no line began with +, so the lines were taken as they are.`;
  return {
    changes: [{ kind: 'create', path, after: text }],
    repairs: unsigned ? [{ cause: 'missing + signs', note }] : [],
  };
}

async function update(
  path: string,
  { moveTo, hunks }: Extract<PatchSection, { kind: 'update' }>,
  context: ToolContext,
): Promise<Fitting> {
  const name = context.display(path);
  const changes: FileChange[] = [];
  const repairs: Fitting['repairs'][number][] = [];
  let hash: string | undefined;
  if (hunks.length > 0) {
    const file = await editableFile(context, path);
    const patched = patchText(file.text, hunks);
    if (!patched.ok) {
      const { failures } = patched;
      const fitted =
        failures.length < hunks.length ? ` (${hunks.length - failures.length} of ${hunks.length} hunks fitted)` : '';
      const closest = failures.find((failure) => failure.closest)?.closest;
      throw new ToolError(`${name}${fitted}:\n${reasonsOf(failures)}`, { closest });
    }
    hash = file.hash;
    if (patched.text !== file.text) {
      changes.push({ kind: 'edit', path, hash, before: file.text, after: patched.text });
    } else if (moveTo === undefined) throw new ToolError(`${name}: the hunks change nothing.`);
    repairs.push(
      ...patched.repairs.map(({ cause, hunks: repaired }) => ({ cause, note: repairNote(name, cause, repaired) })),
    );
  }
  if (moveTo !== undefined) changes.push(await move(path, context.resolve(moveTo), hash, context));
  return { changes, repairs };
}

/** Failures that are told one by one; of a patch that does not fit at all the first ones say enough. */
const mostReasons = 20;

function reasonsOf(failures: readonly HunkFailure[]): string {
  const reasons = failures
    .slice(0, mostReasons)
    .map(({ hunk, line, message }) => `Hunk ${hunk} (line ${line} of the patch): ${message}`);
  const more = failures.length - reasons.length;
  return [...reasons, ...(more > 0 ? [`So it is with ${more} more hunks.`] : [])].join('\n');
}

function repairNote(name: string, cause: string, hunks: readonly number[]): string {
  const shown = hunks.slice(0, 20).join(', ');
  const which = hunks.length === 1 ? `hunk ${shown}` : `hunks ${shown}${hunks.length > 20 ? ' and others' : ''}`;
  return `${name}: ${which} did not fit to the letter; overlooked or repaired: ${cause}. Lines that stay keep what the file has.`;
}

/** A move after the edit of the same file, where there is one: applying keeps this order. */
async function move(path: string, to: string, hash: string | undefined, context: ToolContext): Promise<FileChange> {
  const entry = hash === undefined ? await entryHash(context, path) : { hash, directory: false };
  const name = context.display(path);
  if (entry.directory) throw new ToolError(`${name} is a folder. A patch moves files only; use move_file.`);
  if ((await context.files.stat(to)) !== undefined) {
    throw new ToolError(
      `${name} was not changed, because ${context.display(to)}, where it should move, exists already.`,
    );
  }
  return { kind: 'move', path, to, ...entry };
}
