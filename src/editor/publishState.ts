import type { Log } from '../agent/ports.ts';
import type { Approvals } from './approvals.ts';
import { setContext } from './contextKeys.ts';
import type { Sessions } from './sessions.ts';

/** Tells the editor's menus and keys whether there is a session, whether it is busy, and whether something waits. */
export function publishState({ current }: Sessions, approvals: Approvals, log: Log): void {
  const published = Promise.all([
    setContext('belay.busy', current?.busy ?? false),
    setContext('belay.hasSession', current !== undefined),
    setContext('belay.pendingApproval', approvals.pending().length > 0),
  ]);
  published.catch((error: unknown) => log.error('context keys could not be set', error));
}
