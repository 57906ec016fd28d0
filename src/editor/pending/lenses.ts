import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  Disposable,
  EventEmitter,
  l10n,
  languages,
  Range,
} from 'vscode';
import type { PlacedHunk } from '../../edits/pending.ts';
import { pathOf } from '../folderPaths.ts';
import type { PendingView, PendingViews } from './views.ts';

/** Keep and Undo above each pending hunk, and above the first line of a new or moved file. */
export function registerPendingLenses(views: PendingViews): Disposable {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const view = views.get(pathOf(document.uri));
      if (!view) return [];
      const last = document.lineCount - 1;
      const at = (line: number, command: Command): CodeLens => {
        const place = Math.min(line, last);
        return new CodeLens(new Range(place, 0, place, 0), command);
      };
      const { file, placed } = view;
      const whole = file.kind === 'edit' ? [] : wholeCommands(view).map((command) => at(0, command));
      if (file.kind === 'create') return whole;
      return [...whole, ...placed.hunks.flatMap((hunk) => hunkCommands(view, hunk).map((one) => at(hunk.line, one)))];
    },
  };
  return Disposable.from(
    languages.registerCodeLensProvider({ scheme: 'file' }, provider),
    views.onDidChange(() => changed.fire()),
    changed,
  );
}

function hunkCommands({ file }: PendingView, { hunks, state, removed }: PlacedHunk): Command[] {
  const args = [{ path: file.path, ids: hunks.map(({ id }) => id) }];
  const keep = { command: 'belay.keepChange', title: `$(check) ${l10n.t('Keep')}`, arguments: args };
  if (state === 'changed') {
    const compare = l10n.t('You changed this since: compare');
    return [keep, { command: 'belay.undoChange', title: `$(diff) ${compare}`, arguments: args }];
  }
  const undo = { command: 'belay.undoChange', title: `$(discard) ${l10n.t('Undo')}`, arguments: args };
  if (removed.length === 0) return [keep, undo];
  const show =
    removed.length === 1 ? l10n.t('Show removed line') : l10n.t('Show {0} removed lines', removed.length.toString());
  return [keep, undo, { command: 'belay.showRemovedLines', title: show, arguments: args }];
}

function wholeCommands({ file }: PendingView): Command[] {
  const args = [{ path: file.path }];
  const isNew = file.kind === 'create';
  const keep = isNew ? l10n.t('Keep new file') : l10n.t('Keep move');
  const undo = isNew ? l10n.t('Undo: delete it') : l10n.t('Undo: move it back');
  return [
    { command: 'belay.keepChange', title: `$(check) ${keep}`, arguments: args },
    { command: 'belay.undoChange', title: `$(discard) ${undo}`, arguments: args },
  ];
}
