import { unknownPrograms, versionFlags } from '../checks/meaning.ts';
import type { Program } from './program.ts';

/** Tools that may only be asked for their version: they run nothing of the folder for that. */
export const versionPrograms: readonly Program[] = [
  version(['node'], '-v --version'),
  version(['npm', 'npx', 'tsc'], '-v --version'),
  version(['python', 'python2', 'python3', 'pip', 'pip3'], '-V --version'),
  version(['ruby', 'php', 'perl'], '-v --version'),
  version(['java', 'javac'], '-version --version'),
  version(
    ['gcc', 'g++', 'cc', 'c++', 'clang', 'clang++', 'make', 'gmake', 'cmake', 'ninja', 'ld', 'pkg-config'],
    '--version',
  ),
  version(['bash', 'zsh', 'curl', 'wget', 'docker', 'sqlite3', 'psql', 'lua'], '--version'),
];

function version(names: readonly string[], flags: string): Program {
  const [name] = names;
  const [first = ''] = flags.split(' ');
  return {
    names,
    check: versionFlags,
    // One word, and one of these: everything else makes such a tool do something.
    grammar(words, use, at) {
      const asked = words.length === 1 && flags.split(' ').includes(words[0]?.text ?? '');
      if (!asked) use.report(unknownPrograms, `${name} runs code that the command does not show.`, at);
    },
    output: 'plain',
    match: flags.split(' ').map((flag) => `${name} ${flag}`),
    notMatch: [`${name}`, `${name} x`, `${name} ${first} x`, `${name} -e x`, `${name} --versio`],
  };
}
