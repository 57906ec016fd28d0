import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxState } from '../../agent/gatePorts.ts';
import type { Log } from '../../agent/ports.ts';
import { ToolError } from '../../agent/tool.ts';
import { filesystemConfig, innerCommand } from './innerCommand.ts';
import { limitLines, limitsOfMachine } from './limits.ts';
import { isBelow, isDomainPattern, type SandboxPaths, type SandboxPolicy, sandboxPolicy } from './policy.ts';
import { untrusted } from './reasons.ts';
import { refusalsIn } from './refusals.ts';
import { runOnce } from './runOnce.ts';
import { scanWorkspace } from './scan.ts';
import { type SelfTestCheck, selfTest } from './selfTest.ts';
import { type Started, startLibrary } from './start.ts';
import { guardUnholdable, linksAmong } from './unholdable.ts';

export interface SandboxOptions {
  readonly root: string;
  readonly belayHome: string;
  /** The project's part of Belay's own folder, and what of it commands may read. */
  readonly folder: string;
  readonly readable: readonly string[];
  readonly bundleFolder: string;
  readonly ripgrep: string;
  readonly paths: SandboxPaths;
  /** The environment that commands get. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hosts that commands may reach; asked before each command. */
  allowedDomains(): readonly string[];
  /** Those of the files that git tracks: what is in its history need not be hidden. */
  tracked(paths: readonly string[]): Promise<readonly string[]>;
  readonly log: Pick<Log, 'debug' | 'warn'>;
}

export interface SandboxReport extends SandboxState {
  readonly checks: readonly SelfTestCheck[];
}

/** A command made ready to run. `finish` is called when all its processes have ended, or none was started. */
export interface SandboxedCommand {
  /** A line for bash. */
  readonly line: string;
  /** What the command tried and was refused, in words. */
  finish(): Promise<readonly string[]>;
}

export interface CommandSandbox {
  /** Whether commands can run in the sandbox; found out by the self-test, once. */
  state(): Promise<SandboxState>;
  /** The self-test, anew. */
  test(): Promise<SandboxReport>;
  /** Throws `ToolError` where the sandbox does not hold or the command cannot be put into it: then nothing may run. */
  wrap(command: string, signal?: AbortSignal): Promise<SandboxedCommand>;
  dispose(): Promise<void>;
}

/** A failed start is tried again after this long: the person may have installed what was missing. */
const retryMs = 30_000;

interface Extra {
  readonly roots: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** The sandbox of one project's commands: bubblewrap on Linux, Seatbelt on macOS, through the sandbox library. */
export function createSandbox(options: SandboxOptions): CommandSandbox {
  const { root, belayHome, bundleFolder, folder, paths, log } = options;
  const home = realpathSync(homedir());
  const limits = limitLines(limitsOfMachine());
  let started: Started | undefined;
  let report: Promise<SandboxReport> | undefined;
  let failedAt = 0;
  let running = 0;
  let disposed = false;

  function allowedDomains(): string[] {
    const allowed = options.allowedDomains();
    const fit = allowed.filter(isDomainPattern);
    if (fit.length < allowed.length) {
      log.warn('belay.sandbox.allowedDomains holds entries that are no host names; they count for nothing');
    }
    return fit;
  }

  /** The policy of this moment: what there is to guard and to hide may have changed since the last command. */
  async function policyNow(temporary: string, { roots, signal }: Extra): Promise<SandboxPolicy> {
    const all = [root, ...roots];
    const findings = await scanWorkspace({ roots: all, ripgrep: options.ripgrep, paths, signal });
    const tracked = new Set(findings.secrets.length > 0 ? await options.tracked(findings.secrets) : []);
    return sandboxPolicy({
      roots: all,
      temporary,
      home,
      belayHome,
      readable: options.readable,
      bundleFolder,
      processFolder: process.cwd(),
      paths,
      findings: { ...findings, secrets: findings.secrets.filter((path) => !tracked.has(path)) },
      exists: existsSync,
    });
  }

  async function prepare(ready: Started, command: string, extra: Extra): Promise<SandboxedCommand> {
    const { manager, bash, temporary, ignored, journal } = ready;
    const policy = await policyNow(temporary, extra);
    const domains = allowedDomains();
    const current = manager.getConfig();
    if (current && current.network.allowedDomains.join() !== domains.join()) {
      manager.updateConfig({ ...current, network: networkConfig(domains) });
    }
    const commandId = randomBytes(16).toString('base64url');
    const inner = innerCommand(command, { bash, temporary, policy, limits, online: domains.length > 0, ignored });
    journal.note(policy.standIns);
    const filesystem = filesystemConfig(policy);
    const wrapped = await manager.wrapWithSandbox(inner, bash, { filesystem }, extra.signal, {
      commandId,
      commandText: command,
    });
    running += 1;
    const links = linksAmong(policy.denyWrite.filter((path) => isBelow(root, path)));
    const guard = guardUnholdable({ missing: policy.unholdable, links }, join(folder, 'quarantine'));
    let finished = false;
    return {
      line: `exec ${wrapped}`,
      async finish() {
        if (finished) return [];
        finished = true;
        // What the command's last words were about is still on its way.
        await wait(5);
        try {
          const moved = guard.stop();
          const refused = manager.getSandboxViolationStore().getViolationsForCommand(commandId);
          return [...moved, ...refusalsIn(refused.map(({ line }) => line))];
        } finally {
          manager.cleanupAfterCommand();
          running -= 1;
          if (running === 0) journal.clear();
        }
      },
    };
  }

  async function start(): Promise<Started> {
    started ??= await startLibrary({
      root,
      home,
      folder,
      bundleFolder,
      ripgrep: options.ripgrep,
      environment: options.environment,
      network: networkConfig(allowedDomains()),
      policy: (temporary) => policyNow(temporary, { roots: [] }),
    });
    return started;
  }

  async function testOnce(): Promise<SandboxReport> {
    try {
      const ready = await start();
      const policy = await policyNow(ready.temporary, { roots: [] });
      const checks = await selfTest({
        temporary: ready.temporary,
        belayHome,
        home,
        guarded: policy.denyWrite.filter((path) => isBelow(root, path) && isFile(path)),
        allowedDomains: allowedDomains(),
        async run(script, roots) {
          const command = await prepare(ready, script, { roots });
          try {
            return await runOnce(ready.bash, command.line, { cwd: root, environment: options.environment });
          } finally {
            await command.finish();
          }
        },
      });
      const open = checks.filter(({ held }) => !held);
      return { available: open.length === 0, reason: open.length === 0 ? '' : untrusted(open), checks };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const reason = error instanceof ToolError ? why : `The sandbox could not be started: ${why}.`;
      return { available: false, reason, checks: [] };
    }
  }

  async function test(): Promise<SandboxReport> {
    failedAt = 0;
    report = testOnce();
    const { available, reason } = await report;
    log.debug(available ? 'the sandbox holds' : `no sandbox: ${reason}`);
    if (!available) {
      failedAt = performance.now();
      if (running === 0) await stop();
    }
    return await report;
  }

  async function state(): Promise<SandboxState> {
    const stale = failedAt > 0 && performance.now() - failedAt > retryMs;
    const { available, reason } = await (report === undefined || stale ? test() : report);
    return { available, reason };
  }

  async function stop(): Promise<void> {
    const before = started;
    started = undefined;
    await before?.stop();
  }

  return {
    state,
    test,
    async wrap(command, signal) {
      if (disposed) throw new ToolError('The session is closed.');
      const { available, reason } = await state();
      if (!available || !started) {
        throw new ToolError(`The sandbox is not available, so the command was not run. ${reason}`);
      }
      try {
        return await prepare(started, command, { roots: [], signal });
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ToolError) throw error;
        const why = error instanceof Error ? error.message : String(error);
        throw new ToolError(`The command could not be put into the sandbox, so it was not run: ${why}`, {
          cause: error,
        });
      }
    },
    async dispose() {
      disposed = true;
      await report;
      await stop();
    },
  };
}

/** Nothing but the allowed hosts, and no asking; an empty list is no network at all. */
function networkConfig(domains: readonly string[]) {
  return { allowedDomains: [...domains], deniedDomains: [], strictAllowlist: true };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
