import { type Event, EventEmitter } from 'vscode';
import type { Answer, Approver } from '../agent/ports.ts';
import type { FileChange } from '../protocol/changes.ts';
import type { ApprovalRequest, Question } from '../protocol/events.ts';
import { type Left, reasonsOf } from './review/left.ts';

/** A call that waits for the person. `changes` is the proposed edit, where it is one. */
export interface PendingApproval {
  readonly request: ApprovalRequest;
  readonly changes: readonly FileChange[] | undefined;
}

export interface PendingQuestion {
  readonly callId: string;
  readonly question: Question;
}

/** The person's word on a pending call. It never carries what is to be run: that was kept when the call was asked. */
export type PersonsDecision =
  | { readonly decision: 'approved'; readonly scope: 'once' | 'session' | 'always'; readonly rule?: string }
  | { readonly decision: 'rejected'; readonly reason?: string };

/** The `Approver` of a window. Whatever is not a clear yes of the person to a call that is pending is a no. */
export interface Approvals extends Approver {
  pending(): readonly PendingApproval[];
  questions(): readonly PendingQuestion[];
  /**
   * False when this call is not, or no longer, pending, or the answer reaches further than was offered. Throws when
   * the proposal as edited cannot be read.
   */
  decide(callId: string, decision: PersonsDecision): boolean;
  /** False when this question is not, or no longer, open. */
  answer(callId: string, answer: string): boolean;
  readonly onDidAsk: Event<PendingApproval>;
  readonly onDidSettle: Event<{ readonly callId: string; readonly answer: Answer }>;
  readonly onDidQuestion: Event<PendingQuestion>;
  /** Anything was asked, decided or answered. */
  readonly onDidChange: Event<void>;
  /** Says no to everything pending. */
  dispose(): void;
}

interface Waiting<Asked, Reply> {
  readonly asked: Asked;
  settle(reply: Reply): void;
}

/** `left` gives a pending proposal as the person left it in its diff, `undefined` where it is as proposed. */
export function createApprovals(left: (callId: string) => Left | undefined): Approvals {
  const approvals = new Map<string, Waiting<PendingApproval, Answer>>();
  const questions = new Map<string, Waiting<PendingQuestion, string | undefined>>();
  const asked = new EventEmitter<PendingApproval>();
  const settled = new EventEmitter<{ readonly callId: string; readonly answer: Answer }>();
  const questioned = new EventEmitter<PendingQuestion>();
  const changed = new EventEmitter<void>();
  let disposed = false;

  return {
    async approve(request, changes, signal) {
      if (signal.aborted) return { decision: 'rejected', by: 'stop' };
      if (disposed) return { decision: 'rejected', by: 'nobody' };
      if (approvals.has(request.callId)) throw new Error(`call ${request.callId} is pending already`);
      const pending: PendingApproval = { request, changes };
      const answered = wait(approvals, request.callId, pending, signal, { decision: 'rejected', by: 'stop' } as Answer);
      asked.fire(pending);
      changed.fire();
      const answer = await answered;
      settled.fire({ callId: request.callId, answer });
      changed.fire();
      return answer;
    },
    async ask(callId, question, signal) {
      if (signal.aborted || disposed) return undefined;
      if (questions.has(callId)) throw new Error(`question ${callId} is open already`);
      const pending: PendingQuestion = { callId, question };
      const answered = wait(questions, callId, pending, signal, undefined);
      questioned.fire(pending);
      changed.fire();
      const answer = await answered;
      changed.fire();
      return answer;
    },
    decide(callId, decision) {
      const waiting = approvals.get(callId);
      if (!waiting || !wasOffered(decision, waiting.asked.request)) return false;
      waiting.settle(toAnswer(decision, () => (waiting.asked.changes ? left(callId) : undefined)));
      return true;
    },
    answer(callId, answer) {
      const waiting = questions.get(callId);
      waiting?.settle(answer);
      return waiting !== undefined;
    },
    pending: () => [...approvals.values()].map((waiting) => waiting.asked),
    questions: () => [...questions.values()].map((waiting) => waiting.asked),
    onDidAsk: asked.event,
    onDidSettle: settled.event,
    onDidQuestion: questioned.event,
    onDidChange: changed.event,
    dispose() {
      disposed = true;
      for (const waiting of approvals.values()) waiting.settle({ decision: 'rejected', by: 'nobody' });
      for (const waiting of questions.values()) waiting.settle(undefined);
      for (const emitter of [asked, settled, questioned, changed]) emitter.dispose();
    },
  };
}

/** Resolves with the first reply, or with `stopped` when the signal aborts; the entry leaves the map either way. */
function wait<Asked, Reply>(
  waiting: Map<string, Waiting<Asked, Reply>>,
  callId: string,
  asked: Asked,
  signal: AbortSignal,
  stopped: Reply,
): Promise<Reply> {
  return new Promise((resolve) => {
    const settle = (reply: Reply): void => {
      if (waiting.get(callId)?.settle !== settle) return;
      waiting.delete(callId);
      signal.removeEventListener('abort', stop);
      resolve(reply);
    };
    const stop = (): void => settle(stopped);
    waiting.set(callId, { asked, settle });
    signal.addEventListener('abort', stop);
  });
}

/** Whether a yes reaches no further than the request offered: only its own rules, and the session only where it may be. */
function wasOffered(decision: PersonsDecision, { sessionApproval, rules = [] }: ApprovalRequest): boolean {
  if (decision.decision === 'rejected' || decision.scope === 'once') return true;
  if (decision.scope === 'session') return sessionApproval;
  return rules.some(({ id }) => id === decision.rule);
}

function toAnswer(decision: PersonsDecision, left: () => Left | undefined): Answer {
  if (decision.decision === 'rejected') return rejected(decision.reason);
  const remaining = left();
  if (remaining?.changes.length === 0) return rejected(reasonsOf(remaining.rejected, basename));
  const parts = remaining && remaining.rejected.length > 0 ? { rejected: remaining.rejected } : {};
  return {
    decision: 'approved',
    scope: decision.scope,
    ...(decision.rule === undefined ? {} : { rule: decision.rule }),
    ...(remaining ? { changes: remaining.changes, ...parts } : {}),
  };
}

function rejected(why: string | undefined): Answer {
  const reason = why?.trim();
  return { decision: 'rejected', by: 'person', ...(reason ? { reason } : {}) };
}

function basename(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
