import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseScenario } from '../../src/protocol/scenario.ts';
import { startModelServer } from '../../test/support/modelServer.ts';

/**
 * Runs a program as a person would against the scripted server and measures it from outside. Times in milliseconds,
 * memory in megabytes (`undefined` where the system does not tell). `gaps` are the times from the end of an answer to
 * the next request, less the time that the tools themselves took.
 */
export async function runAgent({ argv, env, scenario, cwd }) {
  const server = await startModelServer(parseScenario(scenario, 'bench'));
  try {
    const startedMs = performance.now();
    const child = spawn(process.execPath, argv, {
      cwd,
      env: { ...process.env, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'bench', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let peak;
    const sampling = setInterval(async () => {
      peak = (await peakMemory(child.pid)) ?? peak;
    }, 25);
    const events = [];
    for await (const line of createInterface({ input: child.stdout })) events.push(JSON.parse(line));
    const code = await new Promise((resolve) =>
      child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
    );
    const endedMs = performance.now();
    clearInterval(sampling);
    const { requests } = server;
    const toolMs = stepTimes(events);
    const gaps = requests
      .slice(1)
      .map((request, index) => request.arrivedMs - requests[index].answeredMs - (toolMs[index] ?? 0));
    return {
      code,
      events,
      requests,
      gaps,
      toFirstRequestMs: (requests[0]?.arrivedMs ?? Number.NaN) - startedMs,
      toExitMs: endedMs - (requests.at(-1)?.answeredMs ?? Number.NaN),
      peakMb: peak,
    };
  } finally {
    await server.close();
  }
}

/** For each step, the time of its slowest tool: reads of one step run together. */
function stepTimes(events) {
  const steps = [];
  for (const event of events) {
    if (event.type === 'assistant') steps.push(0);
    if (event.type === 'result') steps[steps.length - 1] = Math.max(steps.at(-1) ?? 0, event.durationMs);
  }
  return steps;
}

async function peakMemory(pid) {
  if (process.platform !== 'linux') return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
