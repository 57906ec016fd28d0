import { type GitOutcome, gitEnvironment, neutral, runGit } from '../runGit.ts';

/** Git on one folder, for looking only, with no filter of any configuration in force. */
export interface QuietGit {
  /** Values of the repository's, the person's and the machine's configuration; the last one of a key counts. */
  readonly configuration: ReadonlyMap<string, string>;
  run(args: readonly string[], options?: { readonly input?: string; readonly index?: string }): Promise<GitOutcome>;
}

const maxOutput = 512 * 1024 * 1024;

/** The top folder of the repository and its index, a line each; no filter plays a part in that. */
export async function placesOf(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<GitOutcome> {
  const args = [...neutral, 'rev-parse', '--show-toplevel', '--git-path', 'index'];
  return await runGit(args, { cwd, env: gitEnvironment(environment), signal, maxOutput });
}

/** `undefined` where git is missing, refuses the folder, or has filters that cannot be switched off. */
export async function quietGit(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<QuietGit | undefined> {
  const env = gitEnvironment(environment);
  const listing = await runGit([...neutral, 'config', '--list', '--null'], { cwd, env, signal, maxOutput });
  if (listing.exitCode !== 0) return undefined;
  const configuration = new Map<string, string>();
  for (const entry of listing.stdout.toString('utf8').split('\0')) {
    const [key = '', ...value] = entry.split('\n');
    if (key !== '') configuration.set(key, value.join('\n'));
  }
  const filters = new Set([...configuration.keys()].flatMap((key) => /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1] ?? []));
  // The name of such a filter could not be told from its value on a command line.
  if ([...filters].some((name) => /[=\n]/.test(name))) return undefined;
  const off = [...filters].flatMap((name) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap((one) => ['-c', `filter.${name}.${one}`]),
  );
  return {
    configuration,
    run: (args, { input, index } = {}) =>
      runGit([...neutral, ...off, ...args], {
        cwd,
        env: index === undefined ? env : { ...env, GIT_INDEX_FILE: index },
        signal,
        maxOutput,
        ...(input === undefined ? {} : { input }),
      }),
  };
}
