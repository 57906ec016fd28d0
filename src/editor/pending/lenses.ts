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
import type { PendingFile } from '../../edits/pendingFiles.ts';
import { pathOf } from '../folderPaths.ts';
import { lensTitle } from '../lensTitle.ts';
import { originalScheme, pathOfOriginal } from './originals.ts';
import type { PendingViews } from './views.ts';

/** Keep and Undo above each pending hunk, and above the first line of a new or moved file. */
export function registerPendingLenses(views: PendingViews): Disposable {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const { uri } = document;
      if (uri.scheme === originalScheme && uri.query !== 'now') return [];
      const view = views.get(uri.scheme === originalScheme ? pathOfOriginal(uri) : pathOf(uri));
      if (!view) return [];
      const last = document.lineCount - 1;
      const at = (line: number, command: () => Command): CodeLens =>
        new PendingLens(new Range(Math.min(line, last), 0, Math.min(line, last), 0), command);
      const { file, placed } = view;
      const whole = file.kind === 'edit' ? [] : wholeCommands(file).map((command) => at(0, command));
      if (file.kind === 'create') return whole;
      return [...whole, ...placed.hunks.flatMap((hunk) => hunkCommands(file, hunk).map((one) => at(hunk.line, one)))];
    },
    resolveCodeLens(lens) {
      if (lens instanceof PendingLens) lens.command = lens.make();
      return lens;
    },
  };
  return Disposable.from(
    languages.registerCodeLensProvider([{ scheme: 'file' }, { scheme: originalScheme }], provider),
    views.onDidChange(() => changed.fire()),
    changed,
  );
}

/** Its command is made once it is seen: a file may have thousands. */
class PendingLens extends CodeLens {
  readonly make: () => Command;

  constructor(range: Range, make: () => Command) {
    super(range);
    this.make = make;
  }
}

function hunkCommands({ path }: PendingFile, { hunks, state, removed }: PlacedHunk): (() => Command)[] {
  const args = () => [{ path, ids: hunks.map(({ id }) => id) }];
  const keep = (): Command => ({
    command: 'belay.keepChange',
    title: lensTitle('check', l10n.t('Keep')),
    tooltip: l10n.t('Keep this change of Belay; it is no longer marked'),
    arguments: args(),
  });
  const compare = (): Command => ({
    command: 'belay.undoChange',
    title: lensTitle('diff', l10n.t('You changed this since: compare')),
    tooltip: l10n.t('Undoing would overwrite your own work: see the file as it was before Belay’s changes'),
    arguments: args(),
  });
  const undo = (): Command => ({
    command: 'belay.undoChange',
    title: lensTitle('discard', l10n.t('Undo')),
    tooltip: l10n.t('Take this change of Belay back; what you wrote yourself stays'),
    arguments: args(),
  });
  const show = (): Command => ({
    command: 'belay.showRemovedLines',
    title:
      removed.length === 1 ? l10n.t('Show removed line') : l10n.t('Show {0} removed lines', removed.length.toString()),
    arguments: args(),
  });
  if (state === 'changed') return [keep, compare];
  return removed.length === 0 ? [keep, undo] : [keep, undo, show];
}

function wholeCommands({ kind, path }: PendingFile): (() => Command)[] {
  const isNew = kind === 'create';
  const keep = isNew ? l10n.t('Keep new file') : l10n.t('Keep move');
  const undo = isNew ? l10n.t('Undo: delete it') : l10n.t('Undo: move it back');
  return [
    () => ({ command: 'belay.keepChange', title: lensTitle('check', keep), arguments: [{ path }] }),
    () => ({ command: 'belay.undoChange', title: lensTitle('discard', undo), arguments: [{ path }] }),
  ];
}
