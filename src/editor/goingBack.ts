import { commands, Disposable, EventEmitter, l10n, TabInputTextDiff, type Uri, window, workspace } from 'vscode';
import type { FileRestoration } from '../agent/editPorts.ts';
import type { Log } from '../agent/ports.ts';
import type { Session } from '../agent/session.ts';
import { ToolError } from '../agent/tool.ts';
import { lastUndoable } from '../agent/turns.ts';
import { standing } from '../protocol/rewind.ts';
import type { RestorePreview } from '../protocol/webview.ts';
import type { Chat } from './chatView.ts';
import { fileUri } from './folderPaths.ts';
import { forDraft } from './mentions/mentioning.ts';
import { say, warn, warnWith } from './notify.ts';
import type { Sessions } from './sessions.ts';

const scheme = 'belay-restore';

/** Restore to a message, its preview, the way forward again, and forks: what the chat's buttons for it do. */
export interface GoingBack {
  preview(to: string): Promise<void>;
  /** The diff of one file of the last preview: as it is against as it would be. */
  openDiff(to: string, path: string): Promise<void>;
  restore(to: string, files: boolean, conversation: boolean): Promise<void>;
  redo(of: string): Promise<void>;
  /** Takes back the last restore or undo that was not yet taken back. */
  redoLast(): Promise<void>;
  fork(at: string): Promise<void>;
  /** Forks with the whole conversation, to try another way from here. */
  forkHere(): Promise<void>;
  undoTurn(turn: string): Promise<void>;
  /** Takes back the last turn whose edits stand, and says what came of it. */
  undoLastTurn(): Promise<void>;
  dispose(): void;
}

/** What the person is told of files that were left alone. */
type Kept = readonly { readonly path: string; readonly reason: string }[];

export function createGoingBack(sessions: Sessions, chat: () => Chat, log: Log): GoingBack {
  let shown: { readonly to: string; readonly files: readonly FileRestoration[] } = { to: '', files: [] };
  /** Files that were left alone because of a conflict, with their texts from before the edits. */
  let conflicts: readonly FileRestoration[] = [];
  const changed = new EventEmitter<Uri>();
  const documents = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent(uri) {
      const files = uri.authority === 'before' ? conflicts : shown.files;
      const file = files.find(({ path }) => fileUri(path).path === uri.path);
      return (uri.authority === 'now' ? file?.now : file?.then) ?? '';
    },
  });

  function current(): Session {
    if (!sessions.current) throw new ToolError(l10n.t('There is no conversation yet.'));
    return sessions.current;
  }

  const at = (path: string, authority: 'now' | 'then' | 'before'): Uri => fileUri(path).with({ scheme, authority });

  /** Names files that were left alone, and offers to compare those with conflicts; the chat's row has them as well. */
  function report(kept: Kept, previews: readonly FileRestoration[], done?: string): void {
    if (kept.length === 0) {
      if (done !== undefined) say(done);
      return;
    }
    const names = kept.map(({ path, reason }) => `${nameOf(path)} (${reason})`);
    const text = [...(done === undefined ? [] : [done]), l10n.t('Left alone: {0}', names.join('; '))].join(' ');
    const left = previews.filter(({ path, outcome, then }) => {
      return outcome === 'conflict' && then !== undefined && kept.some((one) => one.path === path);
    });
    if (left.length === 0) {
      warn(text);
      return;
    }
    conflicts = left;
    warnWith(text, l10n.t('Compare'), compare, log);
  }

  /** Each file as it was before the edits beside the file itself, where the person takes back by hand what they want. */
  async function compare(): Promise<void> {
    for (const { path } of conflicts) changed.fire(at(path, 'before'));
    const [first, second] = conflicts;
    if (first && !second) {
      const title = l10n.t('{0}: before Belay’s changes, and now', nameOf(first.path));
      await commands.executeCommand('vscode.diff', at(first.path, 'before'), fileUri(first.path), title);
      return;
    }
    const sides = conflicts.map(({ path }) => [fileUri(path), at(path, 'before'), fileUri(path)]);
    await commands.executeCommand('vscode.changes', l10n.t('Before Belay’s changes, and now'), sides);
  }

  /** Once something was taken back or brought back, "now" is another now. */
  async function closePreviews(): Promise<void> {
    shown = { to: '', files: [] };
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    const old = tabs.filter(({ input }) => input instanceof TabInputTextDiff && input.modified.scheme === scheme);
    if (old.length > 0) await window.tabGroups.close(old, true);
  }

  async function undoTurn(turn: string, words: (files: number) => string | undefined): Promise<void> {
    const session = current();
    const previews = await session.previewUndo(turn);
    const { restored, kept } = await session.undoTurn(turn);
    await closePreviews();
    report(kept, previews, words(restored.length));
  }

  return {
    async preview(to) {
      await closePreviews();
      shown = { to, files: await current().previewRestore(to) };
      chat().post({ type: 'restorePreview', to, files: shown.files.map(inView) });
    },
    async openDiff(to, path) {
      const file = shown.to === to ? shown.files.find((one) => one.path === path) : undefined;
      if (!file) throw new ToolError(l10n.t('This preview is out of date. Open it again.'));
      const [now, then] = [at(path, 'now'), at(path, 'then')];
      for (const side of [now, then]) changed.fire(side);
      const name = nameOf(path);
      const title =
        file.outcome === 'conflict'
          ? l10n.t('{0} (conflict: now ↔ before)', name)
          : l10n.t('{0} (now ↔ restored)', name);
      await commands.executeCommand('vscode.diff', now, then, title, { preview: true });
    },
    async restore(to, files, conversation) {
      const session = current();
      const message = standing(session.events).find(({ id }) => id === to);
      const previews = files ? await session.previewRestore(to) : [];
      const { kept } = await session.restore(to, { files, conversation });
      await closePreviews();
      report(kept, previews);
      if (!conversation) return await chat().show('composer');
      if (message?.type === 'user') await chat().draft(message.text, message.attachments.map(forDraft), message.images);
    },
    async redo(of) {
      const { kept } = await current().redo(of);
      await closePreviews();
      report(kept, []);
    },
    async redoLast() {
      await sessions.restored();
      const { events } = current();
      const done = new Set(events.flatMap((event) => (event.type === 'redone' ? [event.of] : [])));
      const last = events.findLast(({ type, id }) => (type === 'restored' || type === 'undone') && !done.has(id));
      if (last) await this.redo(last.id);
      else say(l10n.t('There is nothing to bring back in this session.'));
    },
    async forkHere() {
      await sessions.restored();
      const last = standing(current().events).at(-1);
      if (last) await this.fork(last.id);
    },
    async fork(at) {
      const message = standing(current().events).find(({ id }) => id === at);
      await sessions.fork(at);
      say(l10n.t('This is a fork: the conversation up to there, in a session of its own. Files are as they were.'));
      if (message?.type === 'user') await chat().draft(message.text, message.attachments.map(forDraft), message.images);
      else await chat().show('composer');
    },
    undoTurn: (turn) => undoTurn(turn, () => undefined),
    async undoLastTurn() {
      await sessions.restored();
      const turn = sessions.current && lastUndoable(sessions.current.events);
      if (turn === undefined) say(l10n.t('There are no edits of Belay to take back in this session.'));
      else await undoTurn(turn, takenBack);
    },
    dispose: () => Disposable.from(documents, changed).dispose(),
  };
}

function nameOf(path: string): string {
  return workspace.asRelativePath(fileUri(path), false);
}

function takenBack(files: number): string {
  return files === 1 ? l10n.t('Taken back: 1 file.') : l10n.t('Taken back: {0} files.', files.toString());
}

function inView({ path, outcome, reason, summary, now, then }: FileRestoration): RestorePreview {
  return {
    path,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    added: summary?.added ?? 0,
    removed: summary?.removed ?? 0,
    diff: now !== undefined && then !== undefined,
  };
}
