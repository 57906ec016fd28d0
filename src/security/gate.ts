import type { CommandFacts } from '../agent/commandFacts.ts';
import type { Gate, GateCall, SandboxState } from '../agent/gatePorts.ts';
import type { RuleFile } from '../agent/ruleFiles.ts';
import type { Verdict } from '../protocol/risk.ts';
import { type AutoJudges, classified } from './auto.ts';
import { commandParts } from './commandParts.ts';
import { commandWrites } from './commandWrites.ts';
import { type Concern, deny, type Ruling } from './concerns.ts';
import { createLook, type Scene } from './look.ts';
import { proposeRules } from './rules/propose.ts';
import type { Restriction } from './rules/restricting.ts';
import { type PlacedRule, ruleText } from './rules/rule.ts';
import { type Cell, type Effect, riskTable } from './table.ts';

/** What the gate needs to know of the world; nothing here comes from the workspace's own settings. */
export interface GateOptions extends AutoJudges {
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
  /** The settings files with the rules of the person, the project and the administrator, asked at each call. */
  readonly rules?: () => Promise<readonly RuleFile[]>;
}

/**
 * Judges calls. First what no mode and no person lets through: an untrusted folder, a disguised or malformed call, Belay's
 * own data, a rule that denies. Then each thing that the call does, by the table of risk and mode, where a saved rule may
 * answer what the table would ask; the strictest counts. Then who may still answer instead of the person: their own
 * approval of exactly this for the session, and in Auto the classifier. Whatever throws is a deny.
 */
export function createGate(options: GateOptions): Gate {
  const look = createLook(options);

  async function judgeIn(scene: Scene): Promise<Verdict> {
    const { call, refusals } = scene;
    if (refusals[0]) return strictest(refusals).verdict;
    const forbidden = byDenyRules(scene);
    if (forbidden) return forbidden;
    if (call.plan === true && !onlyLooks(scene)) return notWhilePlanning;
    const found = [...scene.concerns.map((concern) => byTable(concern, call)), ...byAskRules(scene)];
    const decided = approved(strictest(found), call, scene.sandbox?.available === true);
    return await classified(decided, scene, options);
  }

  return {
    async judge(call) {
      const scene = await look.at(call);
      return described(await judgeIn(scene), scene);
    },
    async explain(call) {
      const scene = await look.at(call);
      const proposals = proposeRules(scene, async (rules) => (await judgeIn(await look.at(call, rules))).decision);
      return { rules: await proposals, writes: commandWrites(call.targets.command ?? '') };
    },
    async problems() {
      return (await look.rules()).problems;
    },
  };
}

/** What may be done in plan mode; what is not named here may not. */
const looks: ReadonlySet<string> = new Set<Effect>([
  'talk',
  'readInside',
  'readOnlyCommand',
  'readOutside',
  'readSecret',
]);

function onlyLooks({ concerns, call }: Scene): boolean {
  return concerns.length > 0 && concerns.every(({ effect }) => looks.has(effect)) && call.outside !== true;
}

const notWhilePlanning = deny(
  'plan',
  'planMode',
  'Plan mode is on, so nothing that changes something, and nothing that uses the network, runs. Go on looking, or present your plan and wait for the person.',
);

const order: Readonly<Record<Cell, number>> = { allow: 0, classify: 1, ask: 2, deny: 3 };
const risks = { LOW: 0, MEDIUM: 1, HIGH: 2 } as const;

function strictest(rulings: readonly Ruling[]): Ruling {
  const worst = rulings.reduce((one, other) => {
    const difference = order[other.cell] - order[one.cell] || risks[other.verdict.risk] - risks[one.verdict.risk];
    return difference > 0 ? other : one;
  });
  // One part that untrusted content could use taints the whole call, whatever else is asked about it.
  return { ...worst, tainted: rulings.some(({ tainted }) => tainted) };
}

/** The table of risk and mode on one thing that a call does. A saved rule answers what the table would ask, never more. */
function byTable(
  { effect, layer, before = '', after = '', rule, taintable, details }: Concern,
  call: GateCall,
): Ruling {
  const { risk, reason, cells } = riskTable[effect];
  const cell = cells[call.mode];
  const tainted = taintable === true && call.tainted !== undefined;
  const refused = cell === 'deny' ? `Mode ${call.mode} refuses this.` : '';
  const sentences = [before, reason, refused, after].filter((text) => text !== '').join(' ');
  const verdict: Verdict = { ...details, decision: decisionOf(cell), risk, layer, rule: effect, reason: sentences };
  const asks = cell === 'ask' || cell === 'classify';
  if (!asks || rule === undefined || tainted) return { cell, verdict, tainted: tainted && asks };
  const allowed = { layer: 'rules', rule, reason: `Your rule lets it through: ${rule}.` };
  return { cell: 'allow', verdict: { ...verdict, ...allowed, decision: 'allow' }, tainted: false };
}

function decisionOf(cell: Cell): Verdict['decision'] {
  return cell === 'classify' ? 'ask' : cell;
}

/** Rules that deny hold in every mode. One that may be meant holds where nobody would be asked. */
function byDenyRules({ restricted, call }: Scene): Verdict | undefined {
  const unasked = call.mode === 'bypass' || call.mode === 'yolo';
  const found = restricted.find(({ rule, certain }) => rule.decision === 'deny' && (certain || unasked));
  return found && deny('rules', ruleText(found.rule), forbidding(found));
}

function forbidding({ rule, certain }: Restriction): string {
  const what = certain ? 'A rule forbids this' : 'A rule forbids what this may be once it runs';
  return `${what}: ${ruleText(rule)} (${placeOf(rule)}).${rule.reason ? ` ${rule.reason}` : ''}`;
}

function placeOf({ source, file, number }: PlacedRule): string {
  const whose = { managed: 'of your administrator', user: 'of yours', project: 'of this project' }[source];
  return `${whose}, rule ${number} in ${file}`;
}

/** Rules that ask, and files of rules that cannot be read: nobody knows what they would forbid. */
function byAskRules({ restricted, unreadable, call, concerns }: Scene): Ruling[] {
  const cell: Cell = call.mode === 'bypass' ? 'deny' : call.mode === 'yolo' ? 'allow' : 'ask';
  const nobody = cell === 'deny' ? ` Mode ${call.mode} asks nobody, so it is refused.` : '';
  const ruling = (rule: string, reason: string, to: Cell): Ruling => {
    const verdict: Verdict = { decision: decisionOf(to), risk: 'HIGH', layer: 'rules', rule, reason: reason + nobody };
    return { cell: to, verdict, tainted: false };
  };
  const asking = restricted.map(({ rule, certain }) => {
    const why = certain ? 'A rule asks about this' : 'A rule may be about this once it runs';
    return ruling(
      ruleText(rule),
      `${why}: ${ruleText(rule)} (${placeOf(rule)}).${rule.reason ? ` ${rule.reason}` : ''}`,
      cell,
    );
  });
  const looks = concerns.every(({ effect }) => riskTable[effect].risk === 'LOW');
  if (unreadable === undefined || looks) return asking;
  return [...asking, ruling('unreadable', unreadable, cell === 'allow' ? 'ask' : cell)];
}

/** "Approve for this session" turns an ask about exactly this text into a yes; it never touches a deny. */
function approved(ruling: Ruling, call: GateCall, sandboxed: boolean): Ruling {
  const covered = call.approvedExactly || (sandboxed && call.approvedInSandbox === true);
  const asks = ruling.cell === 'ask' || ruling.cell === 'classify';
  if (!asks || !covered || ruling.tainted || call.outside === true) return ruling;
  const reason = 'You approved exactly this for the session.';
  return {
    cell: 'allow',
    tainted: false,
    verdict: { ...ruling.verdict, decision: 'allow', layer: 'approval', rule: 'session', reason },
  };
}

/** The verdict with what people see of it: where the command runs, and what its parts are. */
function described(verdict: Verdict, { call, sandbox, judged, restricted, allows }: Scene): Verdict {
  const parts = judged ? commandParts(judged, restricted, allows, verdict.decision) : [];
  return {
    ...verdict,
    ...(sandbox ? { sandbox: sandbox.available } : {}),
    ...(sandbox && !sandbox.available && verdict.risk !== 'LOW' && !call.outside
      ? { unsandboxed: sandbox.reason }
      : {}),
    ...(parts.length > 0 ? { parts } : {}),
  };
}
