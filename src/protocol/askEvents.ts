import * as z from 'zod';
import { ChangeSummary } from './changes.ts';
import { RejectedPart } from './editEvents.ts';
import { CommandPart, Risk, ToolKind } from './risk.ts';
import { stamp } from './stamp.ts';

// Events of questions to the person: may this call run, and what the model wants to know.

/**
 * A rule that "Always allow" would save: in words (`npm test …`), and calls that it would let through besides this one.
 */
export const RuleProposal = z.object({ id: z.string(), text: z.string(), alsoCovers: z.array(z.string()) });

/** What a person sees before deciding. `exact` is the text that "Approve for this session" covers, to the letter. */
export const ApprovalRequest = z.object({
  callId: z.string(),
  tool: z.string(),
  kind: ToolKind,
  title: z.string(),
  risk: Risk,
  reason: z.string(),
  exact: z.string(),
  touches: z.array(z.string()),
  undo: z.string(),
  sessionApproval: z.boolean(),
  /** For a command: whether it will run in the sandbox, why there is none, and what its parts are judged to be. */
  sandbox: z.boolean().optional(),
  unsandboxed: z.string().optional(),
  parts: z.array(CommandPart).optional(),
  checks: z.array(z.object({ number: z.number(), why: z.string() })).optional(),
  /** The call is a second try, outside the sandbox, of one that was refused something in it. */
  outside: z.boolean().optional(),
  /** Rules that the person may save with the answer; the host keeps what each of them is. */
  rules: z.array(RuleProposal).optional(),
  /** What a command would write into files, where its text tells. */
  writes: z.array(ChangeSummary).optional(),
});

export const AskedEvent = z.object({ ...stamp, type: z.literal('asked'), request: ApprovalRequest });

/** A decision on an asked call. `rejected` are the parts of an approved proposal that the person took out. `by` says whether a person, a flag, or the absence of anybody decided. */
export const AnsweredEvent = z.object({
  ...stamp,
  type: z.literal('answered'),
  callId: z.string(),
  decision: z.enum(['approved', 'rejected']),
  scope: z.enum(['once', 'session', 'always']),
  /** The rule that was saved with it, in words. */
  rule: z.string().optional(),
  by: z.enum(['person', 'stop', 'nobody', 'error']),
  reason: z.string().optional(),
  edited: z.boolean().optional(),
  rejected: z.array(RejectedPart).optional(),
  /** How many of the proposed changes are kept, as proposed or changed by the person; absent where all are. */
  kept: z.object({ changes: z.number(), of: z.number() }).optional(),
});

/** A question of the model to the person, and what was answered (`undefined` while open). */
export const Question = z.object({
  question: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string().optional() })),
  multiple: z.boolean(),
});
export const QuestionEvent = z.object({
  ...stamp,
  type: z.literal('question'),
  callId: z.string(),
  question: Question,
});

export type ApprovalRequest = z.infer<typeof ApprovalRequest>;
export type RuleProposal = z.infer<typeof RuleProposal>;
export type Question = z.infer<typeof Question>;
