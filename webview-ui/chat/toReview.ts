import { createContext, useContext } from 'react';
import type { HostState } from '../../src/protocol/webview.ts';

export const ToReviewContext = createContext<HostState['toReview']>([]);

/** How many applied changes of a turn still wait for a review. */
export function useToReview(turn: string): number {
  return useContext(ToReviewContext).find((one) => one.turn === turn)?.changes ?? 0;
}
