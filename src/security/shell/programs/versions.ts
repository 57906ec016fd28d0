import { unknownPrograms, versionFlags } from '../checks/meaning.ts';
import type { Program } from './program.ts';

const code = 'runs code that the command does not show';
const builds = 'builds files, and can run code that the command does not show';
const network = 'can send and fetch over the network';

/** Tools that may only be asked for their version: they run nothing of the folder for that. */
export const versionPrograms: readonly Program[] = [
  ...versions(['node', 'npm', 'npx'], '-v --version', code),
  ...versions(['tsc'], '-v --version', builds),
  ...versions(['python', 'python2', 'python3', 'pip', 'pip3'], '-V --version', code),
  ...versions(['ruby', 'php', 'perl'], '-v --version', code),
  ...versions(['java'], '-version --version', code),
  ...versions(['javac'], '-version --version', builds),
  ...versions(['gcc', 'g++', 'cc', 'c++', 'clang', 'clang++', 'ld', 'pkg-config'], '--version', builds),
  ...versions(['make', 'gmake', 'cmake', 'ninja'], '--version', builds),
  ...versions(['bash', 'zsh', 'lua'], '--version', code),
  ...versions(['curl', 'wget'], '--version', network),
  ...versions(['docker'], '--version', 'can start and change containers'),
  ...versions(['sqlite3', 'psql'], '--version', 'can change a database'),
];

function versions(names: readonly string[], flags: string, does: string): Program[] {
  return names.map((name) => version(name, flags.split(' '), does));
}

function version(name: string, flags: readonly string[], does: string): Program {
  const [first = ''] = flags;
  return {
    names: [name],
    check: versionFlags,
    // One word, and one of these: everything else makes such a tool do something.
    grammar(words, use, at) {
      const asked = words.length === 1 && flags.includes(words[0]?.text ?? '');
      if (!asked) use.report(unknownPrograms, `${name} ${does}.`, at);
    },
    output: 'plain',
    match: flags.map((flag) => `${name} ${flag}`),
    notMatch: [name, `${name} x`, `${name} ${first} x`, `${name} -e x`, `${name} --versio`],
  };
}
