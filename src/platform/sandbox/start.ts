import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolError } from '../../agent/tool.ts';
import { ownGitFile } from '../gitAttributes.ts';
import { filesystemConfig } from './innerCommand.ts';
import { createJournal, removeLeftovers, type SandboxJournal } from './leftovers.ts';
import { findPrograms, loadManager, type Manager, type RuntimeConfig } from './library.ts';
import { type SandboxPolicy, unfitRoot } from './policy.ts';
import { missingPrograms, notSupported } from './reasons.ts';

export interface StartOptions {
  readonly root: string;
  readonly home: string;
  /** The project's part of Belay's own folder. */
  readonly folder: string;
  readonly bundleFolder: string;
  readonly ripgrep: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly network: RuntimeConfig['network'];
  policy(temporary: string): Promise<SandboxPolicy>;
}

/** The library, running, with a private folder for temporary files. */
export interface Started {
  readonly manager: Manager;
  readonly bash: string;
  readonly temporary: string;
  /** The person's own ignore patterns of git. */
  readonly ignored: string;
  readonly journal: SandboxJournal;
  stop(): Promise<void>;
}

/** The library keeps one state per process, so one project at a time can have it. */
let taken = false;

/** Starts the library; its proxy, and what watches for refusals. Throws `ToolError` with what a person can do about it. */
export async function startLibrary(options: StartOptions): Promise<Started> {
  const { root, home, folder, ripgrep, environment } = options;
  const unfit = notSupported() ?? unfitRoot(root, home);
  if (unfit !== undefined) throw new ToolError(unfit);
  const { bwrap, socat, bash } = await findPrograms(environment.PATH, [root]);
  const missing = missingPrograms({ bwrap, socat, bash });
  if (missing !== undefined || bash === undefined) throw new ToolError(missing ?? 'bash is missing.');
  if (taken) throw new ToolError('Another project of this process uses the sandbox.');
  taken = true;
  const manager = await loadManager(options.bundleFolder).catch((error: unknown) => {
    taken = false;
    throw error;
  });
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'belay-')));
  chmodSync(temporary, 0o700);
  let journal: SandboxJournal | undefined;
  const stop = async (): Promise<void> => {
    await manager.reset();
    journal?.remove();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
    taken = false;
  };
  try {
    await removeLeftovers(folder);
    const { errors, warnings } = await manager.checkDependenciesAsync({ command: ripgrep });
    // A warning means that it would run with less protection; that counts as not at all.
    const complaints = [...errors, ...warnings];
    if (complaints.length > 0) throw new ToolError(`The sandbox library reports: ${complaints.join('; ')}.`);
    const config: RuntimeConfig = {
      network: options.network,
      filesystem: filesystemConfig(await options.policy(temporary)),
      ripgrep: { command: ripgrep },
      // What the library itself looks for, in this process's folder, the scan of the workspace has found already.
      mandatoryDenySearchDepth: 1,
      ...(bwrap === undefined ? {} : { bwrapPath: bwrap }),
      ...(socat === undefined ? {} : { socatPath: socat }),
    };
    await manager.initialize(config, undefined, true);
    const globs = manager.getLinuxGlobPatternWarnings();
    if (globs.length > 0) throw new ToolError(`The sandbox would not guard ${globs.join(', ')}.`);
    journal = createJournal(folder, { temporary, socket: manager.getLinuxHttpSocketPath() });
    return { manager, bash, temporary, ignored: await ownGitFile('ignore', environment), journal, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
