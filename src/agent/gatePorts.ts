import type { RuleProposal } from '../protocol/events.ts';
import type { Mode, ToolKind, Verdict } from '../protocol/risk.ts';
import type { RuleEntry } from './ruleFiles.ts';
import type { Targets } from './tool.ts';

// What stands between a call of the model and its doing: the gate, and the record of what was decided.

/** Whether commands can run in the sandbox. `reason` says why not and what to do about it, '' where they can. */
export interface SandboxState {
  readonly available: boolean;
  readonly reason: string;
}

/**
 * What the gate judges. `approvedExactly` is true when the person approved this very text for the session,
 * `approvedInSandbox` when they approved it as something that runs in the sandbox: it covers nothing outside of it.
 * `tainted` names untrusted content in the conversation. `outside` is the scaffold's own: the call ran in the sandbox, was
 * refused something, and is to run outside of it; no saved rule and no approval covers that. `context` is what a second
 * model may see besides the command: the person's request, and the titles of the last steps.
 */
export interface GateCall {
  readonly tool: string;
  readonly kind: ToolKind;
  readonly targets: Targets;
  readonly mode: Mode;
  /** Plan mode is on: what does more than look is refused, whatever the mode and whoever approved it. */
  readonly plan?: boolean;
  readonly approvedExactly: boolean;
  readonly approvedInSandbox?: boolean;
  readonly tainted?: string;
  readonly outside?: boolean;
  readonly context?: { readonly request: string; readonly steps: readonly string[] };
}

/** Judges a call; never throws for a bad call (that is a `deny`), and a throw is taken as deny. */
export interface Gate {
  judge(call: GateCall): Promise<Verdict>;
  /** What a person who is asked may want to see besides the verdict. */
  explain?(
    call: GateCall,
  ): Promise<{ readonly rules: readonly OfferedRule[]; readonly writes: readonly CommandWrite[] }>;
  /** What is wrong with the files of rules, a sentence each for the person. */
  problems?(): Promise<readonly string[]>;
}

/** A rule that "Always allow" can save, with what is then written into the person's settings. */
export interface OfferedRule extends RuleProposal {
  readonly rules: readonly RuleEntry[];
}

/** What a command would write into a file: the whole content, or what is appended. `path` as the command writes it. */
export interface CommandWrite {
  readonly path: string;
  readonly content: string;
  readonly append: boolean;
}

/** A line of the audit: what a call was, what was decided on it, and by whom. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly session: string;
  readonly call: string;
  readonly tool: string;
  readonly mode: Mode;
  /** The command or the input, secrets masked, cut when long. */
  readonly exact: string;
  readonly outside?: boolean;
  readonly verdict: Pick<Verdict, 'decision' | 'risk' | 'layer' | 'rule'> & {
    readonly checks: readonly number[];
    readonly sandbox?: boolean;
  };
  /** `gate` where nobody had to be asked. */
  readonly answer: {
    readonly decision: 'approved' | 'rejected';
    readonly by: 'gate' | 'person' | 'stop' | 'nobody' | 'error';
    readonly scope?: string;
  };
}

/** Only grows. `write` resolves once the line is handed to the system. */
export interface Audit {
  write(entry: AuditEntry): Promise<void>;
}
