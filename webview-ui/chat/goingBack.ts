import { createContext } from 'react';
import type { UserItem } from '../../src/protocol/transcriptItems.ts';

/** What a message offers besides its text; absent while the agent works, when going back makes no sense. */
export interface MessageActions {
  /** Opens the choice of what to restore. */
  readonly restore: (item: UserItem) => void;
  readonly fork: (id: string) => void;
}

export const MessageActionsContext = createContext<MessageActions | undefined>(undefined);
