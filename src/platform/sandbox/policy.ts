import { join, sep } from 'node:path';

/** A name below a root or repository that no command may create or change; see the security folder's lists. */
interface GuardedName {
  readonly name: string;
  readonly asFile?: true;
  readonly beside?: readonly string[];
  readonly nested?: true;
}

/** Which paths matter; a root hands in the lists of the security folder. Globs as ripgrep reads them, any case. */
export interface SandboxPaths {
  readonly guarded: readonly GuardedName[];
  readonly guardedInGit: readonly GuardedName[];
  readonly unholdableInGit: readonly string[];
  readonly homeSecrets: readonly string[];
  readonly systemSecrets: readonly string[];
  readonly guardedGlobs: readonly string[];
  readonly secretGlobs: readonly string[];
  isGuarded(path: string): boolean;
  isSecret(path: string): boolean;
}

/** What lies in the workspace, as a scan found it. All absolute, links followed. */
export interface Findings {
  /** Folders that hold a `.git`, the roots among them or not. */
  readonly repositories: readonly string[];
  /** git's own folders: of repositories, and of submodules and worktrees inside them. */
  readonly gitFolders: readonly string[];
  /** Existing files and folders that other programs run or trust. */
  readonly guarded: readonly string[];
  /** Existing files that hold secrets. */
  readonly secrets: readonly string[];
  /** Folders that a repository's configuration names as the place of its hooks. */
  readonly hookFolders: readonly string[];
}

export interface PolicyInput {
  readonly roots: readonly string[];
  /** The session's own folder for temporary files. */
  readonly temporary: string;
  /** The person's home folder, and Belay's own. */
  readonly home: string;
  readonly belayHome: string;
  /** Folders inside Belay's own that may be read: output that was cut. */
  readonly readable: readonly string[];
  /** The folder of the running bundle: a command that could change it would decide what runs next, outside. */
  readonly bundleFolder: string;
  /** This process's own folder: the library guards names of its own there. */
  readonly processFolder: string;
  readonly paths: SandboxPaths;
  readonly findings: Findings;
  exists(path: string): boolean;
}

/** What a command in the sandbox may do with files; everything absolute. What is not writable can only be read. */
export interface SandboxPolicy {
  readonly allowWrite: readonly string[];
  readonly denyWrite: readonly string[];
  readonly denyRead: readonly string[];
  readonly allowRead: readonly string[];
  /** Missing paths that are kept missing: on Linux an empty stand-in shows there while a command runs. */
  readonly standIns: readonly string[];
  /** The ones among them that stand in as files, and secrets, as git's ignore patterns name them: relative to a root. */
  readonly hiddenFromGit: readonly string[];
  /** Missing paths that nothing can stand in for. */
  readonly unholdable: readonly string[];
}

/** Where the library lets every command write, whatever it is told: shared folders with fixed names. */
const libraryFolders = ['/tmp/claude', '/private/tmp/claude'];
const libraryHomeFolders = ['.npm/_logs', '.claude/debug'];
/** What the library itself guards in the process's folder; left to it, a file would stand in for each, in git's way. */
const libraryNames = [
  '.gitconfig',
  '.gitmodules',
  '.bashrc',
  '.bash_profile',
  '.zshrc',
  '.zprofile',
  '.profile',
  '.ripgreprc',
  '.mcp.json',
];

/** Repositories inside the workspace beyond so many get their git folders guarded, but no stand-ins for what is missing. */
const maxNested = 20;

export function sandboxPolicy(input: PolicyInput): SandboxPolicy {
  const { roots, temporary, home, belayHome, bundleFolder, processFolder, paths, findings, exists } = input;
  const deny = new Set<string>();
  const standIns = new Set<string>();
  const hidden = new Set<string>();

  const guard = (folder: string, { name, asFile, beside }: GuardedName, untracked: boolean): void => {
    const path = join(folder, name);
    if (exists(path)) {
      deny.add(path);
      return;
    }
    if (beside && !beside.some((other) => exists(join(folder, other)))) return;
    deny.add(path);
    standIns.add(firstMissing(path, folder, exists));
    // A path below it makes the stand-in an empty folder: git sees none, and programs pass it over.
    if (!asFile) deny.add(join(path, 'belay'));
    else if (untracked) hidden.add(gitPattern(path, roots));
  };

  for (const root of roots) for (const name of paths.guarded) guard(root, name, true);
  const nested = findings.repositories.filter((folder) => !roots.includes(folder)).slice(0, maxNested);
  for (const folder of nested) for (const name of paths.guarded) if (name.nested) guard(folder, name, true);
  if (roots.some((root) => isBelow(root, processFolder))) {
    for (const name of libraryNames) guard(processFolder, { name }, true);
  }
  for (const root of roots) if (!exists(join(root, '.git'))) guard(root, { name: '.git' }, true);
  for (const folder of findings.gitFolders) {
    for (const name of paths.guardedInGit) guard(folder, name, false);
  }
  for (const path of [...findings.guarded, ...findings.hookFolders]) deny.add(path);
  for (const path of [belayHome, bundleFolder]) if (roots.some((root) => isBelow(root, path))) deny.add(path);
  for (const path of libraryFolders) deny.add(path);
  for (const name of libraryHomeFolders) deny.add(join(home, name));
  for (const path of findings.secrets) hidden.add(gitPattern(path, roots));

  return {
    allowWrite: [...roots, temporary],
    denyWrite: [...deny],
    denyRead: [
      ...paths.homeSecrets.map((name) => join(home, name)).filter((path) => !holdsRoot(path, roots)),
      ...paths.systemSecrets,
      belayHome,
      ...findings.secrets,
    ],
    allowRead: input.readable,
    standIns: [...standIns],
    hiddenFromGit: [...hidden],
    unholdable: findings.gitFolders.flatMap((folder) =>
      paths.unholdableInGit.map((name) => join(folder, name)).filter((path) => !exists(path)),
    ),
  };
}

/** Why a folder cannot be a workspace of the sandbox, or `undefined`: too much that matters would lie inside it. */
export function unfitRoot(root: string, home: string): string | undefined {
  if (root === sep || isBelow(root, home))
    return 'The workspace is your home folder, or holds it. The sandbox protects a project folder; open one.';
  return undefined;
}

/** Allowed hosts as a person writes them: `example.com`, `*.example.com`, each perhaps with `:port`. */
export function isDomainPattern(text: string): boolean {
  const match = /^(?:\*\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::(\d{1,5}))?$/i.exec(text);
  if (!match) return false;
  const [, name = '', port] = match;
  if (text.startsWith('*.') && !name.includes('.')) return false;
  return name.length <= 253 && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535));
}

/** True when `path` is `folder` or below it; both absolute and normalised. */
export function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function holdsRoot(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => isBelow(path, root));
}

/** The first part of a missing path, below a folder that exists, that is not there. */
function firstMissing(path: string, folder: string, exists: (path: string) => boolean): string {
  let at = folder;
  for (const part of path.slice(folder.length).split(sep).filter(Boolean)) {
    at = join(at, part);
    if (!exists(at)) return at;
  }
  return path;
}

function gitPattern(path: string, roots: readonly string[]): string {
  const root = roots.find((one) => isBelow(one, path));
  const relative = root === undefined ? path : path.slice(root.length);
  return relative
    .split(sep)
    .join('/')
    .replace(/[\\*?[\]!# ]/g, '\\$&');
}
