import type { CompactionPreview } from '../../protocol/compactionPreview.ts';
import type { Event } from '../../protocol/events.ts';
import { standing } from '../../protocol/rewind.ts';
import type { Mode } from '../../protocol/risk.ts';
import { newestKept } from './compact.ts';
import { type Context, exactTokensOfNext } from './context.ts';
import { forgettingOf } from './forgetting.ts';
import { cutFor, outlineSizes, usualSummary } from './plan.ts';
import { openTodos, pendingProposals } from './stateNow.ts';

const mostItems = 40;

/** What `compact` by command would keep, summarise and drop. Changes nothing, and asks no model. */
export async function previewCompaction(context: Context, mode: Mode): Promise<CompactionPreview> {
  const { id, contextWindow } = context.model().info;
  const events = standing(context.events);
  const sizes = await outlineSizes(events, context.sizes, id);
  const cut = cutFor(sizes, newestKept('command', sizes, contextWindow));
  const from = cut?.index ?? forgettingOf(events).from;
  const { dropped: stubs, from: first } = forgettingOf(events);
  const titles = new Map(
    events.flatMap((event) => (event.type === 'call' ? [[event.callId, event.title] as const] : [])),
  );
  const groups = { kept: emptyGroup(), summarised: emptyGroup(), dropped: emptyGroup() };
  for (const [index, event] of events.entries()) {
    const part = partOf(event, titles);
    if (!part || index < first || stubs.has(event.id)) continue;
    const tokens = await context.sizes.event(event, id);
    const group = groups[index >= from ? 'kept' : part.kind === 'result' ? 'dropped' : 'summarised'];
    group.tokens += tokens;
    group.count++;
    if (group.items.length < mostItems) group.items.push({ ...part, tokens });
  }
  const { tokens: before, exact } = await exactTokensOfNext(context);
  const gone = groups.summarised.tokens + groups.dropped.tokens;
  return {
    before,
    after: Math.min(before, Math.max(0, before - gone) + usualSummary),
    exact,
    window: contextWindow,
    fixed: Math.max(0, before - sizes.tokens),
    ...groups,
    mode,
    todos: openTodos(events).length,
    proposals: pendingProposals(events).length,
    nothing: gone < 500,
  };
}

type Group = CompactionPreview['kept'];

function emptyGroup(): Group {
  return { tokens: 0, count: 0, items: [] };
}

function partOf(event: Event, titles: ReadonlyMap<string, string>): Omit<Group['items'][number], 'tokens'> | undefined {
  switch (event.type) {
    case 'user':
      return { kind: 'message', text: firstLine(event.text) };
    case 'assistant': {
      const said = event.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(' ');
      const calls = event.content.flatMap((block) =>
        block.type === 'toolUse' ? [titles.get(block.id) ?? block.name] : [],
      );
      return { kind: 'answer', text: firstLine(said) || calls.join(', ').slice(0, 120) };
    }
    case 'result':
      return { kind: 'result', text: firstLine(titles.get(event.callId) ?? event.callId) };
    default:
      return undefined;
  }
}

function firstLine(text: string): string {
  return (text.trim().split('\n', 1)[0] ?? '').slice(0, 120);
}
