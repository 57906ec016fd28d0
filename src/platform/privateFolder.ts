import { chmod, mkdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** Belay's own folder: `BELAY_HOME` where set (it must be absolute), otherwise `.belay` in the person's home. */
export function belayHome(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  const chosen = environment.BELAY_HOME;
  if (chosen === undefined || chosen === '') return join(home, '.belay');
  if (!isAbsolute(chosen)) throw new Error(`BELAY_HOME must be an absolute path, but it is "${chosen}".`);
  return chosen;
}

/** Makes a folder, and those above it, that only its owner can enter; takes rights away from one that others can. */
export async function ensurePrivateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return path;
  const found = await stat(path);
  const user = process.getuid?.();
  if (user !== undefined && found.uid !== user) {
    throw new Error(
      `${path} belongs to another user, so Belay keeps nothing there. Set BELAY_HOME to a folder of your own.`,
    );
  }
  if ((found.mode & 0o077) !== 0) await chmod(path, 0o700);
  return path;
}
