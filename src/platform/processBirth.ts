import { readFileSync } from 'node:fs';
import { errorCode } from './errorCode.ts';

/** The start time of a process on Linux (field 22 of its stat file); `''` elsewhere, where the number alone must do. */
export function birthOf(pid: number): string {
  return statOf(pid)?.born ?? '';
}

/** True while the process of this number that was born then runs, on this machine. */
export function stillRuns(pid: number, born: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  const stat = statOf(pid);
  // One that is dead keeps its number until its parent has taken note.
  return (stat?.born ?? '') === born && stat?.state !== 'Z' && stat?.state !== 'X';
}

function statOf(pid: number): { readonly state: string; readonly born: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', born: fields[19] ?? '' };
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}
