import type { Decision, Mode, Risk } from '../protocol/risk.ts';

/** What a call does, as far as risk is concerned. */
export type Effect =
  | 'talk'
  | 'readInside'
  | 'readOnlyCommand'
  | 'editInside'
  | 'commandKnown'
  | 'commandSandboxed'
  | 'command'
  | 'delete'
  | 'network'
  | 'readOutside'
  | 'writeOutside'
  | 'readSecret'
  | 'writeTrusted';

/** `classify`: the trained classifier lets the command through, or the person is asked. */
export type Cell = Decision | 'classify';

interface Row {
  readonly risk: Risk;
  /** For the person: why this is as risky as it is. */
  readonly reason: string;
  readonly cells: Readonly<Record<Mode, Cell>>;
}

const everywhere = cells('allow', 'allow', 'allow', 'allow', 'allow');
/** Needs a person wherever there is one; where nobody is asked it is refused, and YOLO lets it through. */
const guarded = cells('ask', 'ask', 'ask', 'deny', 'allow');

/**
 * Risk and mode, as data. What is refused in every mode (a deny rule, a disguised or malformed command, Belay's own data)
 * never gets here. Network, and commands that are not held by the sandbox, cannot be confined, so Bypass refuses them.
 */
export const riskTable: Readonly<Record<Effect, Row>> = {
  talk: { risk: 'LOW', reason: 'It only talks to you.', cells: everywhere },
  readInside: { risk: 'LOW', reason: 'It reads inside the workspace.', cells: everywhere },
  readOnlyCommand: {
    risk: 'LOW',
    reason: 'This command only looks, and only inside the workspace.',
    cells: everywhere,
  },
  editInside: {
    risk: 'MEDIUM',
    reason: 'It changes text inside the workspace.',
    cells: cells('ask', 'allow', 'allow', 'allow', 'allow'),
  },
  commandKnown: {
    risk: 'MEDIUM',
    reason: 'It runs what this project’s own tests, checks or builds run, in the sandbox.',
    cells: cells('ask', 'ask', 'classify', 'allow', 'allow'),
  },
  commandSandboxed: {
    risk: 'HIGH',
    reason: 'A command can change or delete anything in this workspace. It runs in the sandbox.',
    cells: cells('ask', 'ask', 'classify', 'allow', 'allow'),
  },
  command: {
    risk: 'HIGH',
    reason: 'A command can change or send anything that you can, and this one would not run in the sandbox.',
    cells: guarded,
  },
  delete: {
    risk: 'HIGH',
    reason: 'It deletes something from the workspace.',
    cells: cells('ask', 'ask', 'classify', 'allow', 'allow'),
  },
  network: {
    risk: 'HIGH',
    reason: 'It sends data over the network.',
    cells: cells('ask', 'ask', 'classify', 'deny', 'allow'),
  },
  readOutside: {
    risk: 'HIGH',
    reason: 'It reads outside the workspace.',
    cells: cells('ask', 'ask', 'classify', 'allow', 'allow'),
  },
  writeOutside: { risk: 'HIGH', reason: 'It writes outside the workspace.', cells: guarded },
  readSecret: {
    risk: 'HIGH',
    reason: 'It reads a file that usually holds keys or passwords, and what is read goes to the model’s provider.',
    cells: guarded,
  },
  writeTrusted: {
    risk: 'HIGH',
    reason: 'It writes a file that other programs run or trust (git, editor, CI, shell or instruction files).',
    cells: guarded,
  },
};

function cells(onDefault: Cell, onEdits: Cell, onAuto: Cell, onBypass: Cell, onYolo: Cell): Row['cells'] {
  return { default: onDefault, allowEdits: onEdits, auto: onAuto, bypass: onBypass, yolo: onYolo };
}
