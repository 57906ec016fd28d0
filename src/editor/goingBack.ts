import { commands, Disposable, EventEmitter, l10n, type Uri, workspace } from 'vscode';
import type { FileRestoration } from '../agent/editPorts.ts';
import type { Session } from '../agent/session.ts';
import { ToolError } from '../agent/tool.ts';
import { standing } from '../protocol/rewind.ts';
import type { RestorePreview } from '../protocol/webview.ts';
import type { Chat } from './chatView.ts';
import { fileUri } from './folderPaths.ts';
import { say, warn } from './notify.ts';
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
  dispose(): void;
}

export function createGoingBack(sessions: Sessions, chat: () => Chat): GoingBack {
  let shown: { readonly to: string; readonly files: readonly FileRestoration[] } = { to: '', files: [] };
  const changed = new EventEmitter<Uri>();
  const documents = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent(uri) {
      const file = shown.files.find(({ path }) => fileUri(path).path === uri.path);
      return (uri.authority === 'now' ? file?.now : file?.then) ?? '';
    },
  });

  function current(): Session {
    if (!sessions.current) throw new ToolError(l10n.t('There is no conversation yet.'));
    return sessions.current;
  }

  return {
    async preview(to) {
      shown = { to, files: await current().previewRestore(to) };
      chat().post({ type: 'restorePreview', to, files: shown.files.map(inView) });
    },
    async openDiff(to, path) {
      const file = shown.to === to ? shown.files.find((one) => one.path === path) : undefined;
      if (!file) throw new ToolError(l10n.t('This preview is out of date. Open it again.'));
      const at = (authority: string): Uri => fileUri(path).with({ scheme, authority });
      for (const side of [at('now'), at('then')]) changed.fire(side);
      const name = workspace.asRelativePath(fileUri(path), false);
      const title =
        file.outcome === 'conflict'
          ? l10n.t('{0} (conflict: now ↔ before)', name)
          : l10n.t('{0} (now ↔ restored)', name);
      await commands.executeCommand('vscode.diff', at('now'), at('then'), title, { preview: true });
    },
    async restore(to, files, conversation) {
      const session = current();
      const message = standing(session.events).find(({ id }) => id === to);
      const { kept } = await session.restore(to, { files, conversation });
      reportKept(kept);
      if (!conversation) return await chat().show('composer');
      if (message?.type === 'user') await chat().draft(message.text, message.attachments);
    },
    async redo(of) {
      reportKept((await current().redo(of)).kept);
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
      if (message?.type === 'user') await chat().draft(message.text, message.attachments);
      else await chat().show('composer');
    },
    async undoTurn(turn) {
      reportKept((await current().undoTurn(turn)).kept);
    },
    dispose: () => Disposable.from(documents, changed).dispose(),
  };
}

/** Names files that were left alone; the chat's row has them as well. */
function reportKept(kept: readonly { readonly path: string; readonly reason: string }[]): void {
  if (kept.length === 0) return;
  const names = kept.map(({ path, reason }) => `${workspace.asRelativePath(fileUri(path), false)} (${reason})`);
  warn(l10n.t('Left alone: {0}', names.join('; ')));
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
