import { spawn } from 'node:child_process';
import type { Git } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { errorCode } from './errorCode.ts';
import { refuseRiskyConfiguration } from './gitConfiguration.ts';

/** The subcommands that are run, each with what keeps it from starting other programs or entering submodules. */
const subcommands: Readonly<Record<string, readonly string[]>> = {
  status: ['--ignore-submodules=dirty'],
  diff: ['--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '--submodule=short'],
  log: ['--no-ext-diff', '--no-textconv', '--no-show-signature', '--submodule=short'],
  show: ['--no-ext-diff', '--no-textconv', '--no-show-signature', '--submodule=short'],
  'rev-parse': [],
  'ls-files': [],
};

const neutral = [
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
const maxOutput = 8 * 1024 * 1024;

/**
 * Git, for looking only. A repository whose own configuration could start a program in spite of the neutral settings is
 * refused with a `ToolError` that names the entry. `environment` is that of commands; its `GIT_*` variables are dropped.
 */
export function createGit({ environment }: { readonly environment: Readonly<Record<string, string>> }): Git {
  const clean = gitEnvironment(environment);
  return {
    async run(args, { cwd, signal }) {
      const [subcommand = '', ...rest] = args;
      const own = Object.hasOwn(subcommands, subcommand) ? subcommands[subcommand] : undefined;
      if (!own) throw new Error(`git ${subcommand} is not one of the subcommands that Belay runs`);
      const configuration = await runGit(
        [...neutral, 'config', '--list', '--show-scope', '--null'],
        cwd,
        clean,
        signal,
      );
      if (configuration.exitCode !== 0) return configuration;
      refuseRiskyConfiguration(configuration.stdout);
      return await runGit([...neutral, subcommand, ...own, ...rest], cwd, clean, signal);
    },
  };
}

function gitEnvironment(environment: Readonly<Record<string, string>>): Record<string, string> {
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

type GitOutcome = Awaited<ReturnType<Git['run']>>;

async function runGit(
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<GitOutcome> {
  signal.throwIfAborted();
  const child = spawn('git', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
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
  const collect = (stream: NodeJS.ReadableStream): (() => string) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutput) chunks.push(chunk);
      else fail(`git's answer is longer than ${maxOutput / 1024 / 1024} MB. Ask for less: a path, or fewer commits.`);
    });
    return () => Buffer.concat(chunks).toString('utf8');
  };
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (failure) throw failure;
    return { exitCode: exitCode ?? -1, stdout: stdout(), stderr: stderr() };
  } catch (error) {
    if (errorCode(error) === 'ENOENT')
      throw new ToolError('git could not be started: it is not installed, or not on the path.', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
