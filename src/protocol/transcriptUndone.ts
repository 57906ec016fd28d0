import type { EventOf } from './events.ts';
import { addItem, type Draft } from './transcriptDraft.ts';
import type { CallItem, UndoneItem } from './transcriptItems.ts';

type Back = EventOf<'undone'> | EventOf<'restored'> | EventOf<'redone'>;

/**
 * Edits taken back, or brought back: marks their calls, but for those whose files were all left alone, and adds a row
 * that says what became of which file.
 */
export function addUndone(draft: Draft, event: Back): void {
  const { id, type, restored, merged = [], kept } = event;
  const row = { type: 'undone' as const, id, what: type, restored, merged, kept };
  const conversation = event.type === 'restored' && event.conversation;
  if (event.type === 'redone') {
    bringBack(draft, event.of);
    addItem(draft, { ...row, conversation, redoable: false, calls: [], edited: [] });
    return;
  }
  const calls = concerned(draft, event);
  const turns = new Set(calls.map((call) => call.turn));
  if (event.type === 'undone') turns.add(event.turn);
  const edited = draft.edited.filter(({ turn }) => turns.has(turn));
  draft.edited = draft.edited.filter(({ turn }) => !turns.has(turn));
  const left = new Set(kept.map(({ path }) => path));
  const taken = calls.filter(
    ({ applied = [] }) => applied.length === 0 || applied.some((one) => !left.has(one.to ?? one.path)),
  );
  mark(draft, new Set(taken.map(({ callId }) => callId)), turns, true);
  const redoable = restored.length > 0 || conversation;
  addItem(draft, {
    ...row,
    conversation,
    redoable,
    calls: taken.map(({ callId }) => callId),
    edited,
  });
}

/** Calls whose edits it takes back: those of a turn, or all after a message; none where only the talk went back. */
function concerned({ items }: Draft, event: Exclude<Back, { type: 'redone' }>): CallItem[] {
  const from = event.type === 'restored' ? items.findIndex((item) => item.type === 'user' && item.id === event.to) : 0;
  if (from === -1 || (event.type === 'restored' && !event.files)) return [];
  return items
    .slice(from)
    .filter((item): item is CallItem => item.type === 'call' && item.applied !== undefined && !item.undone)
    .filter((call) => event.type === 'restored' || call.turn === event.turn);
}

function bringBack(draft: Draft, of: string): void {
  const at = draft.items.findLastIndex((item) => item.type === 'undone' && item.id === of);
  const row = draft.items[at];
  if (row?.type !== 'undone') return;
  draft.items[at] = { ...row, redoable: false } satisfies UndoneItem;
  draft.edited = [...draft.edited, ...row.edited];
  mark(draft, new Set(row.calls), new Set(row.edited.map(({ turn }) => turn)), false);
}

function mark(draft: Draft, calls: ReadonlySet<string>, turns: ReadonlySet<string>, undone: boolean): void {
  for (const [index, item] of draft.items.entries()) {
    if (item.type === 'call' && calls.has(item.callId)) draft.items[index] = { ...item, undone };
    else if (item.type === 'ended' && turns.has(item.turn) && item.files.length > 0) {
      draft.items[index] = { ...item, undoable: !undone };
    }
  }
}
