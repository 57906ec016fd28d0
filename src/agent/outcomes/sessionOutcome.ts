import { hunks } from '../../edits/hunks.ts';
import type { FileChange } from '../../protocol/changes.ts';
import type { Usage } from '../../protocol/content.ts';
import type { Event, EventOf } from '../../protocol/events.ts';
import { requestOf, tokensOf } from '../cost/requests.ts';

/**
 * What came of a session, in numbers. `asked` are calls that were put before somebody, `decided` those of them that a
 * person decided. Hunks are runs of changed lines; a file that is created, moved or deleted is one. Of a turn's edits that
 * were taken back whole, all count as rejected. `cost` is in US dollars, `unpriced` counts requests of unknown price.
 */
export interface Outcome {
  readonly turns: number;
  readonly failedTurns: number;
  readonly steps: number;
  readonly tokens: number;
  readonly cost: number;
  readonly unpriced: number;
  readonly calls: number;
  readonly failedCalls: number;
  readonly asked: number;
  readonly decided: number;
  readonly refused: number;
  readonly hunksKept: number;
  readonly hunksRejected: number;
  readonly thumbsUp: number;
  readonly thumbsDown: number;
}

/** What one event adds. Events that a fork copied keep their ids, so that they can be counted once. */
export interface Contribution {
  readonly event: string;
  readonly adds: Partial<Outcome>;
}

const failed = new Set<EventOf<'ended'>['reason']>(['modelFailed', 'outputLimit', 'loop', 'error', 'stepLimit']);

/** What each event of a conversation adds to its outcome. Pure; what a person went back from was done and counts too. */
export function contributionsOf(
  events: readonly Event[],
  costOf: (usage: Usage, model: string) => number | undefined,
): Contribution[] {
  const sizes = new Map<string, number>();
  const applied = new Map<string, number>();
  const takenBack = new Map<string, number>();
  const ratings = new Map(events.flatMap((event) => (event.type === 'rated' ? [[event.turn, event.id] as const] : [])));
  const asked = new Set<string>();

  /** All that was asked of a model counts: answers, broken attempts, titles, opinions, summaries. */
  const paidFor = (event: Event): Partial<Outcome> | undefined => {
    const amount = requestOf(event, costOf)?.amount;
    return amount && { tokens: tokensOf(amount), cost: amount.cost, unpriced: amount.unpriced };
  };
  const addsOf = (event: Event): Partial<Outcome> | undefined => {
    switch (event.type) {
      case 'user':
        return event.steering ? undefined : { turns: 1 };
      case 'assistant':
        return event.partial ? paidFor(event) : { steps: 1, ...paidFor(event) };
      case 'spent':
      case 'compacted':
      case 'compactionFailed':
        return paidFor(event);
      case 'proposal':
        sizes.set(
          event.callId,
          event.changes.reduce((sum, change) => sum + sizeOf(change), 0),
        );
        return undefined;
      case 'asked':
        asked.add(event.request.callId);
        return { asked: 1 };
      case 'answered':
        return answered(event, sizes.get(event.callId) ?? 0);
      case 'applied': {
        const size = sizes.get(event.callId) ?? 0;
        applied.set(event.turn, (applied.get(event.turn) ?? 0) + size);
        // What a person approved was counted with the answer.
        return asked.has(event.callId) ? undefined : { hunksKept: size };
      }
      case 'reviewed': {
        const parts = lineRuns(event.undone) - lineRuns(event.broughtBack ?? []);
        return { hunksKept: -parts, hunksRejected: parts };
      }
      case 'undone': {
        const size = applied.get(event.turn) ?? 0;
        takenBack.set(event.id, size);
        return { hunksKept: -size, hunksRejected: size };
      }
      case 'redone': {
        const size = takenBack.get(event.of) ?? 0;
        return { hunksKept: size, hunksRejected: -size };
      }
      case 'result':
        return { calls: 1, ...(event.status === 'error' ? { failedCalls: 1 } : {}) };
      case 'ended':
        return failed.has(event.reason) ? { failedTurns: 1 } : undefined;
      case 'rated':
        if (ratings.get(event.turn) !== event.id || event.thumb === 'none') return undefined;
        return event.thumb === 'up' ? { thumbsUp: 1 } : { thumbsDown: 1 };
      default:
        return undefined;
    }
  };
  return events.flatMap((event): Contribution[] => {
    const adds = addsOf(event);
    return adds ? [{ event: event.id, adds }] : [];
  });
}

/** A call that nobody decided on (a stop, nobody there) says nothing about it. */
function answered(event: EventOf<'answered'>, size: number): Partial<Outcome> | undefined {
  if (event.by !== 'person') return undefined;
  if (event.decision === 'rejected') return { decided: 1, refused: 1, hunksRejected: size };
  const { changes, of } = event.kept ?? { changes: size, of: size };
  return { decided: 1, hunksKept: changes, hunksRejected: of - changes };
}

function lineRuns(parts: EventOf<'reviewed'>['undone']): number {
  return parts.reduce((sum, { lines }) => sum + (lines?.length ?? 1), 0);
}

function sizeOf(change: FileChange): number {
  return change.kind === 'edit' ? hunks(change.before, change.after).length : 1;
}

export function sumOf(parts: readonly Partial<Outcome>[]): Outcome {
  const sum = (name: keyof Outcome): number => parts.reduce((all, part) => all + (part[name] ?? 0), 0);
  return {
    turns: sum('turns'),
    failedTurns: sum('failedTurns'),
    steps: sum('steps'),
    tokens: sum('tokens'),
    cost: sum('cost'),
    unpriced: sum('unpriced'),
    calls: sum('calls'),
    failedCalls: sum('failedCalls'),
    asked: sum('asked'),
    decided: sum('decided'),
    refused: sum('refused'),
    hunksKept: sum('hunksKept'),
    hunksRejected: sum('hunksRejected'),
    thumbsUp: sum('thumbsUp'),
    thumbsDown: sum('thumbsDown'),
  };
}
