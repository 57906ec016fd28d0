import { spawn } from 'node:child_process';

const timeLimitMs = 10_000;
const maxOutput = 32 * 1024 * 1024;

/** What git prints. Throws where it ends with an error, takes too long or says too much. */
export async function askGit(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<string> {
  const child = spawn('git', args, {
    cwd,
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeLimitMs);
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxOutput) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  // Git may end without having read everything; its exit code says why.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`git ${args[0]} ended with ${code} in ${cwd}`);
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    clearTimeout(timer);
  }
}
