import * as z from 'zod';

export const Risk = z.enum(['LOW', 'MEDIUM', 'HIGH']);
export const Decision = z.enum(['allow', 'ask', 'deny']);
export const Mode = z.enum(['default', 'allowEdits', 'auto', 'bypass', 'yolo']);

/** Modes that a person can choose for a session, from the one that asks most to the one that asks nothing. */
export const offeredModes = ['default', 'allowEdits', 'auto', 'bypass', 'yolo'] as const satisfies readonly Mode[];

/** Modes in which a new session may start by a setting. YOLO is chosen for one session, and confirmed there. */
export const startModes = ['default', 'allowEdits', 'auto', 'bypass'] as const satisfies readonly Mode[];

/** One simple command of a compound one, as a person reads it: what it is judged to be, and what judged it. */
export const CommandPart = z.object({
  text: z.string(),
  decision: Decision,
  risk: Risk,
  /** The saved rule that let it through or stopped it, as people know it (`npm test …`). */
  rule: z.string().optional(),
  /** Numbers of the checks that found something in it. */
  checks: z.array(z.number()),
  reason: z.string(),
});

/**
 * The gate's answer to one call. `layer` names what decided (paths, command, mode, trust, malformed …), `rule` the entry
 * within that layer, `reason` is a sentence for the person and, when denied, for the model. For commands: `sandbox`
 * says whether this one runs in the sandbox, `checks` are the numbered checks that found something, each with a sentence,
 * `unsandboxed` why it does not, `readOnly` that it only looks, and `parts` what each of its simple commands is judged to be. `tainted` names the
 * untrusted content of this turn where that made the gate stricter; `classifier` is the probability, from 0 to 1, that
 * Auto's classifier gives the call of being HIGH.
 */
export const Verdict = z.object({
  decision: Decision,
  risk: Risk,
  layer: z.string(),
  rule: z.string(),
  reason: z.string(),
  sandbox: z.boolean().optional(),
  unsandboxed: z.string().optional(),
  checks: z.array(z.object({ number: z.number(), why: z.string() })).optional(),
  readOnly: z.boolean().optional(),
  parts: z.array(CommandPart).optional(),
  tainted: z.string().optional(),
  classifier: z.number().optional(),
});

export const ToolKind = z.enum(['read', 'edit', 'execute', 'network', 'ask', 'plan']);

export type Risk = z.infer<typeof Risk>;
export type Decision = z.infer<typeof Decision>;
export type Mode = z.infer<typeof Mode>;
export type CommandPart = z.infer<typeof CommandPart>;
export type Verdict = z.infer<typeof Verdict>;
export type ToolKind = z.infer<typeof ToolKind>;
