import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { birthOf, stillRuns } from './processBirth.ts';

// Names of files that are only there while they are written. Each says who writes it, so that what a dead writer has left
// can be told from what a living one needs.

/** Where process numbers mean the same: this machine and, in a container, its own count of processes. */
const where = createHash('sha256').update(`${hostname()}\n${processSpace()}`).digest('hex').slice(0, 8);
const ours = /^\.belay-([0-9a-f]{8})-(\d{1,10})-(\d{0,20})-[0-9a-f]{12}\.tmp$/;
let own: string | undefined;

/** A name that no other file has. */
export function unfinishedName(): string {
  own ??= `.belay-${where}-${process.pid}-${birthOf(process.pid)}`;
  return `${own}-${randomBytes(6).toString('hex')}.tmp`;
}

/** True for a name of that kind whose writer ran on this machine and runs no more. */
export function isLeftBehind(name: string): boolean {
  const [, place, pid, born] = ours.exec(name) ?? [];
  return place === where && born !== undefined && !stillRuns(Number(pid), born);
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has it.
    return '';
  }
}
