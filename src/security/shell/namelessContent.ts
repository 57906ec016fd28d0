import type { CommandFacts } from '../../agent/commandFacts.ts';
import type { Analysis } from './analysis.ts';
import type { Argument } from './argument.ts';
import type { Finding } from './checks/check.ts';
import { gitCommands } from './checks/meaning.ts';
import { gitNames, withIds } from './programs/gitWords.ts';

/** Subcommands that print names, ids and numbers only, whatever object they are given. */
const naming: ReadonlySet<string> = new Set(
  `branch tag status ls-files ls-tree rev-parse rev-list merge-base describe for-each-ref show-ref symbolic-ref config
  remote worktree check-ignore count-objects name-rev cherry show-branch diff-tree diff-index diff-files version`.split(
    /\s+/,
  ),
);

/** Subcommands that list a folder by the names in it, where others show all that it holds. */
const listing: ReadonlySet<string> = new Set(['show', 'cat-file']);

/** The id that git knows for a folder without anything, in every repository. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const control = /\p{Cc}/u;

interface Question {
  readonly name: string;
  /** Its place is told: a file's has been judged. */
  readonly placed?: true;
  /** What is wrong where it is a folder; nothing where that is fine. */
  readonly folder?: string;
}

const noFolder = 'is a folder by itself, and git does not tell where it lies.';

/**
 * Contents of files that git is asked for by objects without their place: by ids, as git prints them beside each change, by
 * tags, or below a folder that is named so. Of which files they are is not told.
 */
export async function namelessContent(analysis: Analysis, facts: CommandFacts, root: string): Promise<Finding[]> {
  // git refuses all of them outside a repository.
  if (facts.repositoryOf(root) === undefined) return [];
  const findings: Finding[] = [];
  const report = (why: string): void => void findings.push({ check: gitCommands, why });
  const atRoot = analysis.git.every((place) => place === '.' || place === './');
  const questions = new Map<string, Question>();
  const all = analysis.parts.flatMap(({ calls }) => calls);
  for (const { words } of all)
    for (const question of questionsOf(words, atRoot, report)) questions.set(JSON.stringify(question), question);
  // An id that is shown may be that of any name whose id is printed.
  if (all.some(({ words }) => !isNaming(words) && words.some((word) => withIds(word))))
    for (const { words } of all) for (const name of namesOfIds(words)) questions.set(name, { name, folder: noFolder });
  if (questions.size === 0) return findings;
  const names = [...new Set([...questions.values()].map(({ name }) => name))];
  try {
    const objects = await facts.gitObjects(root, names);
    for (const { name, placed, folder } of questions.values()) {
      const kind = objects.get(name);
      if (kind === 'blob' && !placed) report(`${name} is what some file held, and git does not tell which.`);
      else if (kind === 'unclear') report(`${name} may be what some file held, and git does not tell which.`);
      else if (kind === 'tree' && folder !== undefined && name !== emptyTree) report(`${name} ${folder}`);
    }
  } catch {
    report(`git does not tell what ${names.slice(0, 3).join(', ')} would show.`);
  }
  return findings;
}

/** The subcommand of a call of git, and what it is given. */
function callOfGit([program, ...words]: readonly Argument[]): { subcommand?: string; given: readonly Argument[] } {
  const start = afterGlobals(words);
  const subcommand = program?.text === 'git' ? words[start]?.text : undefined;
  return { ...(subcommand === undefined ? {} : { subcommand }), given: words.slice(start + 1) };
}

function isNaming(words: readonly Argument[]): boolean {
  const { subcommand } = callOfGit(words);
  return subcommand === undefined || naming.has(subcommand);
}

/** Names that `git rev-parse` is given; other subcommands print the ids of commits only. */
function namesOfIds(words: readonly Argument[]): string[] {
  const { subcommand, given } = callOfGit(words);
  if (subcommand !== 'rev-parse') return [];
  return given.flatMap(({ text = '-' }) => (text.startsWith('-') || control.test(text) ? [] : [text]));
}

/** What must be known of the objects that one call names. */
function questionsOf(words: readonly Argument[], atRoot: boolean, report: (why: string) => void): Question[] {
  const { subcommand, given } = callOfGit(words);
  if (subcommand === undefined || naming.has(subcommand)) return [];
  if (subcommand === 'cat-file' && given.some(({ text }) => /^-[tse]$/.test(text ?? ''))) return [];
  const lists = listing.has(subcommand);
  const questions: Question[] = [];
  // What follows `--` may still be a name, since that may be the value of an option (`git grep -e --`).
  for (const [index, word] of given.entries()) {
    const { text, pattern } = word;
    // A name that is that of a file as well git refuses, unless it is told where the files begin.
    const told = subcommand === 'cat-file' || given.slice(index).some((later) => later.text === '--');
    if (pattern !== undefined && told) report('The names of files that match would be taken for those of objects.');
    const texts = text === undefined ? (withIds(word) ?? []) : [text];
    // Of which commit it is shown is not known.
    if (text === undefined && !lists && texts.some((one) => one.includes(':')))
      report('It is not clear whether a path of a commit is a folder.');
    for (const { revision, path } of texts.filter((one) => !/^[-/]/.test(one)).flatMap(gitNames)) {
      if (revision === '') continue;
      // Names are looked up one a line. Of revisions only a search or a date may hold such a character.
      if (control.test(revision)) {
        if (revision.includes('{')) report('A revision with control characters is not looked up.');
        continue;
      }
      // The folder of a commit is the whole of it, so its paths are complete.
      const name = revision.replace(/(?:\^\{tree\})+$/, '');
      if (!path) questions.push(lists ? { name } : { name, folder: noFolder });
      else {
        questions.push({ name, folder: noFolder });
        if (lists) continue;
        if (control.test(path) || (/^\.\.?(?:\/|$)/.test(path) && !atRoot))
          report(`It is not clear whether ${revision}:${path} is a folder.`);
        else
          questions.push({
            name: `${revision}:${path}`,
            placed: true,
            folder: 'is a folder, and git does not tell where it lies.',
          });
      }
    }
  }
  return questions;
}

/** Where the subcommand stands, after options of git itself. */
function afterGlobals(words: readonly Argument[]): number {
  let at = 0;
  while (words[at]?.text?.startsWith('-')) at += words[at]?.text === '-C' ? 2 : 1;
  return at;
}
