import type { CompactionSummary } from '../../protocol/compactionEvents.ts';
import type { Event, Todo } from '../../protocol/events.ts';

/** The plan as it stands, empty where every step is done. */
export function openTodos(events: readonly Event[]): readonly Todo[] {
  const last = events.findLast((event) => event.type === 'result' && event.view.type === 'todos');
  const todos = last?.type === 'result' && last.view.type === 'todos' ? last.view.todos : [];
  return todos.some(({ status }) => status !== 'done') ? todos : [];
}

/**
 * Edits that were proposed, neither written nor refused by the person, be it that nobody decided on them, or that they were
 * approved and cut off; what failed waits for nobody.
 */
export function pendingProposals(
  events: readonly Event[],
): { readonly callId: string; readonly paths: readonly string[] }[] {
  const open = new Map<string, readonly string[]>();
  for (const event of events) {
    if (event.type === 'proposal')
      open.set(
        event.callId,
        event.summary.map(({ path }) => path),
      );
    const refused = event.type === 'answered' && event.by === 'person' && event.decision === 'rejected';
    // A call that was stopped, or that nobody was there to approve, can still be applied.
    const over = event.type === 'result' && event.status !== 'rejected' && event.status !== 'stopped';
    if (refused || over || event.type === 'applying' || event.type === 'applied') open.delete(event.callId);
  }
  return [...open].map(([callId, paths]) => ({ callId, paths }));
}

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 300) ?? '';

/** A summary made without a model, of what the events tell by themselves. */
export function outlineOf(events: readonly Event[]): CompactionSummary {
  const said = events.flatMap((event) => (event.type === 'user' && event.text.trim() !== '' ? [event.text] : []));
  const earlier = events.findLast((event) => event.type === 'compacted' && event.summary !== undefined);
  const before = earlier?.type === 'compacted' ? earlier.summary : undefined;
  const files = new Map((before?.files ?? []).map(({ path, state }) => [path, state]));
  for (const event of events) {
    if (event.type !== 'applied') continue;
    for (const { kind, path, to, added, removed } of event.summary) {
      files.set(to ?? path, `${kind}, last change +${added} −${removed} lines`);
    }
  }
  const errors = events.flatMap((event) =>
    event.type === 'result' && event.status === 'error' && firstLine(event.text) !== '' ? [firstLine(event.text)] : [],
  );
  const task = before?.task ?? said[0] ?? 'Not known.';
  const later = said.slice(-5).filter((text) => text !== task);
  return {
    task: [task.slice(0, 3000), ...later.map((text) => `Later: ${text.slice(0, 500)}`)].join('\n').slice(0, 6000),
    decisions: [...(before?.decisions ?? [])].slice(-40),
    files: [...files]
      .map(([path, state]) => ({ path: path.slice(0, 500), state: state.slice(0, 1000) }))
      .filter(({ path }) => path.trim() !== '')
      .slice(-60),
    errors: [...(before?.errors ?? []), ...errors].slice(-10),
    next: openTodos(events)
      .filter(({ status }) => status !== 'done')
      .map(({ text }) => text.slice(0, 1000))
      .slice(0, 30),
  };
}
