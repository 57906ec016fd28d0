import { spawn } from 'node:child_process';
import { ToolError } from '../agent/tool.ts';
import { errorCode } from './errorCode.ts';

/** Settings with which git starts no program and asks nobody, given before the subcommand. */
export const neutral: readonly string[] = [
  '--no-pager',
  ...['core.fsmonitor=false', 'core.pager=cat', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit'].flatMap(
    (one) => ['-c', one],
  ),
  ...['protocol.ext.allow=never', 'log.showSignature=false', 'status.submoduleSummary=false'].flatMap((one) => [
    '-c',
    one,
  ]),
  ...['core.quotePath=false', 'color.ui=false'].flatMap((one) => ['-c', one]),
];

const timeLimitMs = 30_000;

export interface GitRun {
  readonly cwd: string;
  /** See `gitEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly input?: string;
  /** In bytes. */
  readonly maxOutput: number;
}

export interface GitOutcome {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The environment of commands without its `GIT_*` variables, in which git neither writes, fetches nor asks. */
export function gitEnvironment(environment: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // Nothing is ever fetched, whatever transport a repository names.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C.UTF-8',
  };
}

/** Runs git to its end. Throws `ToolError` when it is missing, takes too long, or says too much. */
export async function runGit(
  args: readonly string[],
  { cwd, env, signal, input, maxOutput }: GitRun,
): Promise<GitOutcome> {
  signal.throwIfAborted();
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const child = spawn('git', args, { cwd, env, stdio: [stdin, 'pipe', 'pipe'], windowsHide: true });
  let failure: ToolError | undefined;
  const end = (): void => void child.kill('SIGKILL');
  const fail = (message: string): void => {
    failure ??= new ToolError(message);
    end();
  };
  const timer = setTimeout(
    () => fail(`git took more than ${timeLimitMs / 1000} s. Ask for less: a path, or fewer commits.`),
    timeLimitMs,
  );
  signal.addEventListener('abort', end, { once: true });
  const collect = (stream: NodeJS.ReadableStream | null): (() => Buffer) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutput) chunks.push(chunk);
      else fail(`git's answer is longer than ${maxOutput / 1024 / 1024} MB. Ask for less: a path, or fewer commits.`);
    });
    return () => Buffer.concat(chunks);
  };
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // Git may end without having read everything; its exit code says why.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (failure) throw failure;
    return { exitCode: exitCode ?? -1, stdout: stdout(), stderr: stderr().toString('utf8') };
  } catch (error) {
    if (errorCode(error) === 'ENOENT')
      throw new ToolError('git could not be started: it is not installed, or not on the path.', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
