import { execFileSync } from 'node:child_process';

/** The process ids of a window's extension hosts; `pid` is the VS Code server's, which is also its process group. */
export function extensionHosts(pid: number): number[] {
  const processes = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  const hosts = processes
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => Number(found?.[2]) === pid && /type=extensionHost/.test(found?.[3] ?? ''))
    .map((found) => Number(found?.[1]));
  if (hosts.length === 0) throw new Error('the window has no extension host');
  return hosts;
}

/** Ends them as a crash would: at once, with no chance to write anything. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

/** Milliseconds that processes run between two looks at what they have done. */
const stride = 1;

/**
 * Lets processes run in small strides until `moment` is true, which is asked while they stand still: so they cannot run
 * past it while it is looked at. They stand still afterwards, to be killed or to go on (`SIGCONT`).
 */
export async function stopAt(pids: readonly number[], moment: () => boolean, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs;
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of pids) process.kill(pid, name);
  };
  signal('SIGSTOP');
  while (!moment()) {
    // This process has work of its own, the click that brings the moment about: it has its turn while they stand still.
    await new Promise(setImmediate);
    signal('SIGCONT');
    if (performance.now() > end) throw new Error('the moment to stop at did not come');
    const until = performance.now() + stride;
    while (performance.now() < until);
    signal('SIGSTOP');
  }
}
