import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ToolError } from '../agent/tool.ts';
import { errorCode } from './errorCode.ts';

/** A search over a huge tree ends here, in milliseconds. */
const timeLimit = 60_000;
const maxComplaint = 4000;

/**
 * Runs ripgrep and hands over its output piece by piece, in order. `take` returns false when it has enough: ripgrep is
 * ended and the result is true. Throws `ToolError` with ripgrep's own words when it does not accept the question.
 */
export async function runRipgrep(
  binary: string,
  args: readonly string[],
  path: string,
  signal: AbortSignal,
  separator: '\0' | '\n',
  take: (piece: string) => boolean,
): Promise<boolean> {
  signal.throwIfAborted();
  const child = spawn(binary, args, { cwd: folderOf(path), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let enough = false;
  let timedOut = false;
  let failure: unknown;
  const end = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeLimit);
  signal.addEventListener('abort', end, { once: true });

  let rest = '';
  const decoder = new TextDecoder();
  child.stdout.on('data', (chunk: Buffer) => {
    if (enough) return;
    rest += decoder.decode(chunk, { stream: true });
    const pieces = rest.split(separator);
    rest = pieces.pop() ?? '';
    try {
      for (const piece of pieces) {
        if (piece !== '' && !take(piece)) {
          enough = true;
          break;
        }
      }
    } catch (error) {
      failure = error;
      enough = true;
    }
    if (enough) end();
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < maxComplaint) complaint += chunk.toString('utf8');
  });

  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (failure !== undefined) throw failure;
    if (timedOut)
      throw new ToolError('The search took more than a minute. Search in a smaller folder, or with a narrower glob.');
    if (enough) return true;
    if (code === 2 && complaint.trim() !== '')
      throw new ToolError(`The search was not understood: ${complaint.trim().slice(0, 1000)}`);
    return false;
  } catch (error) {
    if (errorCode(error) === 'ENOENT')
      throw new ToolError(`ripgrep is no longer at ${binary}. Reload the window.`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** Ripgrep's working folder: what is searched, or the folder of the one file. */
function folderOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new ToolError(`${path} does not exist. Use list_directory or glob to find the right path.`);
  return found.isDirectory() ? path : dirname(path);
}
