import type { Flow } from './analysis.ts';
import type { Argument, Span } from './argument.ts';
import { addValues } from './bindings.ts';
import { changeOfFolder, gitCommands, optionSpelling } from './checks/meaning.ts';
import * as syntax from './checks/syntax.ts';
import { judgeLetters } from './letters.ts';
import { given, isPlain, type Output } from './outputs.ts';
import type { Assignment, Command, Word } from './parse.ts';
import { afterCd } from './places.ts';
import { familyOf } from './programs/families.ts';
import { readCall } from './programs/options.ts';
import type { Program, Use } from './programs/program.ts';
import { judgeRedirect } from './redirects.ts';
import { type Context, type Evaluate, scopeOf } from './scope.ts';
import { makeUse } from './use.ts';
import { isSafeName } from './variables.ts';
import { assigned, expandWord, type WordScope } from './words.ts';

/** Judges one simple command: its redirects, assignments, command word and arguments. */
export function judgeSimple(node: Command, context: Context, evaluate: Evaluate): Flow {
  const { notes, places } = context;
  const at: Span = [node.pos, node.end];
  notes.step();
  notes.part(at);
  const scope = scopeOf(context, evaluate);
  for (const redirect of node.redirects) judgeRedirect(redirect, scope, context);
  let end = node.name?.end;
  const words: Argument[] = [];
  for (const item of [...node.prefix, ...node.suffix]) {
    if (item.type === 'Assignment') {
      if (splitsForRead(item, node) || harmless.test(item.text)) continue;
      if (bindsOnly(item, node)) {
        if (item.value.type === 'Word') addValues(context.bindings, item.name, [assigned(item.value, scope)]);
        continue;
      }
      notes.report(syntax.assignments, `${item.name} is set, which can change what programs do.`, [item.pos, item.end]);
      if (item.value.type === 'Word') expandWord(item.value, { ...scope, whole: true });
    } else if (item.type === 'Word') {
      // The parser takes a<(b) for two words, bash for one.
      if (item.pos === end)
        notes.report(syntax.parsing, 'Two words without a blank between them.', [item.pos, item.end]);
      end = item.end;
      judgeLetters(item, false, notes);
      words.push(...expandWord(item, scope));
    }
  }
  const stay: Flow = { ok: places, fail: places, output: 'text' };
  const name = node.name && commandWord(node.name, scope, context);
  const program = name ?? (node.name && pathOf(node.name));
  if (node.name && program !== undefined) {
    const first: Argument = { at: [node.name.pos, node.name.end], text: program, head: program };
    notes.call(at, { words: [first, ...words], places, redirected: node.redirects.length > 0 });
  }
  if (name === undefined) return stay;
  if (name === 'cd') return cd(words, context, at);

  const here = name === 'git' ? inFolder(words, context) : context;
  const use = makeUse(here);
  const known = programOf(name, words, here, at);
  if (!known) return stay;
  if (!known.builtin) notes.programs.add(name);
  const printed = asFarAsKnown(
    runProgram(known, known.names[0]?.includes(' ') ? afterSubcommand(words) : words, use, at),
    words,
  );
  const merged = node.redirects.some(({ type, operator }) => type === 'Redirect' && operator.includes('&'));
  const fed = node.redirects.some(({ operator }) => operator.startsWith('<'));
  return { ...stay, output: merged ? 'text' : fed ? given(printed, undefined) : printed };
}

/** `x=…` alone: a variable of the shell that only the rest of the command looks at. */
function bindsOnly(item: Assignment, { name, prefix }: Command): boolean {
  const plain = item.append !== true && item.index === undefined && item.value.type === 'Word';
  return name === undefined && prefix.length === 1 && plain && isSafeName(item.name);
}

/** Set in front of a command, these make it print in other words, or without colours and pages. */
const harmless =
  /^(?:(?:LC_ALL|LC_COLLATE|LANG)=(?:C|POSIX|C\.UTF-8|en_US\.UTF-8)|TZ=UTC|NO_COLOR=1|(?:FORCE|CLICOLOR_FORCE)_COLOR=[01]|(?:GIT_)?PAGER=cat|TERM=dumb|GIT_OPTIONAL_LOCKS=0|COLUMNS=\d{1,4})$/;

/** `IFS=, read …`: how one line is split, for this one call of a builtin that runs nothing. */
function splitsForRead(item: Command['prefix'][number], { name, prefix }: Command): boolean {
  if (item.type !== 'Assignment' || name?.text !== 'read' || !prefix.includes(item)) return false;
  return item.name === 'IFS' && /^IFS=(?:'[^']*'|[^$`\\'"(){}[\]]?)$/.test(item.text);
}

function commandWord(word: Word, scope: WordScope, { notes }: Context): string | undefined {
  const at: Span = [word.pos, word.end];
  judgeLetters(word, true, notes);
  const { text, value } = word;
  if (word.parts || text !== value || /[~{}*?\\]/.test(text)) {
    notes.report(syntax.computedWords, `The program’s name is written as ${text}, which is not plain.`, at);
    expandWord(word, scope);
    return undefined;
  }
  if (text.includes('/')) {
    notes.report(syntax.untrustedPrograms, `${text} is run by its path.`, at);
    return undefined;
  }
  return text;
}

/** The path by which a program is run, where it is written out. */
function pathOf({ parts, text, value }: Word): string | undefined {
  return !parts && text === value && text.includes('/') && !/[~{}*?\\]/.test(text) ? text : undefined;
}

/** The description of a program, or of the subcommand that is named first. Reports where there is none. */
function programOf(name: string, words: readonly Argument[], context: Context, at: Span): Program | undefined {
  const { notes, find, places } = context;
  if (name !== 'git') {
    const program = find(name);
    if (!program) notes.report(...familyOf(name, words), at);
    return program;
  }
  const elsewhere = !places.every((place) => place === '.');
  if (!places.every((place) => place === '.' || place.startsWith('./')))
    notes.report(changeOfFolder, 'git in a folder outside the workspace looks into another repository.', at);
  else if (elsewhere && words.some(reachesUp))
    notes.report(changeOfFolder, 'git looks at more than the folder in which it is run.', at);
  notes.usesGit(places);
  const subcommand = words.find(({ text }) => !gitGlobals.has(text ?? ''));
  if (!subcommand) return find('git');
  if (subcommand.text === undefined || subcommand.head.startsWith('-')) return find('git');
  const program = find(`git ${subcommand.text}`);
  if (!program) notes.report(gitCommands, `git ${subcommand.text} is not known to only look.`, subcommand.at);
  // A rule that lets it work on the workspace's repository does not mean another one.
  if (!program && elsewhere)
    notes.report(changeOfFolder, 'git in another folder than the workspace’s root may change another repository.', at);
  return program;
}

/** Takes `-C <folder>` from the front of git's words, and puts git where they send it. */
function inFolder(words: Argument[], context: Context): Context {
  const [option, folder] = words;
  const { text = '' } = folder ?? {};
  // Through a link `a/..` is another folder.
  if (option?.text !== '-C' || !folder || text === '' || text.startsWith('~') || text.includes('..')) return context;
  words.splice(0, 2);
  makeUse(context).read('enter', folder);
  const places = context.places.map((place) => afterCd(place, text, context.root));
  return inFolder(words, { ...context, places });
}

/** Words of git that may mean files above the folder in which it is run: its own marks, and patterns with `..`. */
function reachesUp({ text }: Argument): boolean {
  return text === undefined || text.startsWith(':') || (text.includes('..') && /[*?[]/.test(text));
}

/** Options before the subcommand that only make git do less. */
const gitGlobals: ReadonlySet<string> = new Set(['--no-pager', '-P', '--no-optional-locks', '--literal-pathspecs']);

function afterSubcommand(words: readonly Argument[]): readonly Argument[] {
  const index = words.findIndex(({ text }) => !gitGlobals.has(text ?? ''));
  return words.slice(index + 1);
}

/** A program that prints names may print any word of its own among them. */
function asFarAsKnown(printed: Output, words: readonly Argument[]): Output {
  const anything = words.some(
    ({ text, pattern, home, output }) => text === undefined && !pattern && !home && !isPlain(output),
  );
  return printed === 'names' && anything ? 'text' : printed;
}

function runProgram(program: Program, words: readonly Argument[], use: Use, at: Span): Output {
  if (program.grammar) {
    program.grammar(words, use, at);
    return typeof program.output === 'function' ? 'text' : program.output;
  }
  const call = readCall(program, words, use, at);
  program.judge?.(call, use);
  if (call.options.some(({ name }) => name === '--help' || name === '--version')) return 'text';
  return typeof program.output === 'function' ? program.output(call) : program.output;
}

function cd(words: readonly Argument[], context: Context, at: Span): Flow {
  const { notes, places, root } = context;
  const [target, ...more] = words[0]?.text === '--' ? words.slice(1) : words;
  const stay: Flow = { ok: places, fail: places, output: 'text' };
  if (target?.head.startsWith('-') && target.text !== '-') {
    notes.report(optionSpelling, 'cd takes no options here.', at);
    return stay;
  }
  if (!target || more.length > 0 || target.text === undefined || /^(?:-?|\+\d.*)$/.test(target.text)) {
    notes.report(changeOfFolder, 'cd is judged with one folder that is written out.', at);
    return stay;
  }
  const { text } = target;
  makeUse(context).read('enter', target);
  return { ok: places.map((place) => afterCd(place, text, root)), fail: places, output: 'plain' };
}
