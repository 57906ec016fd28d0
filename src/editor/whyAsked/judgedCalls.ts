import type { ApprovalRequest, Event, EventOf } from '../../protocol/events.ts';
import type { Mode, Verdict } from '../../protocol/risk.ts';

/** A call of a session that was judged, with all that is known of how it was decided. Times in ms since 1970. */
export interface JudgedCall {
  readonly callId: string;
  readonly tool: string;
  readonly title: string;
  readonly input: unknown;
  /** The mode that the session was in, where the transcript tells. */
  readonly mode: Mode | undefined;
  /** What the gate said, in order: a call is judged anew when what it would touch is known, or after a refusal. */
  readonly verdicts: readonly { readonly time: number; readonly verdict: Verdict }[];
  /** The last of them, which counted. */
  readonly verdict: Verdict;
  readonly time: number;
  readonly request: ApprovalRequest | undefined;
  readonly answered: EventOf<'answered'> | undefined;
  readonly result: EventOf<'result'> | undefined;
}

/** The judged calls of a conversation, in its order. */
export function judgedCalls(events: readonly Event[]): JudgedCall[] {
  const calls = new Map<string, Draft>();
  let mode: Mode | undefined;
  for (const event of events) {
    switch (event.type) {
      case 'setting':
        mode = event.mode ?? mode;
        break;
      case 'call': {
        const { callId, tool, title, input } = event;
        calls.set(callId, { callId, tool, title, input, mode, verdicts: [] });
        break;
      }
      case 'verdict': {
        const call = calls.get(event.callId);
        call?.verdicts.push({ time: event.time, verdict: event.verdict });
        break;
      }
      case 'asked': {
        const call = calls.get(event.request.callId);
        if (call) call.request = event.request;
        break;
      }
      case 'answered': {
        const call = calls.get(event.callId);
        if (call) call.answered = event;
        break;
      }
      case 'result': {
        const call = calls.get(event.callId);
        if (call) call.result = event;
        break;
      }
    }
  }
  return [...calls.values()].flatMap(finished);
}

interface Draft extends Pick<JudgedCall, 'callId' | 'tool' | 'title' | 'input' | 'mode'> {
  readonly verdicts: { readonly time: number; readonly verdict: Verdict }[];
  request?: ApprovalRequest;
  answered?: EventOf<'answered'>;
  result?: EventOf<'result'>;
}

function finished(draft: Draft): JudgedCall[] {
  const last = draft.verdicts.at(-1);
  if (!last) return [];
  const { request, answered, result } = draft;
  return [{ ...draft, verdict: last.verdict, time: last.time, request, answered, result }];
}

/** The text that was judged, to the letter: what a card showed, else the command, else the input. */
export function exactText({ request, input }: Pick<JudgedCall, 'request' | 'input'>): string {
  if (request) return request.exact;
  if (typeof input === 'string') return input;
  if (typeof input === 'object' && input !== null && 'command' in input && typeof input.command === 'string') {
    return input.command;
  }
  return JSON.stringify(input, undefined, 2) ?? '';
}
