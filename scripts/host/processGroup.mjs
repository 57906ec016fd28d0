import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../setup/run.mjs';

const supervisor = fileURLToPath(new URL('supervise.mjs', import.meta.url));

/**
 * A program and all that it starts, ended together.
 * @typedef {{
 *   pid: number,
 *   stdout: import('node:stream').Readable,
 *   stderr: import('node:stream').Readable,
 *   ended: Promise<number>,
 *   end: () => Promise<void>,
 * }} ProcessGroup `ended` resolves to the exit code; `end` resolves when no process is left
 */

/**
 * Starts a program in a process group of its own. The group ends by `end()`, and two seconds after this process is gone
 * for whatever reason, because a supervisor in the group notices that its input was closed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv }} options
 * @returns {ProcessGroup}
 */
export function startGroup(command, args, options) {
  const child = spawn(process.execPath, [supervisor, command, ...args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  child.stdin.on('error', () => undefined);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 128)));
  /** @type {Promise<void> | undefined} */
  let ending;
  return {
    pid,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    end: () => {
      ending ??= endGroup(pid);
      return ending;
    },
  };
}

/**
 * Ends the group and what its processes started in groups of their own (terminals, commands).
 * @param {number} group
 */
export async function endGroup(group) {
  const groups = await groupsUnder(group);
  for (const id of groups) signal(-id, 'SIGTERM');
  for (let waited = 0; waited < 15_000; waited += 100) {
    // A short while for an orderly end; VS Code's helper processes would otherwise stay for about 15 seconds.
    if (waited === 2000) for (const id of groups) signal(-id, 'SIGKILL');
    if (!groups.some((id) => signal(-id, 0))) return;
    await sleep(100);
  }
  throw new Error(`Processes of group ${groups.join(', ')} could not be ended.`);
}

/** @param {number} root @returns {Promise<number[]>} */
async function groupsUnder(root) {
  const { output } = await run('ps', ['-A', '-o', 'pid=,ppid=,pgid='], { capture: true });
  const rows = output.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const processes = new Set([root]);
  const groups = new Set([root]);
  for (let before = -1; before !== processes.size; ) {
    before = processes.size;
    for (const [pid = 0, parent = 0, group = 0] of rows) {
      if (pid === root || processes.has(parent) || group === root) {
        processes.add(pid);
        groups.add(group);
      }
    }
  }
  groups.delete(0);
  // The root comes last, since the supervisor, which is in it, may be the one that ends them.
  return [...groups].reverse();
}

/** @param {number} target @param {NodeJS.Signals | 0} name @returns {boolean} whether there was a process */
function signal(target, name) {
  try {
    return process.kill(target, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
