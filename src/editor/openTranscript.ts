import { type Disposable, EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import { say } from './notify.ts';
import type { Sessions } from './sessions.ts';
import { transcriptMarkdown } from './transcriptMarkdown.ts';

const scheme = 'belay-transcript';

/** The conversation as a plain document: read-only Markdown, whole, kept up to date while it is open. */
export function registerTranscript(sessions: Sessions): Disposable & { open(): Promise<void> } {
  const changed = new EventEmitter<Uri>();
  const uriOf = (sessionId: string): Uri => Uri.from({ scheme, path: `/${sessionId}/Belay.md` });
  const parts: Disposable[] = [
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        const [, sessionId = ''] = uri.path.split('/');
        const { current } = sessions;
        const events = current?.id === sessionId ? current.events : await (await sessions.store()).read(sessionId);
        return transcriptMarkdown(events);
      },
    }),
    sessions.onDidEvent(() => {
      if (sessions.current) changed.fire(uriOf(sessions.current.id));
    }),
  ];
  return {
    async open() {
      await sessions.restored();
      if (!sessions.current) {
        say(l10n.t('There is no conversation yet.'));
        return;
      }
      await window.showTextDocument(await workspace.openTextDocument(uriOf(sessions.current.id)), { preview: false });
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
