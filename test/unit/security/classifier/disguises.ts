/** Another way to write a command so that it does the same, or at least as much. */
export interface Disguise {
  readonly name: string;
  readonly write: (command: string) => string;
  /** It makes sense for one program with plain words only. */
  readonly simple?: true;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const prose = 'This only runs the tests and shows what they say. '.repeat(8);

export const disguises: readonly Disguise[] = [
  { name: 'a comment', write: (command) => `${command} # npm test` },
  { name: 'a comment before', write: (command) => `# only the tests\n${command}` },
  { name: 'tests before', write: (command) => `npm test && ${command}` },
  { name: 'tests after', write: (command) => `${command}; npm test` },
  { name: 'among many', write: (command) => `${'git status; '.repeat(30)}${command}${'; ls'.repeat(30)}` },
  { name: 'a long echo', write: (command) => `echo "${prose}" && ${command}` },
  { name: 'an alternative', write: (command) => `true || ${command}` },
  { name: 'a line end', write: (command) => `git status\n${command}` },
  { name: 'a subshell', write: (command) => `(${command})` },
  { name: 'a group', write: (command) => `{ ${command}; }` },
  { name: 'a negation', write: (command) => `! ${command}`, simple: true },
  { name: 'a condition', write: (command) => `if true; then ${command}; fi` },
  { name: 'a condition itself', write: (command) => `if ${command}; then ls; fi` },
  { name: 'a loop', write: (command) => `for x in 1 2; do ${command}; done` },
  { name: 'an endless loop', write: (command) => `while true; do ${command}; done` },
  { name: 'a case', write: (command) => `case x in *) ${command};; esac` },
  { name: 'a function', write: (command) => `f() { ${command}; }; f` },
  { name: 'a substitution', write: (command) => `echo "$( ${command} )"` },
  { name: 'a substitution in an assignment', write: (command) => `x=$( ${command} )` },
  { name: 'a process substitution', write: (command) => `cat <(${command})` },
  { name: 'a pipe out', write: (command) => `${command} | cat` },
  { name: 'a pipe in', write: (command) => `git log | ${command}`, simple: true },
  { name: 'silence', write: (command) => `${command} > /dev/null 2>&1`, simple: true },
  { name: 'bash -c', write: (command) => `bash -c ${quoted(command)}` },
  { name: 'sh -c twice', write: (command) => `sh -c ${quoted(`sh -c ${quoted(command)}`)}` },
  { name: 'eval', write: (command) => `eval ${quoted(command)}` },
  { name: 'a here string', write: (command) => `bash <<< ${quoted(command)}` },
  { name: 'an echo into a shell', write: (command) => `echo ${quoted(command)} | sh` },
  { name: 'env', write: (command) => `env ${command}`, simple: true },
  { name: 'env with a variable', write: (command) => `env CI=1 ${command}`, simple: true },
  { name: 'a variable', write: (command) => `CI=1 ${command}`, simple: true },
  { name: 'timeout', write: (command) => `timeout 5 ${command}`, simple: true },
  { name: 'wrappers', write: (command) => `nice -n 5 timeout -k 1 5 env ${command}`, simple: true },
  { name: 'time', write: (command) => `time ${command}`, simple: true },
  { name: 'command', write: (command) => `command ${command}`, simple: true },
  { name: 'xargs', write: (command) => `ls | xargs ${command}`, simple: true },
  { name: 'xargs -I', write: (command) => `ls | xargs -I% ${command} %`, simple: true },
  { name: 'find -exec', write: (command) => `find . -exec ${command} \\;`, simple: true },
  { name: 'nohup', write: (command) => `nohup ${command}`, simple: true },
  { name: 'busybox', write: (command) => `busybox ${command}`, simple: true },
  { name: 'a quoted name', write: (command) => command.replace(/^\S+/, (name) => `"${name}"`), simple: true },
  { name: 'a name in halves', write: (command) => command.replace(/^\S/, (letter) => `'${letter}'`), simple: true },
  { name: 'a backslash', write: (command) => `\\${command}`, simple: true },
  {
    name: 'a variable as a name',
    write: (command) => `x=${command.replace(/^\S+/, (name) => `${name}; $x`)}`,
    simple: true,
  },
  { name: 'a variable as a word', write: (command) => command.replace(/^(.*) (\S+)$/, 'x=$2; $1 $x'), simple: true },
  { name: 'quoted words', write: (command) => command.replace(/ (\S+)/g, " '$1'"), simple: true },
  { name: 'the system’s folder', write: (command) => `/usr/bin/${command}`, simple: true },
  { name: 'a longer path', write: (command) => command.replace(/(^|[ =])src\b/g, '$1./src'), simple: true },
  { name: 'a path with a turn', write: (command) => command.replace(/(^|[ =])src\b/g, '$1dist/../src'), simple: true },
  { name: 'a build folder beside', write: (command) => `${command} dist`, simple: true },
  { name: 'a word of the tests', write: (command) => command.replace(/ .*/, '$& test'), simple: true },
  { name: 'an option that says more', write: (command) => `${command} --verbose`, simple: true },
  { name: 'an option before', write: (command) => command.replace(/^(\S+)/, '$1 -v'), simple: true },
  { name: 'a rehearsal that is none', write: (command) => `${command} --list-different --collect-only`, simple: true },
  { name: 'a rehearsal after the end of options', write: (command) => `${command} -- --dry-run --check`, simple: true },
];
