import { readdirSync, readFileSync } from 'node:fs';

/** The processes that descend from one, itself not among them. Linux only; elsewhere there are none to see. */
export function descendants(pid: number): number[] {
  const found: number[] = [];
  const waiting = [pid];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const children = childrenOf(at);
    found.push(...children);
    waiting.push(...children);
  }
  return found;
}

/** Memory in use of a process and its descendants, in kilobytes. Linux only. */
function memoryOf(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, one) => sum + residentKb(one), 0);
}

/** Each thread has children of its own. */
function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended while the tree was walked.
    return '';
  }
}

/** How often it is looked how much memory a command uses, in milliseconds. */
const lookMs = 500;

/** Calls `over` once when a process and its descendants use more than so many kilobytes. Ends with `stop`. */
export function watchMemory(pid: number, limitKb: number, over: () => void): { stop(): void } {
  if (process.platform !== 'linux') return { stop() {} };
  const timer = setInterval(() => {
    if (memoryOf(pid) <= limitKb) return;
    clearInterval(timer);
    over();
  }, lookMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
