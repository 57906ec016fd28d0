import { commands } from 'vscode';

type ContextKey =
  | 'belay.busy'
  | 'belay.chatFocused'
  | 'belay.hasSession'
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
