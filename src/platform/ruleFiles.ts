import { constants, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../agent/ports.ts';
import type { RuleFile, RuleFiles } from '../agent/ruleFiles.ts';
import { createRuleSaving } from './saveRules.ts';

export interface RuleFilesOptions {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** Belay's own folder, with the person's `settings.json`. */
  readonly home: string;
  /** A project's rules are read only where the person trusts it. */
  trusted(): boolean;
  /** The administrator's file; `managedRulesPath` where nothing else is said. */
  readonly managed: string;
  readonly log: Pick<Log, 'debug'>;
}

/** Longer files are no settings. */
const maxBytes = 1024 * 1024;

/** Where an administrator puts rules for everybody on the machine. */
export function managedRulesPath(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'win32') return join(environment.ProgramData || 'C:\\ProgramData', 'Belay', 'settings.json');
  if (platform === 'darwin') return '/Library/Application Support/Belay/settings.json';
  return '/etc/belay/settings.json';
}

/**
 * The rules of the administrator, the person and the project. They are looked at before each call, by size and times of
 * the files, so that a rule that was saved here or in another window counts at once.
 */
export function createRuleFiles({ root, home, trusted, managed, log }: RuleFilesOptions): RuleFiles {
  const own = join(home, 'settings.json');
  const shared = join(root, '.belay', 'settings.json');
  let last: { readonly stamp: string; readonly files: readonly RuleFile[] } | undefined;

  return {
    async read() {
      const wanted: [RuleFile['source'], string][] = [
        ['managed', managed],
        ['user', own],
        ...(trusted() ? [['project', shared] satisfies [RuleFile['source'], string]] : []),
      ];
      const looked = [...wanted.map(([, path]) => path), dirname(managed)];
      const stamps = looked.map(stampOf);
      const stamp = JSON.stringify([wanted, stamps]);
      if (last?.stamp !== stamp) {
        const files = await Promise.all(wanted.map(([source, path]) => readFileOf(source, path)));
        log.debug(`rules read from ${files.filter(({ text }) => text !== undefined).length} files`);
        last = { stamp, files };
      }
      return last.files;
    },
    save: createRuleSaving({ path: own, lock: join(home, 'settings.lock') }),
  };
}

/** Asked before every call, at once: four turns through the thread pool would take longer than all else of the gate. */
function stampOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return 'ENOENT';
    const { mtimeMs, ctimeMs, size, ino, uid, mode } = found;
    return `${mtimeMs} ${ctimeMs} ${size} ${ino} ${uid} ${mode}`;
  } catch (error) {
    return codeOf(error);
  }
}

async function readFileOf(source: RuleFile['source'], path: string): Promise<RuleFile> {
  try {
    // Opened without waiting: a pipe in the place of the file would hold the gate.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) return { source, path, problem: 'it is no ordinary file' };
      if (found.size > maxBytes) return { source, path, problem: 'it is longer than 1 MB' };
      const weak = source === 'managed' ? await weakness(path, found) : undefined;
      if (weak !== undefined) return { source, path, problem: weak };
      const bytes = await handle.readFile();
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      const doubtful = source === 'managed' && process.platform === 'win32';
      return { source, path, text, ...(doubtful ? { tightenOnly: true as const } : {}) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { source, path };
    const why = error instanceof Error ? error.message : String(error);
    return { source, path, problem: `it cannot be read (${why})` };
  }
}

/**
 * Why an administrator's file may be somebody else's: it, and the folder it lies in, must belong to root and be writable
 * by nobody else. On Windows anybody can make a folder in %ProgramData%, and rights are not looked at: there such a file
 * can only tighten.
 */
async function weakness(
  path: string,
  file: { readonly uid: number; readonly mode: number },
): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = await stat(dirname(path));
  if (file.uid !== 0 || folder.uid !== 0)
    return 'it, or its folder, does not belong to root, so it may not be the administrator’s (make root its owner)';
  if (((file.mode | folder.mode) & 0o022) !== 0)
    return 'others than root can write it or its folder, so it may not be the administrator’s (take their rights away)';
  return undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
