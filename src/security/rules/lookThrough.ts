import { type Command, forEachChild, readShape, type SyntaxNode, type Word } from '../shell/parse.ts';
import { readsShellText, wrapperOf } from './wrappers.ts';

/** A command that may run: its words, `undefined` where a word is only known then. The program's name is bare. */
export interface Candidate {
  readonly words: readonly (string | undefined)[];
  /** `[start, end)` of the simple command of the given text that it belongs to. */
  readonly at: readonly [number, number];
}

export interface Candidates {
  readonly commands: readonly Candidate[];
  /** There is more than was gone through. */
  readonly incomplete: boolean;
}

const maxCommands = 5000;
const maxDepth = 6;

/**
 * Every simple command that a text may run, as far as it can be read: those in substitutions, functions and loops, behind
 * wrappers (`sudo`, `timeout 5`, `xargs -n 1`, `find -exec`), and in text that a shell is given (`bash -c`, `eval`, a
 * here-document). Rather too many than too few: it serves rules that forbid.
 */
export function commandsIn(text: string): Candidates {
  const commands: Candidate[] = [];
  const seen = new Set<string>();
  let incomplete = false;

  function read(source: string, depth: number, at: Candidate['at'] | undefined): void {
    if (depth > maxDepth || commands.length > maxCommands) {
      incomplete = true;
      return;
    }
    const { script, errors } = readShape(source);
    if (errors.length > 0 && depth === 0) incomplete = true;
    const texts: { text: string; at: Candidate['at'] }[] = [];
    let shells = false;
    let unknownText = false;
    const visit = (node: SyntaxNode): void => {
      if (node.type === 'Command') {
        const span = at ?? ([node.pos, node.end] as const);
        const words = [...(node.name ? [node.name] : []), ...node.args].map((item) =>
          item.type === 'Assignment' ? item.text : literalOf(item),
        );
        shells = add(words, span, depth) || shells;
        for (const word of words)
          if (word !== undefined && /[\s;&|`$(]/.test(word)) texts.push({ text: word, at: span });
        const printed = printedBy(node);
        if (printed !== undefined) texts.push({ text: printed, at: span });
        if (
          [...node.prefix.map((item) => (item.type === 'Assignment' ? item.text : '')), ...words].some((word) =>
            renamesForGit.test(word ?? ''),
          )
        )
          incomplete = true;
      }
      if (node.type === 'Pipeline')
        node.commands.forEach((one, index) => {
          const before = node.commands[index - 1];
          if (before && readsItsInput(one) && !isWrittenOut(before)) unknownText = true;
        });
      if (node.type === 'HereDoc') texts.push({ text: node.body.text, at: at ?? [0, source.length] });
      if (node.type === 'HereString') {
        const text = node.target && literalOf(node.target);
        if (text === undefined) unknownText = true;
        else texts.push({ text, at: at ?? [0, source.length] });
      }
      forEachChild(node, visit);
    };
    visit(script);
    if (shells && unknownText) incomplete = true;
    if (shells) for (const inner of texts) read(inner.text, depth + 1, inner.at);
  }

  /** Adds a command and those it wraps; true where some shell may read text. */
  function add(words: readonly (string | undefined)[], at: Candidate['at'], depth: number): boolean {
    const [first, ...rest] = words;
    const name = first === undefined ? undefined : bareName(first);
    const key = `${at[0]} ${JSON.stringify([name ?? null, ...rest.map((word) => word ?? null)])}`;
    if (words.length === 0 || seen.has(key)) return false;
    seen.add(key);
    commands.push({ words: [name, ...rest], at });
    if (commands.length > maxCommands) {
      incomplete = true;
      return false;
    }
    // Each subcommand of git is a program of its own as well.
    const [git, subcommand] = name === undefined ? [] : (/^(git)-(.+)$/.exec(name)?.slice(1) ?? []);
    if (git !== undefined && subcommand !== undefined) add([git, subcommand, ...rest], at, depth);
    let shells = name === undefined || readsShellText(name);
    if (name === 'eval' || name === 'source' || name === '.' || name === 'trap') {
      const known = rest.flatMap((word) => (word === undefined ? [] : [word]));
      read(known.join(' '), depth + 1, at);
    }
    const starts = name === undefined ? [] : innerStarts(name, rest);
    for (const start of starts) shells = add(filled(name, rest.slice(start)), at, depth) || shells;
    return shells;
  }

  read(text, 0, undefined);
  return { commands, incomplete };
}

/** Variables by which git is given names for its subcommands, or files that may hold some. */
const renamesForGit = /^GIT_CONFIG(?:_KEY_\d+|_PARAMETERS|_GLOBAL|_SYSTEM)?=(?!\/dev\/null$|$)/;

/** What `echo` and `printf` print, where that is written out. */
function printedBy({ name, args }: Command): string | undefined {
  if (name?.value !== 'echo' && name?.value !== 'printf') return undefined;
  const words = args.map((word) => (word.type === 'Word' ? literalOf(word) : word.text));
  const text = words.includes(undefined) ? undefined : words.join(' ');
  return text === undefined || /[\\%]/.test(text) ? undefined : text;
}

/** True for a shell that is given neither a script nor a text, so that it runs what comes through the pipe. */
function readsItsInput(node: SyntaxNode): boolean {
  if (node.type !== 'Command') return false;
  const words = [node.name, ...node.args].map((item) => (item?.type === 'Word' ? literalOf(item) : undefined));
  const shell = words.findIndex((word) => word !== undefined && wrapperOf(bareName(word))?.shell === true);
  const rest = words.slice(shell + 1);
  if (shell < 0 || rest.some((word) => /^-\w*c/.test(word ?? ''))) return false;
  return rest.includes('-s') || rest.every((word) => /^[-+]/.test(word ?? ''));
}

/** True where the text that a command passes on stands in the command itself. */
function isWrittenOut(node: SyntaxNode): boolean {
  if (node.type !== 'Command') return false;
  const documents = node.redirects.some(({ type }) => type === 'HereDoc' || type === 'HereString');
  return printedBy(node) !== undefined || (node.name?.value === 'cat' && node.args.length === 0 && documents);
}

/** The words that a wrapper runs, where it fills in words of its own: `{}`, and for xargs what it reads at the end. */
function filled(name: string | undefined, words: readonly (string | undefined)[]): (string | undefined)[] {
  const open = words.map((word) => (word?.includes('{}') ? undefined : word));
  return name === 'xargs' || name === 'parallel' ? [...open, undefined] : open;
}

/** Where among the words after a wrapper its command may begin. */
function innerStarts(name: string, words: readonly (string | undefined)[]): number[] {
  const found = words.flatMap((word, index) => (/^-(?:exec|execdir|ok|okdir)$/.test(word ?? '') ? [index + 1] : []));
  const wrapper = wrapperOf(name) ?? runnerOf(name, words);
  if (!wrapper) return found;
  let operands = wrapper.operands;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const option = word !== undefined && /^[-+]/.test(word);
    if (!option) found.push(index);
    if (option || (word !== undefined && /^\w+=/.test(word))) continue;
    // What follows an option may be its value.
    const before = words[index - 1];
    if (index > 0 && before !== undefined && /^[-+]/.test(before)) continue;
    if (operands === 0) break;
    operands -= 1;
  }
  return found;
}

/** Subcommands that run what follows: `npm exec`, `poetry run`, `docker compose exec`; options may stand before them. */
function runnerOf(name: string, words: readonly (string | undefined)[]): { readonly operands: number } | undefined {
  const runs =
    /^(?:npm|pnpm|yarn|bun|poetry|uv|pipenv|rye|hatch|pdm|pixi|bundle|docker|podman|nerdctl|lxc|kubectl|oc|nix|nix-shell|guix|conda|mamba|micromamba|mise|asdf|rbenv|pyenv|nodenv|fnm|nvm|volta|direnv|devbox|op|doppler|infisical|aws-vault|sops|foreman|honcho|lerna|rush|stack|cabal|opam|dune|rustup|vagrant|flatpak|distrobox|toolbox)$/;
  const subcommand =
    /^(?:exec|x|run|dlx|compose|shell|develop|container|ssh|enter|exec-env|exec-file|env|--run|--command|-c)$/;
  return runs.test(name) && words.slice(0, maxBefore).some((word) => subcommand.test(word ?? ''))
    ? { operands: maxBefore }
    : undefined;
}

/** Words that may stand before what such a subcommand runs, or before itself. */
const maxBefore = 5;

/** The name of a program however it is called: `/usr/bin/git`, `GIT`, `git.exe` are git. */
function bareName(text: string): string {
  const name = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1).toLowerCase();
  return name.replace(/\.(?:exe|cmd|bat|com)$/, '');
}

/** The text of a word after the shell has read it, where that is known beforehand. */
function literalOf({ parts, value }: Word): string | undefined {
  const known = (parts ?? []).every(
    (part) =>
      part.type === 'Literal' ||
      part.type === 'SingleQuoted' ||
      part.type === 'AnsiCQuoted' ||
      (part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')),
  );
  return known ? value : undefined;
}
