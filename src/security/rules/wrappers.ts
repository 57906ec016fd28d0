/** How a program names the command that it runs. */
export interface Wrapper {
  /** Words of its own before that command which are no options: the seconds of `timeout`, the host of `ssh`. */
  readonly operands: number;
  /** It reads shell text out of words, here-documents or its input. */
  readonly shell?: true;
}

const plain: Wrapper = { operands: 0 };
const one: Wrapper = { operands: 1 };

const table: ReadonlyMap<string, Wrapper> = new Map([
  ...named(
    `env command builtin exec nice ionice nohup time stdbuf setsid xargs parallel sudo doas unshare strace ltrace
    caffeinate unbuffer busybox toybox systemd-run setpriv fakeroot proxychains proxychains4 firejail bwrap chronic
    npx bunx pnpx uvx entr runuser su watch script at batch rlwrap catchsegv valgrind perf gtimeout gnice coproc pkexec
    cross-env cross-env-shell env-cmd dotenv dotenvx concurrently nodemon watchexec hyperfine dumb-init tini daemonize
    tsocks torsocks torify numactl setarch linux32 linux64 prlimit cpulimit softlimit envdir chpst s6-setuidgid eatmydata
    faketime proot fakechroot nsjail minijail0 capsh runcon sem apply ifne systemd-cat systemd-inhibit dbus-run-session
    dbus-launch xvfb-run ssh-agent gtime tmux screen zellij winpty wsl pee sg newgrp`,
    plain,
  ),
  ...named('timeout taskset chrt flock chroot gosu su-exec nsenter ssh mosh rsh dlx', one),
  ...named('bash sh zsh dash ksh ash fish csh tcsh rbash eval source . trap', { operands: 0, shell: true }),
]);

const shellText = new Set(
  `watch script su ssh mosh rsh flock parallel env xargs at batch runuser sem pee sg tmux screen zellij hyperfine nodemon
  watchexec concurrently cross-env-shell capsh wsl nix-shell`.split(/\s+/),
);

/** What is known of a program that runs another; the name may be a path and in any case. */
export function wrapperOf(program: string): Wrapper | undefined {
  return table.get(program);
}

/** True where it reads shell text in some form. */
export function readsShellText(program: string): boolean {
  return table.get(program)?.shell === true || shellText.has(program);
}

function named(list: string, wrapper: Wrapper): [string, Wrapper][] {
  return list.split(/\s+/).map((name) => [name, wrapper]);
}
