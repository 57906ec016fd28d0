import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode } from './errorCode.ts';
import { descendants } from './processTree.ts';

/** How long a group may take to end by itself after it was asked to, in milliseconds. */
const patience = 2000;

/** Starts a command in bash, in a process group of its own: no terminal, no input, both streams in one, in order. */
export function startGroup(
  command: string,
  options: { readonly cwd: string; readonly environment: Readonly<Record<string, string>>; readonly shell: string },
): ChildProcess {
  const bash = [options.shell, '--noprofile', '--norc', '-c'];
  return spawn(
    options.shell,
    [...bash.slice(1), `exec "$0" --noprofile --norc -c "$1" bash 2>&1`, options.shell, command],
    {
      cwd: options.cwd,
      env: { ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );
}

/**
 * Asks every process of the group to end, and makes those end that do not. Resolves when none is left, those included
 * that a sandbox has put into a session of their own.
 */
export async function endGroup(group: number): Promise<void> {
  if (process.platform === 'win32') return await endTree(group);
  const inside = descendants(group).filter((pid) => !inGroup(pid, group));
  // The sandbox itself must live for as long as those inside are given to end: they are ended by force with it.
  if (inside.length > 0) for (const pid of belowSandbox(inside)) signalOne(pid, 'SIGTERM');
  else signalGroup(group, 'SIGTERM');
  const late: number[] = [];
  if (!(await gone(group, patience))) {
    late.push(...descendants(group));
    signalGroup(group, 'SIGKILL');
    await gone(group, patience);
  }
  // Those of a sandbox are ended by the system after what held them, which takes a moment.
  const held = [...inside, ...late];
  for (const deadline = performance.now() + patience; held.some(lives) && performance.now() < deadline; ) await wait(2);
}

/**
 * Of the processes inside a sandbox those of the command: what holds them ends by itself once they have, and all of them
 * at once where it is ended first.
 */
function belowSandbox(inside: readonly number[]): readonly number[] {
  const holding = inside.filter((pid) => programOf(pid) === 'apply-seccomp');
  const own = holding.map(descendants).findLast((below) => !below.some((pid) => holding.includes(pid)));
  return own?.length ? own : inside;
}

/** The name by which a process was started, '' where it cannot be read. Linux only. */
function programOf(pid: number): string {
  try {
    return basename(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '');
  } catch {
    return '';
  }
}

export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? group : -group, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH' && errorCode(error) !== 'EPERM') throw error;
  }
}

/** True while a process of the group runs. One that has ended but that nobody has collected does not count. */
export function groupRuns(group: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? group : -group, 0);
  } catch (error) {
    // EPERM: the group lives on under another user.
    return errorCode(error) === 'EPERM';
  }
  return process.platform === 'linux' ? hasLivingMember(group) : true;
}

async function gone(group: number, limit: number): Promise<boolean> {
  const deadline = performance.now() + limit;
  for (let pause = 2; groupRuns(group); pause = Math.min(pause * 2, 50)) {
    if (performance.now() > deadline) return false;
    await wait(pause);
  }
  return true;
}

function hasLivingMember(group: number): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && lives(Number(name)) && inGroup(Number(name), group));
}

/** True while a process runs; one that has ended but that nobody has collected does not count. Linux only. */
function lives(pid: number): boolean {
  const [state] = statOf(pid);
  return state !== undefined && state !== 'Z' && state !== 'X';
}

function inGroup(pid: number, group: number): boolean {
  return statOf(pid)[2] === String(group);
}

/** State, parent, group …, or nothing where there is no such process. */
function statOf(pid: number): string[] {
  try {
    // "pid (name) state parent group …"; the name may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return [];
    throw error;
  }
}

async function endTree(pid: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const killer = spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    killer.once('error', () => resolve()).once('exit', () => resolve());
  });
}
