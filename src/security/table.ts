import type { Decision, Mode, Risk } from '../protocol/risk.ts';

/** What a call does, as far as risk is concerned. */
export type Effect =
  | 'talk'
  | 'readInside'
  | 'readOutside'
  | 'readSecret'
  | 'editInside'
  | 'delete'
  | 'writeOutside'
  | 'writeTrusted'
  | 'readOnlyCommand'
  | 'commandSandboxed'
  | 'command'
  | 'network';

interface Row {
  readonly risk: Risk;
  /** For the person: why this is as risky as it is. */
  readonly reason: string;
  readonly decisions: Readonly<Record<'default' | 'allowEdits' | 'bypass', Decision>>;
}

/** Risk and mode, as data. Modes that are not offered yet are refused by the gate before this is read. */
export const riskTable: Readonly<Record<Effect, Row>> = {
  talk: {
    risk: 'LOW',
    reason: 'It only talks to you.',
    decisions: { default: 'allow', allowEdits: 'allow', bypass: 'allow' },
  },
  readInside: {
    risk: 'LOW',
    reason: 'It reads inside the workspace.',
    decisions: { default: 'allow', allowEdits: 'allow', bypass: 'allow' },
  },
  readOnlyCommand: {
    risk: 'LOW',
    reason: 'This command only looks, and only inside the workspace.',
    decisions: { default: 'allow', allowEdits: 'allow', bypass: 'allow' },
  },
  editInside: {
    risk: 'MEDIUM',
    reason: 'It changes text inside the workspace.',
    decisions: { default: 'ask', allowEdits: 'allow', bypass: 'allow' },
  },
  delete: {
    risk: 'HIGH',
    reason: 'It deletes something from the workspace.',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'allow' },
  },
  commandSandboxed: {
    risk: 'HIGH',
    reason: 'A command can change or delete anything in this workspace. It runs in the sandbox.',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'allow' },
  },
  command: {
    risk: 'HIGH',
    reason: 'A command can change or send anything that you can, and this one would not run in the sandbox.',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'deny' },
  },
  network: {
    risk: 'HIGH',
    reason: 'It sends data over the network.',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'deny' },
  },
  readOutside: {
    risk: 'HIGH',
    reason: 'It reads outside the workspace.',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'allow' },
  },
  readSecret: {
    risk: 'HIGH',
    reason: 'It reads a file that usually holds keys or passwords, and what is read goes to the model’s provider.',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'deny' },
  },
  writeOutside: {
    risk: 'HIGH',
    reason: 'It writes outside the workspace.',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'deny' },
  },
  writeTrusted: {
    risk: 'HIGH',
    reason: 'It writes a file that other programs run or trust (git, editor, CI, shell or instruction files).',
    decisions: { default: 'ask', allowEdits: 'ask', bypass: 'deny' },
  },
};

export function decisionFor(effect: Effect, mode: Mode): Decision {
  const decisions: Partial<Record<Mode, Decision>> = riskTable[effect].decisions;
  return decisions[mode] ?? 'deny';
}
