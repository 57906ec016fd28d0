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
      const options = { cwd, env: clean, signal, maxOutput };
      const configuration = await runGit([...neutral, 'config', '--list', '--show-scope', '--null'], options);
      if (configuration.exitCode !== 0) return asText(configuration);
      refuseRiskyConfiguration(configuration.stdout.toString('utf8'));
      return asText(await runGit([...neutral, subcommand, ...own, ...rest], options));
    },
  };
}

function asText({ exitCode, stdout, stderr }: GitOutcome): Awaited<ReturnType<Git['run']>> {
  return { exitCode, stdout: stdout.toString('utf8'), stderr };
}
