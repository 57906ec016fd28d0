import { ToolError } from '../../agent/tool.ts';
import { summarise } from '../../edits/summary.ts';
import { pathOf } from '../folderPaths.ts';
import type { Disk } from './disk.ts';
import { name } from './fileState.ts';
import { documentAfter, requireJudgedPlace, type Step } from './planChange.ts';

/** What saving brought: files that stay unsaved, sentences for the model, and paths whose text it can no longer know. */
export interface Saved {
  readonly unsaved: readonly string[];
  readonly notes: readonly string[];
  readonly unknown: ReadonlySet<string>;
}

/** A formatter's work up to this many changed lines is told to the model whole. */
const tellWhole = 40;

/**
 * Saves the documents that were clean before the edit, one by one, and reports what saving changed in them. A file with
 * the person's unsaved work is left alone.
 */
export async function saveDocuments(steps: readonly Step[], disk: Disk): Promise<Saved> {
  const unsaved: string[] = [];
  const notes: string[] = [];
  const unknown = new Set<string>();
  for (const step of steps) {
    if (step.way !== 'text') continue;
    const { after, change, target } = step;
    const document = await documentAfter(step);
    if (!step.save) {
      unsaved.push(pathOf(target));
      continue;
    }
    const moved = document.isDirty ? await leadsElsewhere(step, disk) : undefined;
    if (moved !== undefined) {
      unsaved.push(pathOf(target));
      notes.push(`${moved} The edit is in the editor only.`);
      continue;
    }
    if (document.isDirty && !(await document.save())) {
      unsaved.push(pathOf(target));
      notes.push(
        `${name(target)} could not be saved: it was changed on disk meanwhile, or is read-only. The edit is in the editor only.`,
      );
    }
    const text = document.getText();
    if (text === after) continue;
    const { added, removed, diff } = summarise({
      kind: 'edit',
      path: change.path,
      hash: '',
      before: after,
      after: text,
    });
    if (added + removed <= tellWhole) {
      notes.push(`Saving ${name(target)} changed it further (a formatter or another save action):\n${diff}`);
    } else {
      unknown.add(change.path);
      notes.push(
        `Saving ${name(target)} changed it further in many places (+${added} −${removed} lines: a formatter or another save action). Read it again before the next edit.`,
      );
    }
  }
  return { unsaved, notes, unknown };
}

/** The editor's own saving follows links, so where the file lies is compared once more right before it. */
async function leadsElsewhere({ change, target, uri }: Step, disk: Disk): Promise<string | undefined> {
  if (target !== uri) return undefined;
  try {
    await requireJudgedPlace(change, disk);
    return undefined;
  } catch (error) {
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}
