import { describe, expect, it } from 'vitest';
import { analyse, firing } from '../../../support/shellCheck.ts';

// One line for each case: the number of the check, a command, and whether the check must find something in it. The
// options of single programs have their cases beside their descriptions.
const cases: readonly (readonly [check: number, command: string, fires: boolean])[] = [
  [20, 'git push', true],
  [20, 'git -c core.fsmonitor=./x status', true],
  [20, 'git -C ../other log', true],
  [20, 'git diff --output=x', true],
  [20, 'git fetch --upload-pa=x', true],
  [20, 'git stash', true],
  [20, 'git status', false],
  [20, 'git log -3', false],
  [27, 'env ls', true],
  [27, 'ls | xargs cat', true],
  [27, 'timeout 5 ls', true],
  [27, 'sudo ls', true],
  [27, 'nice -n 5 ls', true],
  [27, 'busybox ls', true],
  [27, 'command -v ls', false],
  [27, 'which env', false],
  [28, 'find . -exec ls {} +', true],
  [28, 'find . -delete', true],
  [28, 'find -L . -name a', true],
  [28, 'find . -fprint a', true],
  [28, 'find . -name a', false],
  [28, 'find . -type d -empty', false],
  [29, "sed -i 's/a/b/' a", true],
  [29, "sed -n 'w a' b", true],
  [29, "sed 's/a/b/e' a", true],
  [29, 'sed --in-plac=x s/a/b/ a', true],
  [29, "sed -n '1,5p' a", false],
  [29, "sed 's/a/b/g' a", false],
  [30, 'awk \'BEGIN{system("ls")}\'', true],
  [30, 'awk \'{print > "a"}\' b', true],
  [30, 'awk -f a b', true],
  [30, 'awk \'{print | "sh"}\' a', true],
  [30, "awk '{print $1}' a", false],
  [30, "awk '$1 > 5' a", false],
  [31, 'rg --pre cat foo', true],
  [31, 'rg -z foo', true],
  [31, 'grep -f a b', true],
  [31, 'grep -R foo .', true],
  [31, 'rg -n foo', false],
  [31, 'grep -rn foo src', false],
  [32, 'sort -o a b', true],
  [32, 'uniq a b', true],
  [32, 'date -s now', true],
  [32, 'less a', true],
  [32, 'tar xf a.tar', true],
  [32, 'tree -o a', true],
  [32, 'sort a | uniq', false],
  [32, 'date +%s', false],
  [33, 'head -n', true],
  [33, 'head -n --help a', true],
  [33, 'grep -A -x foo', true],
  [33, 'cd -P src', true],
  [33, 'head -n5 a', false],
  [33, 'grep -rniw foo src', false],
  [34, 'ls $(cat a)', true],
  [34, 'sort "$(cat a)"', true],
  [34, 'ls -"$HOME"', true],
  [34, 'find . -name *', true],
  [34, 'command -v "$(cat a)"', true],
  [34, 'ls -- "$HOME"', false],
  [34, 'cat *.md', false],
  [35, 'head -n x a', true],
  [35, 'cat e\u0301.txt', true],
  [35, 'seq x', true],
  [35, 'cat \u00e9.txt', false],
  [35, 'head -n 5 a', false],
  [36, 'cd', true],
  [36, 'cd -', true],
  [36, 'cd "$(cat a)"', true],
  [36, 'cd src && git status', true],
  [36, 'for d in a b; do cd $d; ls; done', true],
  [36, 'cd ~', true],
  [36, 'cd src && ls', false],
  [36, '(cd src; ls); git status', false],
  [36, 'for d in a b; do (cd $d && ls); done', false],
  [37, 'node -e 1', true],
  [37, 'npm test', true],
  [37, 'curl https://example.org', true],
  [37, 'rm -rf a', true],
  [37, 'make', true],
  [37, 'vim a', true],
  [37, 'ssh-add', true],
  [37, 'pbcopy', true],
  [37, 'ls | sort', false],
  [37, 'node --version', false],
  [38, 'yarn --version', true],
  [38, 'cargo --version', true],
  [38, 'go version', true],
  [38, 'rustc -V', true],
  [38, 'node --version', false],
  [38, 'python3 -V', false],
  [39, 'tail -f a', true],
  [39, 'yes', true],
  [39, 'cat /dev/zero', true],
  [39, 'while true; do ls; done', true],
  [39, 'until false; do ls; done', true],
  [39, 'while :; do ls; done', true],
  [39, 'tail -5 a', false],
  [39, 'while read -r l; do echo "$l"; done < a', false],
];

describe('checks of meaning', () => {
  it.each(cases)('%d: %j → %s', (check, command, fires) => {
    expect(firing(command).includes(check)).toBe(fires);
    if (fires) expect(analyse(command).decision).not.toBe('allow');
  });

  it.each(['ls', 'cat a', 'git status'])('40: %s is not judged for another shell', (command) => {
    expect(firing(command, 'powershell')).toEqual([40]);
    expect(firing(command, 'fish')).toEqual([40]);
    expect(firing(command, 'bash')).toEqual([]);
    expect(firing(command, 'zsh')).toEqual([]);
  });

  it.each(['echo $f[1]', 'ls **/*.ts', 'ls ^a', 'ls # a', 'echo ${x:h}', '[[ -f a ]]', 'ls *~a'])(
    '25: %s is another matter in zsh',
    (command) => {
      expect(firing(command, 'zsh')).toContain(25);
    },
  );
});
