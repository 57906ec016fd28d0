import { forEachChild, type SyntaxNode } from '../shell/parse.ts';
import { unknown } from './resolveWord.ts';
import { targetClasses, targetOf } from './targets.ts';
import type { Floor, Unit } from './units.ts';

/** Programs that run the text they are fed or given, and those that take over the shell. */
const interpreters =
  /^(?:sh|bash|zsh|dash|ksh|fish|csh|tcsh|pwsh|powershell|python[\d.]*|pypy\d*|ipython|node|nodejs|deno|bun|tsx|ts-node|perl|ruby|irb|php|lua|luajit|Rscript|R|julia|osascript|tclsh|expect|groovy|jshell|ghci|scala|swift|elixir|iex|guile|awk|gawk|psql|mysql|mariadb|sqlite3|duckdb|mongosh?|redis-cli|clickhouse-client|sqlcmd|gdb|lldb|at|batch|crontab|ed|ex|vim|vi|nvim|emacs|bc|make|docker|kubectl|ssh|xargs|parallel|patch)$/;
const plainReaders = /^(?:bc|awk|gawk|patch|make|docker|kubectl)$/;

/** Builtins that run text, or change how later commands are read. */
const state =
  /^(?:eval|source|\.|trap|alias|unalias|enable|hash|shopt|exec|bind|complete|compgen|compopt|fc|history|mapfile|readarray|coproc|zmodload|autoload|emulate|sysopen|sysread|syswrite|sysseek|zpty|ztcp|zsocket|zcompile|vared|zle|bindkey|functions|disable|noglob|nocorrect|repeat|sched|set|umask|ulimit|disown|logout|suspend|kill)$/;
const privilege =
  /^(?:sudo|doas|su|pkexec|runuser|gosu|su-exec|setpriv|chroot|unshare|nsenter|capsh|systemd-run|sg|newgrp|runas|gsudo|please|fakeroot)$/;

/** Names that harm when they stand behind another program, as `concurrently "rm -rf x"` or `dotenv rm`. */
const graveNames =
  /^(?:rm|rmdir|unlink|shred|srm|dd|mkfs[\w.]*|fdisk|parted|wipefs|sudo|doas|su|sh|bash|zsh|dash|ksh|fish|pwsh|powershell|curl|wget|nc|ncat|netcat|socat|ssh|scp|sftp|rsync|telnet|ftp|chmod|chown|chattr|kill|pkill|killall|reboot|shutdown|poweroff|halt|systemctl|launchctl|crontab|at|eval|exec|source|python[\d.]*|node|perl|ruby|php|truncate|tee|mv|ln|nohup|setsid|aws|gcloud|az|gh|kubectl|helm|terraform|docker|podman)$/;
/** Options that name a program, a plugin, a configuration of code. */
const runsProgram =
  /^--?(?:[a-z]+-)*(?:exec|toolexec|vettool|hooks?|plugins?|agentpath|agentlib|javaagent|program|cmd|command|rsh|rsync-path|pre|hostname-bin|action|init-script|loader|require|import|preload|eval|pager|editor|askpass|wrapper|ext-diff|textconv|upload-pack|receive-pack|exec-path|globalSetup|rulesdir|filter|lua-filter|shell-escape|proxy|executable|interpreter|runner|driver)(?:[=:]|$)|^-(?:fplugin|agentpath|javaagent)|^-O\./;
/** Commands of sed that run or write: `e`, `w`, `r`, and the flags of `s` that do. */
const writingSed =
  /^(?:--expression=)?(?:[\d$,/]*(?:\/[^/]*\/)?\s*[ewWrR](?:\s|$)|.*[;{]\s*[ewWrR]\s|s(.)(?:\\.|(?!\1).)*\1(?:\\.|(?!\1).)*\1\w*[ew])/;

/** Programs whose words are only text or names to look for, or that have commands of the same names. */
const onlyNames =
  /^(?:echo|printf|grep|egrep|fgrep|rg|ag|which|type|command|man|whatis|apropos|whereis|hash|git|cd|ls|cat|test|\[|true|:|export|jq|help|npm|pnpm|yarn|mkdir|touch|head|tail|wc|diff)$/;

/** Syntax behind which something runs that the words do not show. */
export function hiddenIn(node: SyntaxNode): Floor | undefined {
  switch (node.type) {
    case 'Function':
    case 'Coproc':
    case 'Select':
      return { level: 'high', why: 'functions and coprocesses give names a new meaning' };
    case 'ParameterExpansion':
      if (node.prefix === '!' || node.operation?.type === 'Transform' || node.operation?.type === 'Unknown')
        return { level: 'high', why: 'a variable names another one or is evaluated' };
      return node.index ? { level: 'uncertain', why: 'an index is evaluated' } : undefined;
    case 'ArithmeticCommand':
    case 'ArithmeticFor':
      return { level: 'uncertain', why: 'arithmetic evaluates text' };
    case 'ArithmeticExpansion':
      return holdsSubstitution(node) ? { level: 'uncertain', why: 'arithmetic evaluates text' } : undefined;
    case 'ExtendedGlob':
      return { level: 'high', why: 'the pattern means something else in each shell' };
    case 'ProcessSubstitution':
      return node.operator === '>' ? { level: 'uncertain', why: 'it feeds another command' } : undefined;
    case 'Statement':
      return node.background ? { level: 'uncertain', why: 'it goes on in the background' } : undefined;
    default:
      return undefined;
  }
}

function holdsSubstitution(node: SyntaxNode): boolean {
  let found = /\[/.test('text' in node && typeof node.text === 'string' ? node.text : '');
  forEachChild(node, (child) => {
    found ||=
      child.type === 'CommandExpansion' || child.type === 'ArithmeticCommandExpansion' || holdsSubstitution(child);
  });
  return found;
}

/** What a unit is at least, by its form alone. */
export function runsInput(unit: Unit): Floor[] {
  const { program, words, piped, places } = unit;
  const floors: Floor[] = [];
  const add = (level: Floor['level'], why: string): void => {
    floors.push({ level, why });
  };
  if (/[^\x21-\x7E]/.test(program)) add('high', 'letters in the name that only look like others');
  if (/[*?[\]{}]/.test(program) && program !== '[' && program !== '[[') add('high', 'the name is a pattern');
  if (privilege.test(program)) add('high', 'it runs with other rights');
  if (state.test(program) && !isActivation(program, words) && !isPlainSet(program, words))
    add('high', 'it runs text or changes the shell');
  if (program.includes('/') && program !== './gradlew' && program !== './mvnw')
    add(/^(?:\/|~|\.\.)/.test(program) ? 'high' : 'uncertain', 'a program that is not known by its name');
  const operand = words.find(({ text }) => !text.startsWith('-') || text === '-')?.text;
  if (interpreters.test(program)) {
    const runsFed =
      piped && !plainReaders.test(program) && (operand === undefined || operand === '-' || operand === '/dev/stdin');
    if (runsFed || operand === '/dev/fd/63' || operand?.startsWith('/tmp/')) add('high', 'it runs what it is fed');
    if (
      words.some(({ text }) =>
        /^(?:-[a-z]*[cCeErp]|--eval|--print|--exec|--command|-i|-s|--interactive)$/.test(text),
      ) &&
      !/^(?:make|docker|kubectl|bc|patch)$/.test(program)
    )
      add('uncertain', 'it runs code that stands in the command');
  }
  if (words.some(({ text }) => runsProgram.test(text))) add('uncertain', 'an option of it runs or loads something');
  if (program === 'sed' && words.some(({ text }) => writingSed.test(text))) add('high', 'its script runs or writes');
  if (/^(?:mv|cp|ln|dd|install)$/.test(program) && words.some(({ text }) => text.startsWith('/dev/')))
    add('high', 'it writes to or from a device');
  if (unit.writes.length > 0 && (/^(?::|true)$/.test(program) || words.some(({ text }) => text === '/dev/null')))
    add('uncertain', 'it empties a file');
  if (isFetched(program, words)) add('high', 'it fetches the program that it runs');
  words.forEach(({ text, disguised }, index) => {
    if (disguised && index < 3) add('high', 'a word is spelled so that it hides');
    if (text.startsWith(unknown) && !showsText(program, words, index))
      add(index < 2 ? 'high' : 'uncertain', 'a word is only known when it runs');
    else if (text.includes(unknown) && !showsText(program, words, index))
      add('uncertain', 'part of a word is only known when it runs');
    if (!onlyNames.test(program) && holdsGraveName(text, program)) add('uncertain', 'it may run another program');
    if (/^(?:-|--?)?[^\x20-\x7E\n\t\u0001]/.test(text) && text.startsWith('-'))
      add('high', 'letters that only look like others');
    for (const piece of pieces(text))
      if (
        targetClasses.indexOf(targetOf(piece, places)) > targetClasses.indexOf('names') &&
        !onlyText(program, words, index)
      )
        add('uncertain', 'it names a place outside the workspace, the network or a secret');
  });
  return floors;
}

/** A word and the values attached to it: `--file=x`, `@x`, `-ox`. */
export function pieces(text: string): string[] {
  const value = /^[^=\s]{1,40}=(.+)$/s.exec(text)?.[1];
  const attached = /^-\w([./~@].*)$/s.exec(text)?.[1];
  return [text, ...(value ? [value] : []), ...(attached ? [attached] : [])].map((one) => one.replace(/^@/, ''));
}

function holdsGraveName(text: string, program: string): boolean {
  if (graveNames.test(text)) return !(program === 'find' || program === 'sudo');
  const first = /^(?:[A-Za-z_]\w*=\S*\s+)*(\S+)\s/.exec(text)?.[1];
  return first !== undefined && graveNames.test(first) && !/^(?:mv|ln|at|node)$/.test(first);
}

/** Text that is only shown or kept: what `echo` prints, the message of a commit. */
function showsText(program: string, words: readonly { readonly text: string }[], index: number): boolean {
  if (/^(?:echo|printf|test|\[|\[\[|cat|wc|grep|ls|head|tail|stat|file|basename|dirname)$/.test(program)) return true;
  if (/^(?:export|local|declare|readonly)$/.test(program)) return true;
  return program === 'git' && /^(?:-m|-am|--message)$/.test(words[index - 1]?.text ?? '');
}

function onlyText(program: string, words: readonly { readonly text: string }[], index: number): boolean {
  return (
    /^(?:echo|printf)$/.test(program) ||
    (program === 'git' && /^(?:-m|-am|--message)$/.test(words[index - 1]?.text ?? ''))
  );
}

function isActivation(program: string, words: readonly { readonly text: string }[]): boolean {
  return (
    /^(?:source|\.)$/.test(program) &&
    words.length === 1 &&
    /^(?:\.\/)?\.?v?env\/bin\/activate$/.test(words[0]?.text ?? '')
  );
}

/** `set -e` and the like only make the shell stricter. */
function isPlainSet(program: string, words: readonly { readonly text: string }[]): boolean {
  return program === 'set' && words.length > 0 && words.every(({ text }) => /^-[eux]*o?$|^pipefail$/.test(text));
}

function isFetched(program: string, words: readonly { readonly text: string }[]): boolean {
  const first = words[0]?.text ?? '';
  if (/^(?:uvx|pipx|dlx)$/.test(program)) return program !== 'pipx' || first === 'run';
  if (/^(?:npx|bunx)$/.test(program)) return words.length > 0;
  if (/^(?:pnpm|yarn)$/.test(program)) return first === 'dlx' || first === 'create';
  if (program === 'npm' || program === 'bun')
    return /^(?:init|create|x|exec)$/.test(first) && words.length > 1 && words[1]?.text !== '-y';
  if (program === 'go') return first === 'run' && words.some(({ text }) => /@/.test(text));
  if (program === 'deno') return words.some(({ text }) => /^(?:https?|npm|jsr):/.test(text));
  if (program === 'nix' || program === 'nix-shell') return true;
  return /@(?:latest|next|\d)/.test(program);
}
