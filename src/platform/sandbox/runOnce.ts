import { spawn } from 'node:child_process';

const timeLimitMs = 30_000;
const maxOutput = 100_000;

/** Runs a line in bash and collects what it prints, for the sandbox's own use. */
export async function runOnce(
  bash: string,
  line: string,
  { cwd, environment }: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
): Promise<{ readonly output: string; readonly exitCode: number | null }> {
  const child = spawn(bash, ['--noprofile', '--norc', '-c', line], {
    cwd,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < maxOutput) output += text;
    });
  }
  const exitCode = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  return { output, exitCode };
}
