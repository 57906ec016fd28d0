import { Disposable, EventEmitter, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { say } from '../notify.ts';
import type { Sessions } from '../sessions.ts';
import { type CheckFacts, explanation, outcome } from './explanation.ts';
import { exactText, type JudgedCall, judgedCalls } from './judgedCalls.ts';

const scheme = 'belay-why';

export interface WhyAsked extends Disposable {
  /** Lets the person choose among the session's judged calls, or explains the one with this id. */
  open(callId?: unknown): Promise<void>;
}

/** Explains any verdict of a session in a read-only document, which is kept up to date while it is open. */
export function registerWhyAsked(
  sessions: Sessions,
  checkFacts: () => Promise<ReadonlyMap<number, CheckFacts>>,
): WhyAsked {
  const changed = new EventEmitter<Uri>();
  const shown = new Map<string, Uri>();
  const uriOf = (sessionId: string, callId: string): Uri =>
    Uri.from({ scheme, path: `/${[sessionId, callId].map(encodeURIComponent).join('/')}/${l10n.t('Why')}.md` });
  const listeners = Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        const [, sessionId = '', callId = ''] = uri.path.split('/').map(decodeURIComponent);
        const { current } = sessions;
        const events = current?.id === sessionId ? current.events : await (await sessions.store()).read(sessionId);
        const call = judgedCalls(events).find((one) => one.callId === callId);
        return call ? explanation(call, await checkFacts()) : l10n.t('This call is no longer part of its session.');
      },
    }),
    sessions.onDidEvent((event) => {
      const uri = 'callId' in event ? shown.get(event.callId) : undefined;
      if (uri) changed.fire(uri);
    }),
  );

  return {
    async open(callId) {
      await sessions.restored();
      const session = sessions.current;
      const calls = judgedCalls(session?.events ?? []).reverse();
      if (!session || calls.length === 0) {
        say(l10n.t('Nothing was judged in this session yet.'));
        return;
      }
      const call = callId === undefined ? await pick(calls) : calls.find((one) => one.callId === callId);
      if (!call) {
        if (callId !== undefined) say(l10n.t('This call is no longer part of its session.'));
        return;
      }
      const uri = uriOf(session.id, call.callId);
      shown.set(call.callId, uri);
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
    },
    dispose: () => listeners.dispose(),
  };
}

async function pick(calls: readonly JudgedCall[]): Promise<JudgedCall | undefined> {
  const items = calls.map((call): QuickPickItem & { call: JudgedCall } => ({
    call,
    label: `$(${iconOf(call)}) ${call.title.replaceAll('$(', '$ (')}`,
    description: outcome(call),
    detail: exactText(call).replace(/\s+/g, ' ').slice(0, 200),
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Why Was This Asked?'),
    placeHolder: l10n.t('The calls of this session that were judged, the newest first'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.call;
}

function iconOf({ verdict, answered }: JudgedCall): string {
  if (verdict.decision === 'deny') return 'circle-slash';
  if (verdict.decision === 'allow') return 'pass';
  if (!answered) return 'question';
  return answered.decision === 'approved' ? 'check' : 'close';
}
