import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeAtomic } from './writeAtomic.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * Writes the attributes with which commands that only look run git: `lines`, after the person's own, which they would
 * otherwise replace. The file is there, with `lines` at least, as soon as this returns; it resolves when it is whole. Throws
 * at once where it cannot be written: without it git shows what is in secret files.
 */
export function writeGitAttributes(path: string, lines: string, environment: Environment): Promise<void> {
  if (!readOr(path, '').endsWith(`${lines}\n`)) writeFileSync(path, `${lines}\n`, { mode: 0o600 });
  return addOwn(path, lines, environment);
}

async function addOwn(path: string, lines: string, environment: Environment): Promise<void> {
  try {
    const own = await ownGitFile('attributes', environment);
    const text = own === '' ? `${lines}\n` : `${own}\n${lines}\n`;
    if (readOr(path, '') !== text) await writeAtomic(path, text, { mode: 0o600, fsync: false });
  } catch {
    // Without the person's own attributes a diff looks a little different; nothing more.
  }
}

const entries = { attributes: 'core.attributesFile', ignore: 'core.excludesFile' } as const;

/** What the person's own file of git's holds for all their repositories, from where git looks for it; '' where there is none. */
export async function ownGitFile(kind: keyof typeof entries, environment: Environment): Promise<string> {
  const home = environment.HOME ?? homedir();
  const named = await new Promise<string>((done) => {
    const args = ['config', '--global', '--type=path', '--get', entries[kind]];
    execFile('git', args, { cwd: home, env: { ...environment } }, (_, stdout) => done(stdout.trim()));
  });
  return readOr(named || join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'git', kind), '');
}

function readOr<T>(path: string, otherwise: T): string | T {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
