import type { Event, EventOf } from './events.ts';

/**
 * What became of a model's calls of one edit tool. `applied` fitted to the letter, `repaired` after a repair, `partly`
 * where only some files of a patch fitted; `refused` did not fit, or could not be read; `rejected` fitted, but the person
 * did not want it. `other` calls say nothing about the tool: stopped, denied by the gate, nobody was there, or the file
 * changed before the edit was applied.
 */
export interface EditOutcomes {
  readonly model: string;
  readonly tool: string;
  readonly applied: number;
  readonly repaired: number;
  readonly partly: number;
  readonly refused: number;
  readonly rejected: number;
  readonly other: number;
}

type Outcome = Exclude<keyof EditOutcomes, 'model' | 'tool'>;

/** A tool whose calls by a model fit too rarely, and the value of `belay.editTools` that is worth a try instead. */
export interface WeakEditTools {
  readonly model: string;
  readonly tools: readonly string[];
  readonly fitted: number;
  readonly calls: number;
  readonly instead: 'replace' | 'patch';
}

/** Counts over the conversations of a project. Events that a fork copied from another conversation count once. */
export function countEdits(): { add(events: readonly Event[]): void; list(): EditOutcomes[] } {
  const counts = new Map<string, Record<Outcome, number> & { readonly model: string; readonly tool: string }>();
  const known = new Set<string>();
  return {
    add(events) {
      for (const { model, tool, outcome, id } of callsOf(events)) {
        if (known.has(id)) continue;
        known.add(id);
        const key = JSON.stringify([model, tool]);
        const none = { applied: 0, repaired: 0, partly: 0, refused: 0, rejected: 0, other: 0 };
        const count = counts.get(key) ?? { model, tool, ...none };
        count[outcome] += 1;
        counts.set(key, count);
      }
    },
    list: () =>
      [...counts.values()].sort((a, b) => compare(a.model, b.model) || total(b) - total(a) || compare(a.tool, b.tool)),
  };
}

/** All calls that were counted. */
export function total({ applied, repaired, partly, refused, rejected, other }: EditOutcomes): number {
  return applied + repaired + partly + refused + rejected + other;
}

/** The share of calls whose text fitted the files, from 0 to 1; `undefined` where none tells. */
export function fittingShare(counts: readonly EditOutcomes[]): number | undefined {
  const fitted = counts.reduce((sum, one) => sum + one.applied + one.repaired + one.rejected, 0);
  const told = counts.reduce((sum, one) => sum + total(one) - one.other, 0);
  return told === 0 ? undefined : fitted / told;
}

const forms = { replace: ['edit_file', 'multi_edit'], patch: ['apply_patch'] } as const;
const fewestCalls = 10;
const lowShare = 0.8;

/** Models that do badly with the form of edits that they are offered: at least ten calls, of which less than 80 % fitted. */
export function weakEditTools(outcomes: readonly EditOutcomes[]): WeakEditTools[] {
  const models = [...new Set(outcomes.map(({ model }) => model))];
  return models.flatMap((model) =>
    (['replace', 'patch'] as const).flatMap((form) => {
      const counts = outcomes.filter((one) => one.model === model && forms[form].some((tool) => tool === one.tool));
      const calls = counts.reduce((sum, one) => sum + total(one) - one.other, 0);
      const fitted = fittingShare(counts);
      if (fitted === undefined || fitted >= lowShare || calls < fewestCalls) return [];
      const instead = form === 'patch' ? ('replace' as const) : ('patch' as const);
      return [{ model, tools: counts.map(({ tool }) => tool), fitted, calls, instead }];
    }),
  );
}

interface CountedCall {
  readonly id: string;
  readonly model: string;
  readonly tool: string;
  readonly outcome: Outcome;
}

/** The finished edit calls of one conversation. */
function callsOf(events: readonly Event[]): CountedCall[] {
  const models = new Map<string, string>();
  const tools = new Map<string, string>();
  const proposals = new Map<string, EventOf<'proposal'>>();
  const answers = new Map<string, EventOf<'answered'>>();
  const calls = new Map<string, CountedCall>();
  const finish = (callId: string, id: string, outcome: Outcome): void => {
    const [model, tool] = [models.get(callId), tools.get(callId)];
    if (model !== undefined && tool !== undefined) calls.set(callId, { id, model, tool, outcome });
  };
  for (const event of events) {
    switch (event.type) {
      case 'assistant':
        for (const block of event.content) if (block.type === 'toolUse') models.set(block.id, event.model);
        break;
      case 'call':
        if (event.kind === 'edit') tools.set(event.callId, event.tool);
        break;
      case 'proposal':
        proposals.set(event.callId, event);
        break;
      case 'answered':
        answers.set(event.callId, event);
        break;
      case 'result':
        finish(event.callId, event.id, outcomeOf(event, proposals.get(event.callId), answers.get(event.callId)));
        break;
      case 'applied': {
        // A proposal that was left open and applied later.
        const call = calls.get(event.callId);
        if (call?.outcome === 'other') finish(event.callId, call.id, fitOf(proposals.get(event.callId)));
        break;
      }
      default:
        break;
    }
  }
  return [...calls.values()];
}

function outcomeOf(
  { status }: EventOf<'result'>,
  proposal: EventOf<'proposal'> | undefined,
  answer: EventOf<'answered'> | undefined,
): Outcome {
  switch (status) {
    case 'ok':
      return fitOf(proposal);
    case 'error':
      return proposal ? 'other' : 'refused';
    case 'rejected':
      return answer?.by === 'person' ? 'rejected' : 'other';
    default:
      return 'other';
  }
}

function fitOf(proposal: EventOf<'proposal'> | undefined): Outcome {
  if (proposal?.refused?.length) return 'partly';
  return proposal?.repairs?.length ? 'repaired' : 'applied';
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
