import { wrapperOf } from './wrappers.ts';

/** Programs that run code they are given; harmless to generalise only once the code is named. */
const interpreters = set(`node nodejs deno bun python python2 python3 pypy pypy3 ruby perl php lua luajit tclsh wish
  osascript Rscript julia ghci scala groovy jshell iex erl sqlite3 psql mysql mongosh irb pry gdb lldb pwsh powershell cmd
  awk gawk mawk nawk sed ed ex vi vim nvim emacs make gmake ninja just task rake ant tsx ts-node esno jiti babel-node
  vite-node coffee dart kotlin swift ipython bpython ptpython guile racket sbcl clisp clojure clj bb nim crystal zig R octave
  gnuplot qjs bc dc m4 expect java electron duckdb redis-cli`);

/** Tools whose options or operands can name programs, containers, hosts or scripts: never more than their exact text. */
const exactOnly = set(`docker podman nerdctl buildah kubectl helm terraform tofu pulumi ansible ansible-playbook vagrant
  find fd fdfind tar rsync scp sftp curl wget nc ncat socat openssl gpg ssh-keygen crontab systemctl service launchctl dd
  mkfs mount umount chmod chown rm mv cp ln install tee truncate shred kill pkill killall git-filter-repo gh glab aws gcloud
  az heroku fly vercel netlify npx bunx pnpx uvx pipx nix nix-shell brew apt apt-get dnf yum pacman snap pip pip3 gem`);

/** Programs that only set up an environment and then run what follows. */
const transparent: Readonly<Record<string, string>> = {
  poetry: 'run',
  uv: 'run',
  pipenv: 'run',
  rye: 'run',
  hatch: 'run',
  pdm: 'run',
  bundle: 'exec',
};

/** Subcommands that take a program, a package or a script of any kind. */
const openSubcommands: Readonly<Record<string, ReadonlySet<string>>> = {
  npm: set('exec x init create config set install i add ci update publish link pkg run run-script explore edit'),
  pnpm: set('exec dlx create config add install i update publish link run'),
  yarn: set('exec dlx create config add install publish link run node'),
  bun: set('x create add install run link publish'),
  go: set('run generate install get tool'),
  cargo: set('install publish login add'),
  dotnet: set('tool nuget exec add'),
  git: set(`config bisect submodule filter-branch difftool mergetool rebase am apply push fetch pull clone remote
    send-email credential hook daemon archive ls-remote upload-pack receive-pack reset clean checkout restore gc
    update-ref worktree`),
};

/**
 * True where further words could make of it any program at all, or reach what the words so far do not tell. Such a
 * command may be saved by its exact text only.
 */
export function isOpenEnded(words: readonly string[]): boolean {
  const [program = '', second, third] = words;
  if (wrapperOf(program) || program.includes('=') || exactOnly.has(program)) return true;
  const inner = Object.hasOwn(transparent, program) ? transparent[program] : undefined;
  if (inner !== undefined) return second !== inner || third === undefined || isOpenEnded(words.slice(2));
  const subcommands = Object.hasOwn(openSubcommands, program) ? openSubcommands[program] : undefined;
  if (subcommands) {
    if (second === undefined || second.startsWith('-')) return true;
    // A script that is named is what the project itself wrote down.
    if (/^run(?:-script)?$/.test(second)) return third === undefined || third.startsWith('-');
    return subcommands.has(second);
  }
  if (!interpreters.has(program)) return false;
  if (second === '-m' && /^python/.test(program)) return third === undefined;
  return second === undefined || second.startsWith('-');
}

function set(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
