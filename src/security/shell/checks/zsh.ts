import { type BareText, filler } from '../bareText.ts';
import type { Check } from './check.ts';

// No parser for zsh is good enough to rely on, so its own syntax is found on the characters, before any parsing. Commands
// run in bash; these checks hold for whoever lets them run in zsh, and against text that only zsh would read that way.

interface ZshCheck extends Check {
  find(text: BareText): string | undefined;
}

/** Syntax that only zsh gives a meaning, with what it is called. Matched on the text without quoted characters. */
const syntax: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[\s;&|(){}!])=[A-Za-z_./]/, 'a word that begins with = (the path of a program)'],
  [/(?:^|[\s;&|(){}!])=\(/, 'a substitution =(…)'],
  [
    new RegExp(`[\\w*?\\]}/.~^#@+!%:,${filler}-]\\((?!\\s*\\)\\s*[{(\\n])`),
    'a bracket right after a word (a glob qualifier or pattern)',
  ],
  [/(?:^|[\s;&|(])~[+\-[]/, 'a folder of the stack (~+, ~-)'],
  [/\$\{[^A-Za-z_\d!#@*?$-]|\$\{[#!]?[({=^~+]|\$[=^~+][A-Za-z_{]/, 'an expansion with flags'],
  [/>{1,2}&?!|>>?\|!|&[!|](?!\|)/, 'a redirect or job operator'],
  [/(?:^|[\s;&|(])<\d*-\d*>/, 'a range of numbers as a pattern'],
  [
    /(?:^|[\n;&|({]|\b(?:do|then|else))\s*(?:repeat|foreach|noglob|nocorrect|-)(?:\s|$)/,
    'a word of zsh (repeat, foreach, noglob, nocorrect, -)',
  ],
  [/\}\s*always\s*\{/, 'an always block'],
  [
    /(?:^|[\n;&|({])\s*(?:function\s*)?(?:\(\s*\)\s*)?\{\s*\(\s*\)|(?:^|[\n;&|({])\s*\(\s*\)\s*\{|(?:^|[\n;&|({])\s*function\s*\{/,
    'a function without a name',
  ],
];

const zshSyntax: ZshCheck = {
  number: 25,
  name: 'zsh syntax',
  stage: 'raw',
  verdict: 'ask',
  stops: 'Execution that only zsh sees: =cmd, =(…), glob qualifiers, expansion flags, its own redirects.',
  advisories: ['CVE-2026-24053', 'CVE-2025-65946'],
  find({ bare }) {
    const found = syntax.find(([pattern]) => pattern.test(bare));
    return found && `In zsh, ${found[1]} has a meaning of its own.`;
  },
};

/** Builtins of zsh that load code, write files or open sockets without any program. */
const builtins =
  'zmodload autoload zcompile zsocket ztcp zpty zselect zftp zf_[a-z]+ sysopen sysread syswrite sysseek sysparam emulate vared zle bindkey sched print\\s+-[a-zA-Z]*[zPRS]';

/** Builtins of both shells that run text or files as code, in the shell itself, where nothing can be judged beforehand. */
const runners = 'eval source exec trap \\.';

const zshBuiltins: ZshCheck = {
  number: 26,
  name: 'zsh builtins',
  stage: 'raw',
  verdict: 'deny',
  stops:
    'Builtins that load code, evaluate text, open sockets or write files with no program involved: eval, source, zmodload.',
  advisories: ['CVE-2025-65946'],
  find({ bare }) {
    const words = `${builtins} ${runners}`.replace(/ /g, '|');
    const start =
      '(?:^|[\\n;&|({!`]|\\b(?:do|then|else|if|elif|while|until|time))\\s*(?:(?:builtin|command|noglob|nocorrect|-)\\s+)*';
    const found = new RegExp(`${start}(${words})(?=$|[\\s;&|<>()\`])`).exec(bare)?.[1];
    if (found === undefined) return undefined;
    if (!/^(?:eval|source|exec|trap|\.)$/.test(found))
      return `${found} is a builtin of zsh that can load code, write files or evaluate text.`;
    return `${found} runs text or a file as code of the shell. Run the program itself, by its path where needed (.venv/bin/pytest).`;
  },
};

/** What bash and zsh both run, but each in its own way; looked for only where zsh is to run it. */
const different: readonly (readonly [RegExp, string])[] = [
  [/\*\*/, 'a pattern that goes through all folders'],
  [/[\^#]/, 'a character of extended patterns'],
  [/(?:^|\s)[^\s]*[^\s/~]~/, 'a pattern with an exception'],
  [/\[\[/, 'a condition'],
];

/** In double quotes as well. */
const partOfVariable = /\$(?:\{?\w+\}?(?:\[|:[A-Za-z&])|[=^~+#]+\w)/;

/** A reason to ask where zsh runs the command. */
export function onlyInZsh({ bare, text, visible }: BareText): string | undefined {
  if (/(?:^|\s)#/m.test(text)) return 'In zsh, a comment may be read as words.';
  if (partOfVariable.test(visible))
    return 'zsh reads a variable with a subscript, a modifier or a flag in its own way.';
  const found = different.find(([pattern]) => pattern.test(bare));
  return found && `zsh reads ${found[1]} in its own way.`;
}

export const zshChecks = [zshSyntax, zshBuiltins] as const;
