import type { Argument } from '../argument.ts';
import type { Check } from '../checks/check.ts';
import { endlessCommands, unknownPrograms, versionFlags, viewerOptions, wrappers } from '../checks/meaning.ts';
import { shellState } from '../checks/syntax.ts';
import { names } from './options.ts';

/** Programs that run others: what they are given is never looked through. */
const wrapping = new Set(
  names(`env command builtin nice ionice nohup timeout time stdbuf setsid xargs parallel watch script flock busybox toybox
    sudo doas su runuser chroot unshare nsenter chrt taskset strace ltrace gdb entr caffeinate unbuffer expect at batch
    crontab systemd-run gosu setpriv fakeroot proxychains proxychains4 firejail bwrap ssh mosh rsh`),
);

/** Builtins that evaluate, load or leave something behind. */
const state = new Set(
  names(`eval exec source . trap enable hash shopt set unset export declare typeset local readonly alias unalias history fc
    bind complete compgen compopt mapfile readarray let getopts shift umask ulimit jobs fg bg disown kill wait suspend
    pushd popd dirs coproc caller logout return times`),
);

/** Tools that run what a folder chooses even when asked for their version. */
const folderTools = new Set(
  names('yarn yarnpkg pnpm cargo rustc rustup go gofmt mvn gradle bundle rails deno bun sbt mix'),
);

const pagers = new Set(
  names('less more most man info bat batcat pg view tar unzip zip gzip gunzip zcat bzip2 xz zstd ar'),
);

/** Why a command without a description of its own is not let through. */
export function familyOf(name: string, words: readonly Argument[]): [Check, string] {
  if (wrapping.has(name)) return [wrappers, `${name} runs another command, which is not looked through.`];
  if (state.has(name)) return [shellState, `${name} evaluates text, loads files or changes the shell.`];
  if (name === 'yes') return [endlessCommands, 'yes never ends.'];
  if (folderTools.has(name) && words.length === 1 && /^(?:-v|-V|--version|version)$/.test(words[0]?.text ?? ''))
    return [versionFlags, `${name} can run what the folder chooses even to print its version.`];
  if (pagers.has(name)) return [viewerOptions, `${name} can start other programs or write files.`];
  return [unknownPrograms, `${name} is not on the list of programs that only look.`];
}
