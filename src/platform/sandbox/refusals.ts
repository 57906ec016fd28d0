import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { connecting } from '../../agent/confined.ts';

/** Refusals named in a result; more are counted. */
const maxNamed = 12;
const maxLength = 200;

const verbs: Readonly<Record<string, string>> = {
  open: 'write',
  openat: 'write',
  openat2: 'write',
  creat: 'write',
  truncate: 'shorten',
  mkdir: 'make the folder',
  mkdirat: 'make the folder',
  unlink: 'delete',
  unlinkat: 'delete',
  rmdir: 'delete the folder',
  rename: 'move',
  renameat: 'move',
  renameat2: 'move',
  link: 'link',
  linkat: 'link',
  symlink: 'make the link',
  symlinkat: 'make the link',
  chmod: 'change the rights of',
  fchmodat: 'change the rights of',
  chown: 'change the owner of',
  fchownat: 'change the owner of',
  'file-write-create': 'write',
  'file-write-data': 'write',
  'file-write-unlink': 'delete',
  'file-read-data': 'read',
  'file-read-metadata': 'look at',
  'network-outbound': connecting,
};

/**
 * The library's lines on what a command tried, in words, without what nobody would have allowed: places that the person
 * could not write either, and what programs try as a matter of course. Each kind and place once.
 */
export function refusalsIn(lines: readonly string[]): string[] {
  const said = new Set<string>();
  for (const line of lines) {
    const match = /^deny(?:\(\d+\))? (\S+) (.+)$/.exec(line.replace(/^.*?(?=deny)/, ''));
    if (!match) continue;
    const [, action = '', rest = ''] = match;
    if (action === 'network-outbound') said.add(`${connecting} ${rest}`.slice(0, maxLength));
    else if (rest.startsWith('/') && matters(action, rest))
      said.add(`${verbs[action] ?? action} ${rest}`.slice(0, maxLength));
  }
  const all = [...said];
  return all.length <= maxNamed ? all : [...all.slice(0, maxNamed), `and ${all.length - maxNamed} more`];
}

function matters(action: string, path: string): boolean {
  if (/^\/(?:dev|proc|sys)\//.test(path) || path.includes('/__pycache__')) return false;
  return action.startsWith('file-read') || couldWrite(path);
}

/** Whether the person's own rights would have sufficed outside the sandbox. */
function couldWrite(path: string): boolean {
  let target = path;
  while (!existsSync(target)) target = dirname(target);
  try {
    accessSync(target, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
