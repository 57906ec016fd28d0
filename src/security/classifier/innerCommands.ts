import { type Token, unknown } from './resolveWord.ts';

/** Commands that a program's words hold: `bash -c`, `find -exec`, `fd -x`. */
export function innerCommands(program: string, words: readonly Token[]): { scripts: string[]; tails: Token[][] } {
  const scripts: string[] = [];
  const tails: Token[][] = [];
  if (shells.has(program)) {
    const at = words.findIndex(({ text }) => !/^-/.test(text) || /^-[a-z]*c$/.test(text));
    if (at >= 0 && /^-[aefilux]*c$/.test(words[at]?.text ?? '')) scripts.push(words[at + 1]?.text ?? unknown);
  }
  if (program === 'find' || program === 'fd' || program === 'fdfind')
    words.forEach(({ text }, index) => {
      if (!/^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(text)) return;
      const rest = words.slice(index + 1);
      const end = rest.findIndex(({ text: word }) => word === ';' || word === '+');
      tails.push(
        rest
          .slice(0, end < 0 ? undefined : end)
          .map((token) =>
            token.text.includes('{}') ? { ...token, text: token.text.replaceAll('{}', unknown) } : token,
          ),
      );
    });
  return { scripts, tails };
}

const shells = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh']);
