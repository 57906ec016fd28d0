import type { CallItem, Item, Transcript } from './transcriptItems.ts';

/** A copy whose fields may be set and whose item list may be changed; the items in it are replaced, never changed. */
export type Draft = { -readonly [K in keyof Transcript]: K extends 'items' ? Item[] : Transcript[K] };

export function draftOf(transcript: Transcript): Draft {
  return { ...transcript, items: transcript.items.slice() };
}

export function newCall(callId: string, turn: string, tool: string, input: unknown): CallItem {
  return { type: 'call', callId, turn, tool, title: tool, input, state: 'waiting', undone: false, output: '' };
}

export function withoutWriting({ writing: _, ...call }: CallItem): CallItem {
  return call;
}

export function dropProvisional(draft: Draft): Item[] {
  const count = draft.provisional;
  draft.provisional = 0;
  delete draft.waiting;
  return count === 0 ? [] : draft.items.splice(draft.items.length - count, count);
}

/** Calls that change are near the end, so the search from there is short. */
export function updateCall(draft: Draft, callId: string, change: (call: CallItem) => CallItem): boolean {
  for (let index = draft.items.length - 1; index >= 0; index--) {
    const item = draft.items[index];
    if (item?.type !== 'call' || item.callId !== callId) continue;
    draft.items[index] = change(item);
    return true;
  }
  return false;
}

/** Puts an item at the end of what is certain: in front of what still streams. */
export function addItem(draft: Draft, item: Item): void {
  draft.items.splice(draft.items.length - draft.provisional, 0, item);
}
