import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { ToolError } from '../../agent/tool.ts';
import { type Findings, isBelow, type SandboxPaths } from './policy.ts';

export interface ScanOptions {
  readonly roots: readonly string[];
  /** Path of ripgrep. */
  readonly ripgrep: string;
  readonly paths: SandboxPaths;
  readonly signal?: AbortSignal | undefined;
}

/** Folders below a root that are looked into; a very large workspace is looked through less deep. */
const depths = [12, 4] as const;
const timeLimitMs = 3000;
/** More than this many guarded places would make the start of every command slow, or impossible. */
const maxPlaces = 1500;

/** Never looked into: what packages bring is run anyway, and the rest of a git folder holds nothing of interest. */
const passedOver = ['node_modules/**', '.git/objects/**', '.git/logs/**', '.git/refs/**', '.git/lfs/**'];
const gitMarks = ['.git', '.git/HEAD', '.git/modules/**/HEAD', '.git/worktrees/*/HEAD'];
/** What ties a worktree's git folder to its repository and its settings. */
const worktreeFiles = ['commondir', 'gitdir', 'config.worktree'];

/**
 * Looks through the workspace for what the sandbox must guard: repositories, files that other programs run or trust, and
 * files that hold secrets. Links are not followed. Throws `ToolError` where there is too much of it to guard.
 */
export async function scanWorkspace(options: ScanOptions): Promise<Findings> {
  const found = (await Promise.all(options.roots.map((root) => filesOf(root, options)))).flat();
  const repositories = new Set<string>();
  const gitFolders = new Set<string>();
  const guarded = new Set<string>();
  const secrets = new Set<string>();
  for (const { root, path } of found) {
    const parts = path.split(sep);
    const git = parts.indexOf('.git');
    if (git >= 0) {
      const repository = join(root, ...parts.slice(0, git));
      repositories.add(repository);
      if (git === parts.length - 1) guarded.add(join(root, path));
      else if (parts.at(-1) === 'HEAD') takeGitFolder(dirname(join(root, path)), gitFolders, guarded);
      continue;
    }
    if (options.paths.isSecret(path) && isTrulySecret(join(root, path))) secrets.add(join(root, path));
    if (options.paths.isGuarded(path)) guarded.add(join(root, topmost(parts, options.paths)));
  }
  if (guarded.size + gitFolders.size + secrets.size > maxPlaces) {
    throw new ToolError(
      `This workspace holds more than ${maxPlaces} files that other programs run or trust, too many for the sandbox to guard. Open a smaller folder.`,
    );
  }
  return {
    repositories: [...repositories],
    gitFolders: [...gitFolders],
    guarded: [...guarded],
    secrets: [...secrets],
    hookFolders: [...gitFolders].flatMap((folder) => hookFolder(folder, options.roots)),
  };
}

function takeGitFolder(folder: string, gitFolders: Set<string>, guarded: Set<string>): void {
  if (existsSync(join(folder, 'objects'))) gitFolders.add(folder);
  else for (const name of worktreeFiles) if (existsSync(join(folder, name))) guarded.add(join(folder, name));
}

/** The shortest beginning of a path that is guarded as a whole: one folder instead of all its files. */
function topmost(parts: readonly string[], paths: SandboxPaths): string {
  for (let count = 1; count < parts.length; count++) {
    const start = parts.slice(0, count).join(sep);
    if (paths.isGuarded(start)) return start;
  }
  return parts.join(sep);
}

/** Settings of package managers count as secret by name; most hold none, and commands need them. */
function isTrulySecret(path: string): boolean {
  if (!/[\\/]\.(?:npmrc|yarnrc\.yml)$/i.test(path)) return true;
  try {
    return lstatSync(path).size > 65_536 || /_auth|_password|authtoken|authident/i.test(readFileSync(path, 'utf8'));
  } catch {
    return true;
  }
}

/** Where a repository's hooks lie by its own configuration, if that is inside a root. */
function hookFolder(gitFolder: string, roots: readonly string[]): string[] {
  let text: string;
  try {
    text = readFileSync(join(gitFolder, 'config'), 'utf8');
  } catch {
    return [];
  }
  return [...text.matchAll(/^\s*hookspath\s*=\s*"?([^"\n#;]+?)"?\s*$/gim)]
    .map(([, path = '']) => resolve(dirname(gitFolder), path))
    .filter((path) => roots.some((root) => isBelow(root, path) && path !== root));
}

async function filesOf(root: string, options: ScanOptions): Promise<{ root: string; path: string }[]> {
  for (const depth of depths) {
    const listed = await list(root, depth, options);
    if (listed) return listed.map((path) => ({ root, path: path.slice(root.length + 1) }));
  }
  throw new ToolError('The workspace could not be looked through in time, so the sandbox cannot guard it.');
}

/** The files of interest, absolute; `undefined` where it took too long. */
async function list(root: string, depth: number, options: ScanOptions): Promise<string[] | undefined> {
  const { guardedGlobs, secretGlobs } = options.paths;
  const wanted = [...guardedGlobs, ...secretGlobs].filter((glob) => !glob.startsWith('**/.git/'));
  const globs = [
    ...wanted,
    ...gitMarks.map((glob) => `**/${glob}`),
    ...passedOver.map((glob) => `!**/${glob}`),
  ].flatMap((glob) => ['--iglob', glob]);
  const args = ['--files', '--null', '--hidden', '--no-ignore', '--no-config', '--no-messages', '--one-file-system'];
  const child = spawn(options.ripgrep, [...args, '--max-depth', String(depth), ...globs, '--', root], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  let late = false;
  const end = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeLimitMs);
  options.signal?.addEventListener('abort', end, { once: true });
  try {
    const code = await new Promise<number | null>((done, fail) => {
      child.once('error', fail);
      child.once('close', done);
    });
    options.signal?.throwIfAborted();
    if (late) return undefined;
    // 1: nothing found; 2: some folder could not be read, and the rest was listed.
    if (code !== 0 && code !== 1 && code !== 2)
      throw new Error(`ripgrep ended with ${code} while the workspace was scanned`);
    return Buffer.concat(chunks).toString('utf8').split('\0').filter(Boolean);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', end);
  }
}
