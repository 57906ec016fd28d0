import type { Git } from '../agent/ports.ts';
import { refuseRiskyConfiguration } from './gitConfiguration.ts';
import { type GitOutcome, gitEnvironment, neutral, runGit } from './runGit.ts';

/** The subcommands that are run, each with what keeps it from starting other programs or entering submodules. */
const subcommands: Readonly<Record<string, readonly string[]>> = {
  status: ['--ignore-submodules=dirty'],
  diff: ['--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '--submodule=short'],
  log: ['--no-ext-diff', '--no-textconv', '--no-show-signature', '--submodule=short'],
  show: ['--no-ext-diff', '--no-textconv', '--no-show-signature', '--submodule=short'],
  'rev-parse': [],
  'ls-files': [],
};

const maxOutput = 8 * 1024 * 1024;

interface GitOptions {
  /** That of commands; its `GIT_*` variables are dropped. */
  readonly environment: Readonly<Record<string, string>>;
  /** True for files that usually hold keys; without, none does. */
  readonly isSecret?: (path: string) => boolean;
}

/**
 * Git, for looking only. A repository whose own configuration could start a program in spite of the neutral settings is
 * refused with a `ToolError` that names the entry. A diff leaves out files with keys, and says so at its end, unless one is
 * named.
 */
export function createGit({ environment, isSecret }: GitOptions): Git {
  const clean = gitEnvironment(environment);
  return {
    async run(args, { cwd, signal }) {
      const [subcommand = '', ...rest] = args;
      const own = Object.hasOwn(subcommands, subcommand) ? subcommands[subcommand] : undefined;
      if (!own) throw new Error(`git ${subcommand} is not one of the subcommands that Belay runs`);
      const options = { cwd, env: clean, signal, maxOutput };
      const configuration = await runGit([...neutral, 'config', '--list', '--show-scope', '--null'], options);
      if (configuration.exitCode !== 0) return asText(configuration);
      refuseRiskyConfiguration(configuration.stdout.toString('utf8'));
      const look = async (more: readonly string[]) =>
        asText(await runGit([...neutral, subcommand, ...own, ...more], options));
      if (subcommand !== 'diff' || !isSecret || rest.includes('--name-only')) return await look(rest);
      return await diffWithoutSecrets(rest, look, isSecret);
    },
  };
}

function asText({ exitCode, stdout, stderr }: GitOutcome): Awaited<ReturnType<Git['run']>> {
  return { exitCode, stdout: stdout.toString('utf8'), stderr };
}

type Answer = Awaited<ReturnType<Git['run']>>;

async function diffWithoutSecrets(
  args: readonly string[],
  look: (args: readonly string[]) => Promise<Answer>,
  isSecret: (path: string) => boolean,
): Promise<Answer> {
  const at = args.indexOf('--');
  const [options, paths] = at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
  // The gate has asked about a path that is named.
  if (paths.length > 0 && paths.every(isSecret)) return await look(args);
  const changed = await look([...options, '--no-renames', '--name-only', '-z', '--', ...paths]);
  if (changed.exitCode !== 0) return changed;
  const secret = changed.stdout.split('\0').filter((path) => path !== '' && isSecret(path));
  if (secret.length === 0) return await look(args);
  const left = secret.map((path) => `:(top,exclude,literal)${path}`);
  const shown = await look([...options, '--', ...(paths.length > 0 ? paths : [':/']), ...left]);
  const note = `[left out, since such files usually hold keys: ${secret.join(', ')}. With one as the path the person is asked.]\n`;
  return { ...shown, stdout: shown.stdout + note };
}
