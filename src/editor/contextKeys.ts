import { commands, Disposable } from 'vscode';
import type { Log } from '../agent/ports.ts';
import type { Approvals } from './approvals.ts';
import type { Sessions } from './sessions.ts';

type ContextKey =
  | 'belay.busy'
  | 'belay.chatFocused'
  | 'belay.hasSession'
  | 'belay.yolo'
  | 'belay.pendingApproval'
  | 'belay.pendingProposal'
  | 'belay.pendingResources'
  | 'belay.inPendingProposal'
  | 'belay.openResources'
  | 'belay.pendingChanges'
  | 'belay.pendingFiles';

/** Sets a key that the `when` clauses of the manifest read. */
export async function setContext(key: ContextKey, value: boolean | readonly string[]): Promise<void> {
  await commands.executeCommand('setContext', key, value);
}

/** Keeps the keys that tell of the session true. */
export function publishState(sessions: Sessions, approvals: Approvals, log: Log): Disposable {
  const publish = (): void => {
    const { current } = sessions;
    const published = Promise.all([
      setContext('belay.busy', current?.busy ?? false),
      setContext('belay.hasSession', current !== undefined),
      setContext('belay.yolo', current?.mode === 'yolo'),
      setContext('belay.pendingApproval', approvals.pending().length > 0),
    ]);
    published.catch((error: unknown) => log.error('context keys could not be set', error));
  };
  return Disposable.from(sessions.onDidSwitch(publish), sessions.onDidState(publish), approvals.onDidChange(publish));
}
