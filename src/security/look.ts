import type { GateCall, SandboxState } from '../agent/gatePorts.ts';
import { isKnownFamily } from './commandParts.ts';
import {
  aboutCommand,
  aboutHosts,
  aboutKind,
  aboutPath,
  type Concern,
  deny,
  type Found,
  type Ruling,
} from './concerns.ts';
import type { GateOptions } from './gate.ts';
import { judgePath, type PathAccess, type PathWorld } from './paths/judgePath.ts';
import { type Allowing, allowing } from './rules/allowing.ts';
import type { RuleSet } from './rules/load.ts';
import type { PatternBase } from './rules/pathPattern.ts';
import { type Restriction, restrictions, type TouchedPath } from './rules/restricting.ts';
import type { PlacedRule } from './rules/rule.ts';
import { createRuleBook } from './rules/ruleBook.ts';
import { touchedPaths } from './rules/touchedPaths.ts';
import { createCommandJudge, type Judgement } from './shell/judgeCommand.ts';

/** A call with all that is found out about it before anything is decided. */
export interface Scene {
  readonly call: GateCall;
  /** For a call that runs something: where. */
  readonly sandbox: SandboxState | undefined;
  readonly judged: Judgement | undefined;
  /** What is refused in every mode, whoever asks. */
  readonly refusals: readonly Ruling[];
  /** What it does; never empty. */
  readonly concerns: readonly Concern[];
  /** Rules that ask about it or deny it. */
  readonly restricted: readonly Restriction[];
  /** Why some file of rules cannot be used. */
  readonly unreadable: string | undefined;
  readonly allows: Allowing;
  readonly paths: readonly TouchedPath[];
  readonly base: PatternBase;
}

/** Finds out what a call does: its paths as written and as they really are, its command, its hosts, the rules on them. */
export function createLook(options: GateOptions) {
  const base: PatternBase = { root: options.root, userHome: options.resolve('~'), ignoreCase: options.ignoreCase };
  const book = createRuleBook(options.rules, base);
  const places = once(() => realPlaces(options));
  const commandFacts = once(async () => ({ ...options, ...(await places()) }));
  const commandJudge = once(async () => createCommandJudge(options.commands, await commandFacts()));

  /** `more` are rules that are tried before they are saved. */
  async function at(call: GateCall, more: readonly PlacedRule[] = []): Promise<Scene> {
    const set = await book();
    const all = [...set.rules, ...more];
    const runs = call.kind === 'execute' || call.targets.command !== undefined;
    const outside = call.outside === true;
    const sandbox = runs ? await whereItRuns(call) : undefined;
    const allows = allowing(all, { tool: call.tool, sandboxed: sandbox?.available === true, base });
    const scene = { call, sandbox, allows, base, unreadable: set.unreadable };
    // Nothing of an untrusted folder is looked into further.
    const untrusted = trustLayer(options, call);
    if (untrusted.length > 0)
      return { ...scene, judged: undefined, refusals: untrusted, concerns: [], restricted: [], paths: [] };

    const { command } = call.targets;
    const judge = await commandJudge();
    const rules = {
      allows: (one: Parameters<Allowing['command']>[0], alone: boolean) => allows.command(one, alone) !== undefined,
      mayRead: (lexical: string, real: string) => allows.path('read', lexical, real, false) !== undefined,
    };
    const judged = command === undefined ? undefined : await judge(command, rules);
    const found: Found[] = [];
    if (sandbox) {
      const known = command !== undefined && judged !== undefined && isKnownFamily(command, judged);
      found.push(...aboutCommand(judged, sandbox, { outside, known }, allows));
    }
    found.push(...aboutHosts(call, allows));
    const paths: TouchedPath[] = [];
    for (const { path, access } of call.targets.paths ?? []) {
      const { touched, about } = await lookAt(path, access, allows);
      if (touched) paths.push(touched);
      found.push(about);
    }
    if (found.length === 0) found.push(aboutKind(call, allows));
    for (const { path } of (judged?.writes ?? []).filter((one) => !one.path.startsWith('/dev/'))) {
      const { about } = await lookAt(path, 'write', allows);
      // A file of the workspace is what any command may write; the command itself is asked about.
      if ('deny' in about || about.concern.effect !== 'editInside') found.push(about);
    }
    const facts = await commandFacts();
    if (judged) paths.push(...(await touchedPaths(judged, all, options.commands, facts)));
    const touched = { tool: call.tool, command, paths, hosts: call.targets.hosts ?? [] };
    return {
      ...scene,
      judged,
      refusals: found.flatMap((one) => ('deny' in one ? [refused(one.deny)] : [])),
      concerns: found.flatMap((one) => ('concern' in one ? [one.concern] : [])),
      restricted: restrictions(all, touched, base),
      paths,
    };
  }

  /** In YOLO everything passes, so nothing is held; what is held is never tried again outside by itself. */
  async function whereItRuns({ mode, outside }: GateCall): Promise<SandboxState> {
    if (outside) return { available: false, reason: 'This time it would run outside the sandbox.' };
    if (mode === 'yolo') return { available: false, reason: 'In YOLO commands run without the sandbox.' };
    return await options.sandbox();
  }

  /** A path as the model wrote it: where it leads, and what is to be said of it. */
  async function lookAt(path: string, access: PathAccess, allows: Allowing) {
    const judged = await judgePath(path, access, worldOf(options, await places()));
    const lexical = options.resolve(path);
    const touched = { access, lexical, real: judged.place === 'deny' ? lexical : judged.real };
    return { about: aboutPath(touched, judged, allows), touched: judged.place === 'deny' ? undefined : touched };
  }

  return { at, rules: (): Promise<RuleSet> => book() };
}

function refused(verdict: ReturnType<typeof deny>): Ruling {
  return { cell: 'deny', verdict, tainted: false };
}

function trustLayer(options: GateOptions, { kind }: GateCall): Ruling[] {
  const acts = kind === 'edit' || kind === 'execute' || kind === 'network';
  if (!acts || options.trusted()) return [];
  const reason = 'This folder is not trusted, so Belay only reads in it. Trust the folder to let Belay work.';
  return [refused(deny('trust', 'untrusted', reason))];
}

/** What is known when a path is judged. */
export async function pathWorld(options: GateOptions): Promise<PathWorld> {
  return worldOf(options, await realPlaces(options));
}

function worldOf(options: GateOptions, { root, home, readable }: Places): PathWorld {
  return { ...options, readable, realRoot: root, realHome: home, platform: process.platform };
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
