import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `file` could be created by this process alone; a lock whose process is gone is taken over.
 * @param {string} file
 * @param {() => void} onWait called once when another process holds it
 * @returns {Promise<() => void>} gives the lock back
 */
export async function holdLock(file, onWait) {
  for (let waited = false; ; waited = true) {
    if (create(file)) return () => rmSync(file, { force: true });
    if (holderIsGone(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waited) onWait();
    await sleep(1000);
  }
}

/** @param {string} file */
function create(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function holderIsGone(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Empty: its process is about to write its id, or ended before it could.
    if (!(pid > 0)) return Date.now() - statSync(file).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ESRCH' || code === 'ENOENT') return true;
    if (code === 'EPERM') return false;
    throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
