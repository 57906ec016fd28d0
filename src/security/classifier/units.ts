import { type BareText, bareText } from '../shell/bareText.ts';
import { characterChecks } from '../shell/checks/characters.ts';
import { maxCommands, maxDepth, maxLength, tooLong } from '../shell/checks/limits.ts';
import { zshChecks } from '../shell/checks/zsh.ts';
import {
  type Command,
  forEachChild,
  type Redirection,
  readShape,
  type Shape,
  type SyntaxNode,
} from '../shell/parse.ts';
import { assignmentFloor } from './assignments.ts';
import { innerCommands } from './innerCommands.ts';
import { type Bindings, bindingsOf, resolveWord, type Token, unknown } from './resolveWord.ts';
import { hiddenIn, runsInput } from './structure.ts';
import { type TargetPlaces, targetOf } from './targets.ts';
import { peel } from './wrappers.ts';

/** One program with its words, wrappers taken off: what is scored by itself. */
export interface Unit {
  /** The program's name without the system's folders. */
  readonly program: string;
  /** The words after it. */
  readonly words: readonly Token[];
  /** Names of variables set for it. */
  readonly assigned: readonly string[];
  /** Files that a redirect writes or reads. */
  readonly writes: readonly Token[];
  readonly reads: readonly Token[];
  readonly piped: boolean;
  readonly places: TargetPlaces;
}

/** The least that a command is, whatever a model says of its parts. */
export interface Floor {
  readonly level: 'uncertain' | 'high';
  readonly why: string;
}

export interface Units {
  readonly units: readonly Unit[];
  readonly floors: readonly Floor[];
}

interface Walk {
  readonly root: string | undefined;
  readonly units: Unit[];
  readonly floors: Floor[];
  readonly nested: number;
  readonly left: boolean;
}

const maxNested = 4;

/** Takes a command apart. Whatever cannot be taken apart is in `floors`. */
export function unitsOf(command: string, root?: string): Units {
  const walk: Walk = { root, units: [], floors: [], nested: 0, left: leavesFolder(command, root) };
  readScript(command, walk);
  return { units: walk.units, floors: walk.floors };
}

function readScript(text: string, walk: Walk): void {
  const bare = text.length > maxLength ? undefined : bareText(text);
  const shape = bare && tooLong(bare) === undefined ? readShape(text) : undefined;
  const why = shape && bare ? unreadable(shape, bare, walk.nested) : 'empty, too long or padded';
  if (!shape || why !== undefined) {
    walk.floors.push({ level: 'high', why: why ?? 'not readable' });
    return;
  }
  const bindings = bindingsOf(shape.script);
  const visit = (node: SyntaxNode, piped: boolean): void => {
    const hidden = hiddenIn(node);
    if (hidden) walk.floors.push(hidden);
    if (node.type === 'Assignment') judgeAssignment(node.name, walk);
    if (node.type === 'Command') readCommand(node, piped, bindings, walk);
    if (node.type === 'Redirected') {
      const { writes, reads } = files(node.redirects, bindings, walk);
      if (writes.length + reads.length > 0) addUnit(':', [], [], { writes, reads, piped }, walk);
    }
    if (node.type === 'Pipeline') {
      node.commands.forEach((part, index) => {
        visit(part, piped || index > 0);
      });
      return;
    }
    const inside = node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution' ? false : piped;
    forEachChild(node, (child) => visit(child, inside));
  };
  visit(shape.script, false);
}

function unreadable(shape: Shape, bare: BareText, nested: number): string | undefined {
  const { errors, commands, depth, script } = shape;
  if (nested > maxNested) return 'nested too deep';
  if (errors.length > 0 || !bare.balanced) return 'not readable';
  // The gate refuses these before; here nothing relies on that.
  if ([...characterChecks, ...zshChecks].some(({ find }) => find(bare) !== undefined)) return 'characters that hide';
  if (commands > maxCommands || depth > maxDepth) return 'too many parts';
  return commands === 0 && script.commands.length === 0 ? 'nothing to run' : undefined;
}

/** `cd`, `pushd` and options like `-C` to a place outside: names after that are not the workspace's. */
function leavesFolder(command: string, root: string | undefined): boolean {
  const changes = command.matchAll(
    /(?:\b(?:cd|pushd)|\s(?:-C|--directory|--chdir|--cwd|--work-tree))[\s=]+(?:--\s+)?("[^"]*"|'[^']*'|[^\s;&|)]*)/g,
  );
  return [...changes].some(([, word = '']) => {
    const path = word.replace(/^["']|["']$/g, '');
    const atRoot = root !== undefined && (path === root || path.startsWith(`${root}/`));
    return !atRoot && /^(?:$|-$|[/~$`]|.*\.\.(?:\/|$))/.test(path);
  });
}

interface Surroundings {
  readonly writes: readonly Token[];
  readonly reads: readonly Token[];
  readonly piped: boolean;
}

function readCommand(node: Command, piped: boolean, bindings: Bindings, walk: Walk): void {
  const redirects = files(node.redirects, bindings, walk);
  const around: Surroundings = { ...redirects, piped };
  const assigned = node.prefix.flatMap((one) => (one.type === 'Assignment' ? [one.name] : []));
  if (!node.name) {
    if (redirects.writes.length + redirects.reads.length > 0) addUnit(':', [], assigned, around, walk);
    return;
  }
  const words = [...resolveWord(node.name, bindings)];
  for (const part of node.args) {
    if (part.type === 'Word') words.push(...resolveWord(part, bindings));
    else words.push({ text: part.text, disguised: false });
  }
  const fed = node.redirects.some(({ type }) => type === 'HereDoc' || type === 'HereString');
  readWords(words, assigned, { ...around, piped: piped || fed }, walk);
}

function readWords(words: readonly Token[], assigned: readonly string[], around: Surroundings, walk: Walk): void {
  const [first, ...rest] = words;
  if (!first) return;
  if (first.text.includes(unknown) || first.disguised || first.text === '') {
    walk.floors.push({ level: 'high', why: 'the name of the program is computed or disguised' });
    return;
  }
  const peeled = peel([{ ...first, text: programName(first.text) }, ...rest]);
  if (peeled.type === 'hidden') {
    walk.floors.push({ level: 'high', why: peeled.why });
    return;
  }
  if (peeled.type === 'inner') {
    for (const text of peeled.assigned) judgeAssignment(text.split('=', 1)[0] ?? '', walk);
    if (peeled.lasting) walk.floors.push({ level: 'uncertain', why: 'it goes on after the command' });
    if (fetches.has(peeled.wrapper) && !nodeTools.has(peeled.words[0]?.text ?? ''))
      walk.floors.push({ level: 'uncertain', why: 'it may fetch a package of that name and run it' });
    if (peeled.fed && !takesNames.has(programName(peeled.words[0]?.text ?? '')))
      walk.floors.push({ level: 'uncertain', why: 'it runs with words from elsewhere' });
    readWords(peeled.words, [...assigned, ...peeled.assigned], around, walk);
    return;
  }
  const program = programName(first.text);
  const inner = innerCommands(program, rest);
  for (const text of inner.scripts) {
    if (text.includes(unknown)) walk.floors.push({ level: 'high', why: 'a script that is only known when it runs' });
    else readScript(text, { ...walk, nested: walk.nested + 1 });
  }
  for (const tail of inner.tails) readWords(tail, [], { writes: [], reads: [], piped: false }, walk);
  if (inner.scripts.length > 0) {
    if (around.writes.length + around.reads.length > 0) addUnit(':', [], assigned, around, walk);
    return;
  }
  addUnit(program, rest, assigned, around, walk);
}

/** Wrappers that fetch what is not installed. */
const fetches = new Set(['npx', 'bunx', 'npm']);
/** What projects have among their packages, under names that are theirs. */
const nodeTools = new Set(
  'tsc eslint prettier vitest jest mocha ava tap c8 nyc playwright cypress webpack vite rollup esbuild tsup babel biome oxlint stylelint tslint xo standard next nuxt nuxi astro gatsby ng nx turbo lerna storybook svelte-check svelte-kit remix vue-tsc typedoc knip depcheck madge publint size-limit tsd ts-prune lint-staged commitlint prisma drizzle-kit typeorm graphql-codegen tsx ts-node swc markdownlint markdownlint-cli2 cspell sort-package-json license-checker expo expo-doctor docusaurus vitepress redocly spectral cucumber-js stryker rimraf karma jasmine react-scripts'.split(
    ' ',
  ),
);

/** Programs that only show what they are given. */
const takesNames = new Set(
  'cat wc grep rg ls head tail stat file echo basename dirname sha256sum md5sum du'.split(' '),
);

/** Programs that run in the system's folders under the same name. */
function programName(text: string): string {
  const name = /^(?:\/usr(?:\/local)?)?\/s?bin\/([\w.+-]+)$/.exec(text)?.[1] ?? text.replace(/^\\/, '');
  const local = /^(?:\.\/)?(?:node_modules\/\.bin|vendor\/bin|\.?venv\/bin)\/([\w.-]+)$/.exec(name)?.[1];
  return local ?? name;
}

function addUnit(
  program: string,
  words: readonly Token[],
  assigned: readonly string[],
  around: Surroundings,
  walk: Walk,
): void {
  const { root, left } = walk;
  const unit: Unit = { program, words, assigned, ...around, places: { root, left } };
  walk.floors.push(...runsInput(unit));
  walk.units.push(unit);
}

function files(redirects: readonly Redirection[], bindings: Bindings, walk: Walk): { writes: Token[]; reads: Token[] } {
  const writes: Token[] = [];
  const reads: Token[] = [];
  for (const redirect of redirects) {
    if (redirect.descriptor?.type === 'FileDescriptorVariable')
      walk.floors.push({ level: 'high', why: 'a descriptor in a variable' });
    if (redirect.type !== 'Redirect' || !redirect.target) continue;
    const { operator, target } = redirect;
    for (const token of resolveWord(target, bindings)) {
      if (/^[<>]&$/.test(operator) && /^(?:\d|-)$/.test(token.text)) continue;
      if (/^\/dev\/(?:tcp|udp)/.test(token.text)) walk.floors.push({ level: 'high', why: 'a network connection' });
      if (token.text.includes(unknown) && operator !== '<')
        walk.floors.push({ level: 'high', why: 'it writes where nobody can tell' });
      (operator === '<' ? reads : writes).push(token);
    }
  }
  const places = { root: walk.root, left: walk.left };
  const kept = writes.filter(({ text }) => !/^\/dev\/(?:null|stdout|stderr)$/.test(text));
  if (
    kept.some(({ text }) =>
      /^(?:home|system|outside|protected|secret)$/.test(targetOf(text.includes('/') ? text : `./${text}`, places)),
    )
  )
    walk.floors.push({ level: 'high', why: 'it writes outside the workspace, or what other programs trust' });
  return { writes: kept, reads };
}

function judgeAssignment(name: string, walk: Walk): void {
  const floor = assignmentFloor(name);
  if (floor) walk.floors.push(floor);
}
