import type { Delta } from './events.ts';
import { type Draft, draftOf, dropProvisional, newCall, updateCall } from './transcriptDraft.ts';
import type { CallItem, Item, Transcript } from './transcriptItems.ts';

/** Characters of live output, and of input being written, that an item keeps: the last ones. */
const outputTail = 20_000;

/** `now`, milliseconds since 1970, is when the delta came; it only serves to tell how long the model thought. */
export function foldDelta(transcript: Transcript, delta: Delta, now: number): Transcript {
  return foldDeltas(transcript, [delta], now);
}

export function foldDeltas(transcript: Transcript, deltas: Iterable<Delta>, now: number): Transcript {
  const draft = draftOf(transcript);
  for (const delta of deltas) addDelta(draft, delta, now);
  return draft;
}

function addDelta(draft: Draft, delta: Delta, now: number): void {
  if (delta.type === 'output') {
    const tail = (call: CallItem): CallItem => ({ ...call, output: lastPart(call.output + delta.text) });
    updateCall(draft, delta.callId, tail);
    return;
  }
  if (delta.type === 'held') {
    updateCall(draft, delta.callId, (call) => ({ ...call, held: delta.held }));
    return;
  }
  if (delta.type === 'restart') {
    dropProvisional(draft);
    return;
  }
  if (delta.type === 'waiting') {
    draft.waiting = delta.text;
    return;
  }
  delete draft.waiting;
  const last = draft.provisional > 0 ? draft.items.at(-1) : undefined;
  const at = draft.items.length - 1;
  if (delta.type === 'text' && last?.type === 'text') {
    draft.items[at] = { ...last, text: last.text + delta.text };
  } else if (delta.type === 'thinking' && last?.type === 'thinking') {
    draft.items[at] = { ...last, text: last.text + delta.text };
  } else if (delta.type === 'toolInput') {
    endThinking(draft, now);
    const write = (call: CallItem): CallItem => ({ ...call, writing: lastPart((call.writing ?? '') + delta.text) });
    if (updateCall(draft, delta.callId, write)) return;
    const call = newCall(delta.callId, draft.running ?? '', delta.tool, undefined);
    addProvisional(draft, { ...call, state: 'writing', writing: lastPart(delta.text) });
  } else if (delta.type === 'text') {
    endThinking(draft, now);
    if (delta.text.trim() === '') return;
    addProvisional(draft, { type: 'text', text: delta.text, streaming: true, partial: false });
  } else {
    addProvisional(draft, { type: 'thinking', text: delta.text, streaming: true, startedAt: now });
  }
}

function addProvisional(draft: Draft, item: Item): void {
  draft.items.push(item);
  draft.provisional++;
}

function endThinking(draft: Draft, now: number): void {
  const at = draft.items.length - 1;
  const last = draft.items[at];
  if (draft.provisional === 0 || last?.type !== 'thinking' || !last.streaming) return;
  draft.items[at] = { ...last, streaming: false, durationMs: Math.max(0, now - (last.startedAt ?? now)) };
}

function lastPart(text: string): string {
  return text.length > outputTail ? text.slice(-outputTail) : text;
}
