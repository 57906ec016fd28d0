import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandFacts } from '../agent/commandFacts.ts';
import type { SandboxState } from '../agent/gatePorts.ts';
import type { RuleFiles } from '../agent/ruleFiles.ts';
import { commandEnvironment, readOnlyEnvironment } from './commandEnvironment.ts';
import { createCommandFacts } from './commandFacts/commandFacts.ts';
import type { SecretNames } from './commandFacts/shownSecret.ts';
import { belayHome } from './privateFolder.ts';
import { type ProjectPaths, projectPaths } from './projectPaths.ts';
import { realPath } from './realPath.ts';
import { findRipgrep } from './ripgrepPath.ts';
import { createRuleFiles, managedRulesPath } from './ruleFiles.ts';
import { projectFolder } from './sessionStore.ts';

/** What judging needs of a folder and this machine. Nothing is made, neither in the folder nor in Belay's own. */
export interface CheckWorld {
  readonly root: string;
  readonly home: string;
  readonly spillFolder: string;
  readonly paths: ProjectPaths;
  readonly files: { realPath(path: string): Promise<string> };
  readonly commandFacts: CommandFacts;
  readonly sandbox: { state(): Promise<SandboxState> };
  readonly rules: Pick<RuleFiles, 'read'>;
}

export interface CheckOptions {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly bundleFolder: string;
  /** The shell for which commands are judged. */
  readonly shell: string;
  /** Whether commands are taken to run in the sandbox; it is not tried, since that would write. */
  readonly sandboxed: boolean;
  /** The files that hold keys. */
  readonly secrets: SecretNames;
}

/** Throws where the folder is missing or ripgrep cannot be found. */
export async function openCheckWorld(options: CheckOptions): Promise<CheckWorld> {
  const root = await realPath(resolve(options.root));
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`There is no folder ${root}.`);
  const home = belayHome(options.environment, homedir());
  const { bundleFolder, shell, sandboxed, secrets } = options;
  const binary = await findRipgrep({ bundleFolder, path: options.environment.PATH });
  const environment = readOnlyEnvironment(commandEnvironment(options.environment));
  return {
    root,
    home,
    spillFolder: join(projectFolder(home, root), 'output'),
    paths: projectPaths(root),
    files: { realPath },
    commandFacts: { ...createCommandFacts({ root, environment, bundleFolder, binary, secrets }), shell },
    sandbox: {
      state: async () => ({ available: sandboxed, reason: sandboxed ? '' : 'No sandbox is assumed (--no-sandbox).' }),
    },
    rules: createRuleFiles({
      root,
      home,
      trusted: () => true,
      managed: managedRulesPath(process.platform, options.environment),
      log: { debug() {} },
    }),
  };
}
