import { writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandFacts } from '../agent/commandFacts.ts';
import type { Checkpoints, CommandWatch } from '../agent/editPorts.ts';
import type { Audit } from '../agent/gatePorts.ts';
import type { Files, Git, Log, Processes, Search, SeenTexts, SessionStore, WriteLock } from '../agent/ports.ts';
import type { RuleFiles } from '../agent/ruleFiles.ts';
import { ToolError } from '../agent/tool.ts';
import type { YoloFacts } from '../agent/yolo.ts';
import { createAuditLog } from './auditLog.ts';
import { type CalibrationFile, createCalibrationFile } from './calibrationFile.ts';
import { createCheckpoints } from './checkpoints.ts';
import type { CheckpointLimits } from './cleanCheckpoints.ts';
import { commandEnvironment, readOnlyEnvironment } from './commandEnvironment.ts';
import { createCommandFacts } from './commandFacts/commandFacts.ts';
import { createFeatures, type Features } from './features.ts';
import { createDiskFiles } from './files.ts';
import { createGit } from './git.ts';
import { writeGitAttributes } from './gitAttributes.ts';
import { createLeftWrites, type LeftWrites } from './leftWrites.ts';
import { createPendingStore, type PendingStore } from './pendingStore.ts';
import { belayHome, ensurePrivateFolder } from './privateFolder.ts';
import { createProcesses } from './processes.ts';
import { type ProjectInstructions, projectInstructions } from './projectInstructions.ts';
import { type ProjectPaths, projectPaths } from './projectPaths.ts';
import { readPromptFiles } from './promptFiles.ts';
import { realPath } from './realPath.ts';
import { findRipgrep } from './ripgrepPath.ts';
import { createRuleFiles, managedRulesPath } from './ruleFiles.ts';
import type { SandboxPaths } from './sandbox/policy.ts';
import { type CommandSandbox, createSandbox } from './sandbox/sandbox.ts';
import { createSearch } from './search.ts';
import { createSeenTexts } from './seenTexts.ts';
import { createSessionStore, projectFolder } from './sessionStore.ts';
import { createCommandWatch, type Saves } from './watch/commandWatch.ts';
import { createWriteLock } from './writeLock.ts';
import { yoloFacts } from './yoloFacts.ts';

/** Everything that the machine offers to the sessions of one project, without an editor. */
export interface Project {
  /** Absolute path of the workspace folder, links followed. */
  readonly root: string;
  /** Belay's own folder, and the project's part of it. */
  readonly home: string;
  readonly folder: string;
  readonly paths: ProjectPaths;
  readonly files: Files;
  readonly search: Search;
  readonly seenTexts: SeenTexts;
  readonly processes: Processes;
  readonly sandbox: CommandSandbox;
  readonly git: Git;
  /** What the gate asks before a command runs unasked. */
  readonly commandFacts: CommandFacts;
  /** The settings files with rules, and the audit of what was decided. */
  readonly rules: RuleFiles;
  readonly audit: Audit;
  /** What YOLO must be confirmed against. */
  yoloFacts(): Promise<YoloFacts>;
  readonly store: SessionStore;
  readonly calibrations: CalibrationFile;
  readonly checkpoints: Checkpoints;
  readonly watch: CommandWatch;
  readonly lock: WriteLock;
  /** For edits that go straight to the disk. */
  readonly leftWrites: LeftWrites;
  /** Applied changes that wait for a review; `problem` is told in words what could not be read. */
  pending(problem: (text: string) => void): PendingStore;
  /** Where output that was cut is kept whole; reading it back is harmless. */
  readonly spillFolder: string;
  /** What the prompt says of this machine and project; its people's instructions only where they are trusted. */
  facts(trusted: boolean): Promise<ProjectFacts>;
  /** The files with which people change the prompt; the project's only where it is trusted. */
  promptFiles(trusted: boolean): ReturnType<typeof readPromptFiles>;
  readonly features: Features;
  /** Ends all commands that still run, and what is being written. */
  dispose(): Promise<void>;
}

export interface ProjectFacts {
  readonly root: string;
  readonly platform: string;
  readonly shell: string;
  /** ISO date, day only. */
  readonly date: string;
  readonly versionControl: string;
  readonly instructions: ProjectInstructions | undefined;
}

export interface ProjectOptions {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the running bundle, and VS Code's own where there is one: ripgrep lies in one of them. */
  readonly bundleFolder: string;
  readonly appRoot?: string;
  /** Globs of files whose content is never searched unasked. */
  readonly unsearched: readonly string[];
  /** Lines of git's attributes by which it shows no contents of files that hold keys. */
  secretAttributes(): string;
  /** True for such files, which no instructions may bring into the prompt either. */
  isSecret(path: string): boolean;
  /** Where features come from besides the person's own file, asked before each use; absent or '' for nowhere. */
  readonly featuresUrl?: () => string;
  readonly fetch?: typeof globalThis.fetch;
  /** Files that the person saves in an editor, where there is one. */
  readonly saves?: Saves;
  /** Which paths the sandbox guards and hides, and the hosts that commands in it may reach, asked before each. */
  readonly sandboxPaths: SandboxPaths;
  allowedDomains(): readonly string[];
  /** Whether the person trusts the project, asked at each call: its rules count only then. */
  trusted(): boolean;
  readonly checkpointLimits?: () => CheckpointLimits;
  readonly log: Pick<Log, 'debug' | 'warn'>;
}

/** Throws where the folder is missing, Belay's own folder is not safe to use, or ripgrep cannot be found. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const root = await realPath(resolve(options.root));
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`There is no folder ${root}.`);
  const home = await ensurePrivateFolder(belayHome(options.environment, homedir()));
  const folder = await ensurePrivateFolder(projectFolder(home, root));
  const paths = projectPaths(root);
  const environment = commandEnvironment(options.environment);
  const spillFolder = join(folder, 'output');
  const { bundleFolder, appRoot, isSecret } = options;
  const binary = await findRipgrep({ bundleFolder, appRoot, path: options.environment.PATH });
  const files = createDiskFiles({ display: paths.display });
  const checkpoints = createCheckpoints({
    folder: join(folder, 'checkpoints'),
    log: options.log,
    ...(options.checkpointLimits ? { limits: options.checkpointLimits } : {}),
  });
  const watch = createCommandWatch({
    root,
    environment,
    binary,
    checkpoints,
    folder: join(folder, 'watch'),
    log: options.log,
    ...(options.saves ? { saves: options.saves } : {}),
  });
  const git = createGit({ environment, isSecret });
  const attributes = join(folder, 'git-attributes');
  const looking = readOnlyEnvironment(environment, attributes);
  // Written with the first command that only looks: at the start it would be waited for. The sandbox lets it be read.
  writeFileSync(attributes, '', { flag: 'a', mode: 0o600 });
  let attributesKept: Promise<void> | undefined;
  const lookingWithAttributes = (): typeof looking => {
    try {
      attributesKept ??= writeGitAttributes(attributes, options.secretAttributes(), environment);
    } catch (error) {
      throw new ToolError(
        `The command was not run: what keeps git from showing files with keys could not be written (${String(error)}). Make room on the disk, then try again.`,
      );
    }
    return looking;
  };
  const leftWrites = createLeftWrites(join(folder, 'writing'));
  const cleanLeft = (): Promise<void> =>
    leftWrites.clean().catch((error: unknown) => options.log.warn(`an old write was not removed: ${String(error)}`));
  await cleanLeft();
  const sandbox = createSandbox({
    root,
    belayHome: home,
    folder,
    readable: [spillFolder, attributes],
    bundleFolder,
    ripgrep: binary,
    paths: options.sandboxPaths,
    environment,
    allowedDomains: options.allowedDomains,
    tracked: (paths) => trackedFiles(git, root, paths),
    log: options.log,
  });
  const processes = createProcesses({ environment, looking: lookingWithAttributes, spillFolder, sandbox });
  const lock = createWriteLock({ path: join(folder, 'write.lock') });
  const calibrations = createCalibrationFile(home, options.log);
  const seenTexts = createSeenTexts(join(folder, 'seen'), options.log);
  const features = createFeatures({
    home,
    url: options.featuresUrl ?? (() => ''),
    log: options.log,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  return {
    root,
    home,
    folder,
    paths,
    files,
    search: createSearch({ binary, unsearched: options.unsearched, isSecret }),
    seenTexts,
    processes,
    sandbox,
    git,
    commandFacts: createCommandFacts({
      root,
      environment: looking,
      bundleFolder,
      binary,
      secrets: { globs: options.unsearched, isSecret },
    }),
    rules: createRuleFiles({
      root,
      home,
      trusted: options.trusted,
      managed: managedRulesPath(process.platform, options.environment),
      log: options.log,
    }),
    audit: createAuditLog({ folder }),
    yoloFacts: () => yoloFacts(root, options.environment),
    store: createSessionStore({ folder: join(folder, 'sessions') }),
    calibrations,
    checkpoints,
    watch,
    lock: {
      async acquire(signal) {
        const release = await lock.acquire(signal);
        // Another window may have died meanwhile, and this is its lock.
        await cleanLeft();
        return release;
      },
    },
    leftWrites,
    pending(problem) {
      const own = join(folder, 'pending');
      return createPendingStore({ folder: own, lock: createWriteLock({ path: join(own, 'pending.lock') }), problem });
    },
    spillFolder,
    async facts(trusted) {
      return {
        root,
        platform: `${process.platform} ${process.arch}`,
        shell: 'bash',
        date: new Date().toISOString().slice(0, 10),
        versionControl: (await files.stat(join(root, '.git'))) ? 'git' : 'none found',
        instructions: trusted ? await projectInstructions({ root, home: await personsHome(), isSecret }) : undefined,
      };
    },
    promptFiles: (trusted) => readPromptFiles({ home, root, trusted }),
    features,
    async dispose() {
      await processes.dispose();
      await watch.dispose();
      await sandbox.dispose();
      await Promise.all([calibrations.settled(), seenTexts.settled(), features.settled(), attributesKept]);
    },
  };
}

/** With links followed, as paths are compared; as it is named where it cannot be found. */
async function personsHome(): Promise<string> {
  return await realPath(homedir()).catch(() => homedir());
}

/** Those of the files that git tracks; none where it cannot say. */
async function trackedFiles(git: Git, root: string, paths: readonly string[]): Promise<string[]> {
  try {
    const args = ['ls-files', '-z', '--', ...paths];
    const { exitCode, stdout } = await git.run(args, { cwd: root, signal: AbortSignal.timeout(5000) });
    return exitCode === 0
      ? stdout
          .split('\0')
          .filter(Boolean)
          .map((path) => join(root, path))
      : [];
  } catch {
    return [];
  }
}
