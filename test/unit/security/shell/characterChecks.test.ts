import { describe, expect, it } from 'vitest';
import { analyse, firing } from '../../../support/shellCheck.ts';

// One line for each case: the number of the check, a command, and whether the check must find something in it.
const cases: readonly (readonly [check: number, command: string, fires: boolean])[] = [
  [1, 'ls \0', true],
  [1, 'ls \u0007', true],
  [1, 'cat "a\u0008b"', true],
  [1, 'ls \u007f', true],
  [1, 'ls\ta', false],
  [1, 'ls\npwd', false],
  [1, "printf 'a\\0b'", false],
  [2, 'rm x\rls', true],
  [2, 'ls\r\npwd', true],
  [2, "echo 'a\rb'", true],
  [2, '\rls', true],
  [2, "printf 'a\\r\\n'", false],
  [2, 'ls\n', false],
  [3, 'ls \u001b[8m; rm x', true],
  [3, 'ls \u001b]52;c;aGk=\u0007', true],
  [3, 'ls \u009b2J', true],
  [3, 'echo "\u0090x"', true],
  [3, "echo -e '\\033[1mx'", false],
  [3, 'grep "\\[0m" a', false],
  [4, 'np\u200bm test', true],
  [4, 'l\u00ads', true],
  [4, 'cat \ufeffa', true],
  [4, 'echo "a\u2060b"', true],
  [4, 'echo \u3164', true],
  [4, 'echo "👩‍💻 done"', false],
  [4, 'echo "⚠️ look"', false],
  [4, 'ls a‍b', true],
  [5, 'echo \u202egnp.txt', true],
  [5, 'cat a\u2066b', true],
  [5, 'cat "\u200e.env"', true],
  [5, 'ls # \u2067x', true],
  [5, 'echo "שלום"', false],
  [5, 'grep -r مرحبا src', false],
  [6, 'ls \u{E0072}', true],
  [6, 'echo a\ufe00\ufe01\ufe02', true],
  [6, 'echo "a\u{E0100}"', true],
  [6, 'echo x\ufe0fy', true],
  [6, 'echo "✔️ ok"', false],
  [6, 'echo "1️⃣"', false],
  [7, 'ls\u00a0-la', true],
  [7, 'cat a\u3000b', true],
  [7, 'ls\u2028rm x', true],
  [7, 'echo "a\u2029b"', true],
  [7, 'git log --author\u2003x', true],
  [7, 'echo "5\u00a0km"', false],
  [7, "grep '\u3000' a", false],
];

describe('checks of characters', () => {
  it.each(cases)('%d: %j → %s', (check, command, fires) => {
    expect(firing(command).includes(check)).toBe(fires);
    if (fires) expect(analyse(command).decision).toBe('deny');
  });
});
