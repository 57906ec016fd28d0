import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A TCP socket on which a process waits for connections: the address as the system writes it, and whose it is. */
export interface ListeningPort {
  readonly process: string;
  readonly loopback: boolean;
}

/**
 * What the extension hosts among the processes of one VS Code server listen on. Linux only; throws where none of them
 * runs, so that a test cannot pass for want of something to look at.
 */
export function portsOfExtensionHosts(server: number): ListeningPort[] {
  const hosts = descendants(server).filter((pid) => commandLine(pid).includes('--type=extensionHost'));
  if (hosts.length === 0) throw new Error('There is no extension host to look at.');
  return hosts.flatMap((pid) => portsOf(pid));
}

/** What one process listens on. */
export function portsOf(pid: number): ListeningPort[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const target = quietly(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? '';
      return /^socket:\[(\d+)\]$/.exec(target)?.slice(1) ?? [];
    }),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    (quietly(() => readFileSync(`/proc/${pid}/net/${table}`, 'utf8')) ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && inode !== undefined && inodes.has(inode))
      .map(([, local = '']) => ({
        process: commandLine(pid),
        loopback: /^(?:0100007F|00000000000000000000000001000000|0000000000000000FFFF00000100007F):/.test(local),
      })),
  );
}

function descendants(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      const stat = quietly(() => readFileSync(`/proc/${name}/stat`, 'utf8')) ?? '';
      return { pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
    });
  const found = [root];
  for (const pid of found) found.push(...parents.filter(({ parent }) => parent === pid).map((one) => one.pid));
  return found;
}

function commandLine(pid: number): string {
  return (quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').replaceAll('\0', ' ');
}

/** Processes and their files come and go while they are looked at. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
