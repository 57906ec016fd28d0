import type { Event, EventOf } from '../protocol/events.ts';

/** Longest string inside a call's input that the view gets; the transcript has the whole. */
const longest = 20_000;

/**
 * An event as the view needs it: without the texts of proposals (its summary has the diff), without what only goes back
 * to the model's provider, and with very long strings of inputs cut.
 */
export function forView(event: Event): Event {
  switch (event.type) {
    case 'proposal':
      return {
        ...event,
        changes: event.changes.map((change) => {
          if (change.kind === 'edit') return { ...change, before: '', after: '' };
          return change.kind === 'create' ? { ...change, after: '' } : change;
        }),
      };
    case 'prompt':
      return { ...event, fixed: '', dynamic: '', parts: [], tools: [] };
    case 'tools':
      return { ...event, tools: [] };
    case 'context':
      return { ...event, sections: [] };
    case 'assistant':
      return {
        ...withoutRecord(event),
        content: event.content.map((block) => {
          if (block.type === 'thinking') return { ...block, signature: '' };
          if (block.type === 'redactedThinking') return { ...block, data: '' };
          return block.type === 'toolUse' ? { ...block, input: shortened(block.input) } : block;
        }),
      };
    case 'call':
      return { ...event, input: shortened(event.input) };
    default:
      return event;
  }
}

function withoutRecord({ sent: _, ...event }: EventOf<'assistant'>): EventOf<'assistant'> {
  return event;
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length <= longest ? value : `${value.slice(0, longest)}… (${value.length - longest} more characters)`;
  }
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one)]));
}
