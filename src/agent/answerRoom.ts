/** Tokens that must stay free for an answer in a window of this size. */
export function answerRoom(contextWindow: number): number {
  return Math.min(16_000, Math.floor(contextWindow * 0.15));
}
