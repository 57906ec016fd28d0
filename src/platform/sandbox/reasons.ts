import { existsSync, readFileSync } from 'node:fs';
import type { SandboxPrograms } from './library.ts';
import type { SelfTestCheck } from './selfTest.ts';

// Why there is no sandbox, each a text for people that says what to do.

/** Why there is none on this system at all, or `undefined`. */
export function notSupported(platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'linux') {
    if (/microsoft/i.test(read('/proc/version')) && !/WSL2|WSL 2/i.test(read('/proc/version')))
      return 'WSL 1 has no sandbox. Use WSL 2.';
    return undefined;
  }
  if (platform === 'darwin') return undefined;
  if (platform === 'win32') return 'On Windows there is no sandbox. Open the folder in WSL 2, where there is one.';
  return 'There is no sandbox for this system.';
}

/** What to install, or `undefined`. */
export function missingPrograms(
  found: SandboxPrograms,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (found.bash === undefined) return 'bash is missing.';
  if (platform !== 'linux') return undefined;
  const missing = [
    ...(found.bwrap === undefined ? ['bubblewrap'] : []),
    ...(found.socat === undefined ? ['socat'] : []),
  ];
  if (missing.length === 0) return undefined;
  const verb = missing.length === 1 ? 'is' : 'are';
  return `${missing.join(' and ')} ${verb} not installed. ${installLine(missing.join(' '))}`;
}

function installLine(names: string): string {
  const managers: readonly (readonly [string, string])[] = [
    ['/usr/bin/apt-get', `sudo apt-get install ${names}`],
    ['/usr/bin/dnf', `sudo dnf install ${names}`],
    ['/usr/bin/pacman', `sudo pacman -S ${names}`],
    ['/usr/bin/zypper', `sudo zypper install ${names}`],
    ['/sbin/apk', `sudo apk add ${names}`],
  ];
  const known = managers.find(([path]) => existsSync(path));
  return known ? `Install: ${known[1]}` : `Install ${names} with your system's package manager.`;
}

/** What the self-test found not to hold, and what that usually comes from. */
export function untrusted(open: readonly SelfTestCheck[]): string {
  const said = open.map(({ detail }) => detail).join(' ');
  if (!open.some(({ name }) => name === 'commands')) return `The sandbox did not pass its self-test. ${said}`;
  const first = open[0]?.detail ?? '';
  return `The sandbox does not start here. ${usualCause(first)} ${first}`;
}

function usualCause(detail: string): string {
  if (read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns').trim() === '1') {
    return 'This system lets no program make namespaces without an AppArmor profile: install one for /usr/bin/bwrap (package apparmor-profiles), or set the sysctl kernel.apparmor_restrict_unprivileged_userns to 0.';
  }
  if (read('/proc/sys/kernel/unprivileged_userns_clone').trim() === '0')
    return 'User namespaces are switched off: set the sysctl kernel.unprivileged_userns_clone to 1.';
  if (/namespace|uid map|not permitted|mount/i.test(detail)) {
    return 'User namespaces seem to be forbidden, as in many containers: allow them (Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined, or a profile that permits them).';
  }
  return '';
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
