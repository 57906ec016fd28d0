import { totalmem } from 'node:os';

/** What a command may use of the machine. Kilobytes and counts. */
export interface Limits {
  /** Processes and threads of one command together, inside the sandbox. */
  readonly processes: number;
  /** Data of one process. */
  readonly processKb: number;
  /** Memory in use of all processes of a command together. */
  readonly totalKb: number;
}

const gigabyte = 1024 * 1024;

/** Three quarters of the memory that there is, and never less than two gigabytes. */
export function limitsOfMachine(): Limits {
  const constrained = process.constrainedMemory?.() ?? 0;
  const bytes = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  const share = Math.max(2 * gigabyte, Math.floor((bytes / 1024) * 0.75));
  return { processes: 4096, processKb: share, totalKb: share };
}

/**
 * Shell lines that set the limits. Only inside the sandbox, where the number of processes is counted for it alone;
 * outside, the person's own would count. Address space stays free: Node and Java reserve more than they ever use.
 */
export function limitLines({ processes, processKb }: Limits): string {
  return `ulimit -c 0; ulimit -u ${processes} 2>/dev/null; ulimit -d ${processKb} 2>/dev/null`;
}
