import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Usage } from '../../src/protocol/content.ts';
import type { Scenario } from '../../src/protocol/scenario.ts';
import { type RecordedRequest, startModelServer } from '../../test/support/modelServer.ts';

/** The kinds of line that a measured program prints and that count; anything else is passed over. */
const Line = z.object({
  type: z.string(),
  durationMs: z.number().optional(),
  status: z.string().optional(),
  usage: Usage.optional(),
});
type Line = z.infer<typeof Line>;

/** Times in milliseconds, memory in megabytes (`undefined` where the system does not tell). */
export interface Measured {
  readonly code: number | null;
  readonly lines: readonly Line[];
  readonly requests: readonly RecordedRequest[];
  /** From the end of each answer to the next request, less the time that the tools themselves took. */
  readonly gaps: readonly number[];
  readonly toFirstRequestMs: number;
  readonly toExitMs: number;
  readonly peakMb: number | undefined;
}

/** Runs a program as a person would against the scripted server and measures it from outside. */
export async function runAgent(options: {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly scenario: Scenario;
}): Promise<Measured> {
  const server = await startModelServer(options.scenario);
  try {
    const startedMs = performance.now();
    const child = spawn(process.execPath, options.argv, {
      env: { ...process.env, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'bench', ...options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let peakMb: number | undefined;
    const sampling = setInterval(() => {
      void peakMemory(child.pid ?? 0).then((peak) => {
        peakMb = peak ?? peakMb;
      });
    }, 25);
    const lines: Line[] = [];
    for await (const line of createInterface({ input: child.stdout })) lines.push(Line.parse(JSON.parse(line)));
    const code = await exited;
    const endedMs = performance.now();
    clearInterval(sampling);
    const { requests } = server;
    const toolMs = stepTimes(lines);
    const gaps = requests.slice(1).map((request, index) => {
      return request.arrivedMs - (requests[index]?.answeredMs ?? Number.NaN) - (toolMs[index] ?? 0);
    });
    return {
      code,
      lines,
      requests,
      gaps,
      toFirstRequestMs: (requests[0]?.arrivedMs ?? Number.NaN) - startedMs,
      toExitMs: endedMs - (requests.at(-1)?.answeredMs ?? Number.NaN),
      peakMb,
    };
  } finally {
    await server.close();
  }
}

/** For each step, the time of its slowest tool: reads of one step run together. */
function stepTimes(lines: readonly Line[]): number[] {
  const steps: number[] = [];
  for (const line of lines) {
    if (line.type === 'assistant') steps.push(0);
    if (line.type === 'result') steps.push(Math.max(steps.pop() ?? 0, line.durationMs ?? 0));
  }
  return steps;
}

async function peakMemory(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
