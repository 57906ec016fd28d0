import type { SessionStore } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import type { Event } from '../protocol/events.ts';
import { UsageError } from './commandLine.ts';

/** The events of a session that the person named; throws `UsageError` where there is none of that name. */
export async function readSession(store: SessionStore, sessionId: string): Promise<readonly Event[]> {
  try {
    return await store.read(sessionId);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new UsageError(`${error.message} See belay sessions list.`, { cause: error });
  }
}
