import type { CommandFacts } from '../agent/commandFacts.ts';
import type { Gate, GateCall, SandboxState } from '../agent/ports.ts';
import { type Decision, offeredModes, type Verdict } from '../protocol/risk.ts';
import { judgePath, type PathVerdict, type PathWorld } from './paths/judgePath.ts';
import { createCommandJudge, type Judgement } from './shell/judgeCommand.ts';
import { decisionFor, type Effect, riskTable } from './table.ts';

/** What the gate needs to know of the world; nothing here comes from the workspace's own settings. */
export interface GateOptions {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** Belay's own data: never a target of a tool, wherever the workspace is. */
  readonly home: string;
  /** Folders outside the workspace that are read freely: where Belay itself keeps output that was cut. */
  readonly readable: readonly string[];
  readonly ignoreCase: boolean;
  /** Whether commands run in the sandbox; asked at each command. A throw is a deny. */
  sandbox(): Promise<SandboxState>;
  /** Asked at each call: trust can be granted while a session runs. */
  trusted(): boolean;
  /** Absolute, normalised path for one that the model wrote. */
  resolve(path: string): string;
  /** The same with every symbolic link followed; a throw is a deny. */
  realPath(path: string): Promise<string>;
  /** What must be known of the machine before a command runs unasked. */
  readonly commands: CommandFacts;
}

/**
 * Judges calls. The verdict is the strictest of all layers: trust, malformed targets, paths (as written and as they
 * really are), the command's text, and the table of risk and mode. Whatever throws is a deny.
 */
export function createGate(options: GateOptions): Gate {
  const places = once(() => realPlaces(options));
  const commandJudge = once(async () => createCommandJudge(options.commands, { ...options, ...(await places()) }));
  return {
    async judge(call) {
      const runs = call.kind === 'execute' || call.targets.command !== undefined;
      const sandbox = runs ? await options.sandbox() : undefined;
      const untrusted = trustLayer(options, call);
      // Nothing of an untrusted folder is looked into further.
      const command = untrusted.length === 0 ? call.targets.command : undefined;
      const judged = command === undefined ? undefined : await (await commandJudge())(command);
      const verdicts: Verdict[] = [...untrusted, ...commandLayer(call, judged, sandbox), ...networkLayer(call)];
      for (const target of call.targets.paths ?? [])
        verdicts.push(await pathLayer(options, await places(), call, target));
      if (verdicts.length === 0) verdicts.push(byTable(defaultEffect(call), call, 'kind'));
      const verdict = approved(strictest(verdicts), call, sandbox?.available === true);
      return sandbox ? { ...verdict, sandbox: sandbox.available } : verdict;
    },
  };
}

type PathTarget = NonNullable<GateCall['targets']['paths']>[number];

const order: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };
const risks = { LOW: 0, MEDIUM: 1, HIGH: 2 } as const;

function strictest(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce((worst, verdict) => {
    const difference = order[verdict.decision] - order[worst.decision] || risks[verdict.risk] - risks[worst.risk];
    return difference > 0 ? verdict : worst;
  });
}

/** "Approve for this session" turns an ask about exactly this text into a yes; it never touches a deny. */
function approved(verdict: Verdict, call: GateCall, sandboxed: boolean): Verdict {
  const covered = call.approvedExactly || (sandboxed && call.approvedInSandbox === true);
  if (verdict.decision !== 'ask' || !covered) return verdict;
  return {
    ...verdict,
    decision: 'allow',
    layer: 'approval',
    rule: 'session',
    reason: 'You approved exactly this for the session.',
  };
}

function deny(layer: string, rule: string, reason: string): Verdict {
  return { decision: 'deny', risk: 'HIGH', layer, rule, reason };
}

function byTable(effect: Effect, call: GateCall, layer: string): Verdict {
  const { risk, reason } = riskTable[effect];
  const offered: readonly string[] = offeredModes;
  if (!offered.includes(call.mode))
    return deny('mode', call.mode, `The mode ${call.mode} is not available in this version.`);
  const decision = decisionFor(effect, call.mode);
  const because = decision === 'deny' ? `${reason} Mode ${call.mode} refuses this.` : reason;
  return { decision, risk, layer, rule: effect, reason: because };
}

function trustLayer(options: GateOptions, call: GateCall): Verdict[] {
  const acts = call.kind === 'edit' || call.kind === 'execute' || call.kind === 'network';
  if (!acts || options.trusted()) return [];
  return [
    deny(
      'trust',
      'untrusted',
      'This folder is not trusted, so Belay only reads in it. Trust the folder to let Belay work.',
    ),
  ];
}

function commandLayer(call: GateCall, judged: Judgement | undefined, sandbox: SandboxState | undefined): Verdict[] {
  if (!sandbox) return [];
  const run = sandbox.available ? byTable('commandSandboxed', call, 'command') : unconfined(call, sandbox);
  if (!judged) return [run];
  const { decision, findings, effects } = judged;
  if (decision === 'allow') return [{ ...byTable('readOnlyCommand', call, 'command'), readOnly: true }];
  const checks = findings.map(({ check, why }) => ({ number: check.number, why }));
  const explained = (verdict: Verdict, which = findings): Verdict => {
    const whys = which.slice(0, 3).map(({ why }) => why);
    return { ...verdict, reason: [...whys, verdict.reason].join(' ').trim(), checks };
  };
  if (decision === 'deny') {
    const refusing = findings.filter(({ check }) => check.verdict === 'deny');
    return [explained(deny('command', 'disguised', ''), refusing)];
  }
  return [explained(run), ...effects.map((effect) => ({ ...byTable(effect, call, 'command'), checks }))];
}

/** A command without a sandbox: the person, and the model, read why there is none and what to do about it. */
function unconfined(call: GateCall, { reason }: SandboxState): Verdict {
  const verdict = byTable('command', call, 'command');
  return { ...verdict, reason: `${verdict.reason} ${reason}`.trim() };
}

function networkLayer(call: GateCall): Verdict[] {
  return call.kind === 'network' || (call.targets.hosts?.length ?? 0) > 0 ? [byTable('network', call, 'network')] : [];
}

/** Where the fixed folders really are; found once, since they do not move while a session runs. */
interface Places {
  readonly root: string;
  readonly home: string;
  readonly readable: readonly string[];
}

async function realPlaces({ root, home, readable, realPath }: GateOptions): Promise<Places> {
  return {
    root: await realPath(root),
    home: await realPath(home),
    readable: await Promise.all(readable.map(realPath)),
  };
}

/** Makes a value once, also for those who ask while it is made; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    const making = made ?? make();
    made = making;
    making.catch(() => {
      if (made === making) made = undefined;
    });
    return making;
  };
}

async function pathLayer(options: GateOptions, places: Places, call: GateCall, target: PathTarget): Promise<Verdict> {
  const judged = await judgePath(target.path, target.access, worldOf(options, places));
  if (judged.place === 'deny') return deny('paths', judged.rule, judged.reason);
  return byTable(effectOf(judged, target.access), call, 'paths');
}

/** What the gate knows when it judges a path. */
export async function pathWorld(options: GateOptions): Promise<PathWorld> {
  return worldOf(options, await realPlaces(options));
}

function worldOf(options: GateOptions, places: Places): PathWorld {
  return {
    ...options,
    readable: places.readable,
    realRoot: places.root,
    realHome: places.home,
    platform: process.platform,
  };
}

function effectOf(judged: Exclude<PathVerdict, { place: 'deny' }>, access: PathTarget['access']): Effect {
  if (access === 'read') {
    if (judged.place === 'protected') return 'readSecret';
    return judged.place === 'inside' ? 'readInside' : 'readOutside';
  }
  if (judged.place === 'protected') return 'writeTrusted';
  if (judged.place === 'outside') return 'writeOutside';
  return access === 'delete' ? 'delete' : 'editInside';
}

/** For a call that names no target: what its kind says, and never less than an edit for what edits. */
function defaultEffect(call: GateCall): Effect {
  switch (call.kind) {
    case 'ask':
    case 'plan':
      return 'talk';
    case 'read':
      return 'readInside';
    case 'edit':
      return 'editInside';
    case 'execute':
      return 'command';
    case 'network':
      return 'network';
  }
}
