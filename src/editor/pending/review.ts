import { l10n, window } from 'vscode';
import type { Log } from '../../agent/ports.ts';
import { ToolError } from '../../agent/tool.ts';
import { choose, keepChoice, type ReviewScope } from '../../edits/reviewPending.ts';
import { warn } from '../notify.ts';
import { countChanges } from './counting.ts';
import type { PendingList } from './list.ts';
import type { PendingMemory, Reviewed } from './memory.ts';
import { openComparison } from './opening.ts';
import type { PendingProject } from './pending.ts';
import { changesAndFiles } from './tree.ts';
import { type UndoneFile, undoChoices } from './undoing.ts';
import type { PendingViews } from './views.ts';

export interface ReviewParts {
  readonly list: PendingList;
  readonly views: PendingViews;
  readonly memory: PendingMemory;
  readonly log: Log;
  project(): Promise<PendingProject>;
  readonly reviewed: Reviewed;
}

/** Keeping and undoing of pending changes, with all that the person is told of it. */
export function createPendingReview({ list, views, memory, log, project, reviewed }: ReviewParts) {
  let undoing = false;

  async function keep(scope: ReviewScope): Promise<void> {
    const { files } = list.current;
    const choices = choose(files, scope);
    if (choices.length === 0) throw new ToolError(noLonger());
    const texts = new Map(choices.map(({ file }) => [file.path, views.get(file.path)?.now]));
    await list.update((pending) => ({
      ...pending,
      files: choose(pending.files, scope).reduce(
        (left, choice) => keepChoice(left, choice, texts.get(choice.file.path)),
        pending.files,
      ),
    }));
  }

  async function undo(scope: ReviewScope): Promise<void> {
    const choices = choose(list.current.files, scope);
    if (choices.length === 0) throw new ToolError(noLonger());
    const turns = new Set(
      choices.flatMap(({ file, whole, ids }) => [
        ...(whole && file.kind !== 'edit' ? [file.turn] : []),
        ...(file.kind === 'delete' ? [] : (file.text?.hunks ?? [])).flatMap(({ id, turn }) =>
          ids.has(id) ? turn : [],
        ),
      ]),
    );
    const { files, checkpoints } = await project();
    undoing = true;
    const settled = memory.hold();
    try {
      const results = await undoChoices(choices, { files, checkpoints, mayDelete });
      for (const { file, texts, part } of results) {
        memory.remember(file.path, texts);
        memory.tookBack(file.path, texts, part, turns);
      }
      await list.update((pending) => ({
        ...pending,
        files: results.reduce((left, { settle }) => settle(left), pending.files),
      }));
      const parts = results.flatMap(({ part }) => part ?? []);
      if (parts.length > 0) await reviewed({ undone: parts }, turns);
      settled();
      await report(results);
    } finally {
      settled();
      undoing = false;
    }
  }

  async function mayDelete(path: string): Promise<boolean> {
    const remove = l10n.t('Delete');
    const question = l10n.t('You have written in {0} since Belay made it. Delete it all the same?', path);
    const detail = l10n.t('What you wrote in it is deleted too.');
    try {
      return (await window.showWarningMessage(question, { modal: true, detail }, remove)) === remove;
    } catch (error) {
      log.warn(`a question could not be asked, so ${path} is kept: ${String(error)}`);
      return false;
    }
  }

  return {
    keep,
    undo,
    get undoing() {
      return undoing;
    },
    async undoAll(): Promise<void> {
      const { files } = list.current;
      const count = countChanges(files, views);
      if (files.length === 0) throw new ToolError(noLonger());
      if (count > 1) {
        const undoThem = l10n.t('Undo All');
        const question = l10n.t(
          'Undo all changes of Belay that are still to review? {0}.',
          changesAndFiles(count, files.length),
        );
        const detail = l10n.t('What you have written yourself stays. Ctrl+Z in a file brings its changes back.');
        if ((await window.showWarningMessage(question, { modal: true, detail }, undoThem)) !== undoThem) return;
      }
      await undo({});
    },
  };
}

async function report(results: readonly UndoneFile[]): Promise<void> {
  const problems = results.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) warn(l10n.t('Not undone: {0}', problems.join('; ')));
  const left = results.filter((one) => one.left > 0);
  const [first] = left;
  if (!first) return;
  await openComparison(first.file);
  const names = left.map(({ file }) => file.path.replace(/^.*[\\/]/, '')).join(', ');
  warn(
    l10n.t(
      'You have changed the same lines in {0} since, so Belay did not overwrite them. On the left is the file before Belay’s changes: take back by hand what you do not want, then choose Keep.',
      names,
    ),
  );
}

function noLonger(): string {
  return l10n.t('There is nothing left to review here.');
}
