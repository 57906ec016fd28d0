import { runGit } from '../runGit.ts';

const timeLimitMs = 10_000;
const maxOutput = 32 * 1024 * 1024;

/** What git prints. Throws where it ends with an error, takes too long or says too much. */
export async function askGit(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<string> {
  const signal = AbortSignal.timeout(timeLimitMs);
  const { exitCode, stdout } = await runGit(args, { cwd, env, signal, input, maxOutput });
  if (exitCode !== 0) throw new Error(`git ${args[0]} ended with ${exitCode} in ${cwd}`);
  return stdout.toString('utf8');
}
