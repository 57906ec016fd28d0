import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/temporary.ts';
import { watchedFolder } from '../../../support/watchedFolder.ts';

type Project = ReturnType<typeof watchedFolder>;

/** Everything in the repository's own folder: names, times and contents. */
function insideGit(project: Project): string {
  const folder = project.at('.git');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const found = statSync(path, { bigint: true });
      const content = found.isFile() ? createHash('sha1').update(readFileSync(path)).digest('hex') : '';
      // Whoever reads a split index keeps its other half from being cleaned away.
      const time = path.includes('sharedindex.') ? '' : found.mtimeNs;
      return `${path} ${time} ${found.size} ${content}`;
    })
    .join('\n');
}

const canary = join(temporaryFolder(), 'ran');
const crlf = 'one\r\ntwo\r\n';

interface Repository {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Brings the repository into its state after the first commit. */
  readonly arrange: (project: Project) => void;
}

const repositories: Record<string, Repository> = {
  plain: { arrange() {} },
  'autocrlf, with CRLF in the working files': {
    files: { 'a.txt': crlf, 'b.txt': 'one\n' },
    arrange({ runGit }) {
      runGit('config', 'core.autocrlf', 'true');
      runGit('rm', '--cached', '-rq', '.');
      runGit('add', '--all');
      runGit('commit', '-qm', 'normalised');
    },
  },
  'text=auto, with CRLF in the working files': {
    files: { 'a.txt': crlf, 'b.txt': 'one\n', '.gitattributes': '* text=auto\n' },
    arrange() {},
  },
  'an encoding of the working files': {
    files: {
      'a.txt': Buffer.from('\uFEFFone\n', 'utf16le'),
      'b.txt': 'one\n',
      '.gitattributes': 'a.txt working-tree-encoding=UTF-16\n',
    },
    arrange() {},
  },
  'ident, which writes into the working file': {
    files: { 'a.txt': '$Id$\none\n', 'b.txt': 'one\n', '.gitattributes': '* ident\n' },
    arrange({ runGit, at }) {
      rmSync(at('a.txt'));
      runGit('checkout', '--', 'a.txt');
    },
  },
  'a filter that would run a program': {
    files: { 'a.txt': 'one\n', 'b.txt': 'one\n', '.gitattributes': '*.txt filter=evil\n' },
    arrange({ runGit }) {
      for (const key of ['clean', 'smudge', 'process']) runGit('config', `filter.evil.${key}`, `touch ${canary}; cat`);
      runGit('config', 'filter.evil.required', 'true');
    },
  },
  'hooks and a monitor that would run a program': {
    arrange({ runGit, at }) {
      runGit('config', 'core.fsmonitor', `touch ${canary}`);
      writeFileSync(at('.git/hooks/post-index-change'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
    },
  },
  'an index of version 4': { arrange: ({ runGit }) => void runGit('update-index', '--index-version', '4') },
  'a split index': { arrange: ({ runGit }) => void runGit('update-index', '--split-index') },
  'files that git was told not to look at': {
    arrange({ runGit, at }) {
      runGit('update-index', '--assume-unchanged', 'a.txt');
      runGit('update-index', '--skip-worktree', 'b.txt');
      writeFileSync(at('a.txt'), 'mine a\n');
      writeFileSync(at('b.txt'), 'mine b\n');
    },
  },
  'a file added without content': {
    arrange({ runGit, at }) {
      writeFileSync(at('new.txt'), 'new\n');
      runGit('add', '--intent-to-add', 'new.txt');
    },
  },
  'staged changes that were changed again': {
    arrange({ runGit, at }) {
      writeFileSync(at('a.txt'), 'staged\n');
      runGit('add', 'a.txt');
      writeFileSync(at('a.txt'), 'unstaged\n');
    },
  },
  'a merge that stopped at a conflict': {
    arrange({ runGit, at, shell }) {
      runGit('checkout', '-qb', 'other');
      writeFileSync(at('a.txt'), 'theirs\n');
      runGit('commit', '-qam', 'theirs');
      runGit('checkout', '-q', 'main');
      writeFileSync(at('a.txt'), 'ours\n');
      runGit('commit', '-qam', 'ours');
      shell('git -c user.name=T -c user.email=t@example.com merge -q other || true');
    },
  },
  'nothing committed yet, and no index': {
    arrange({ at, runGit }) {
      rmSync(at('.git'), { recursive: true });
      runGit('init', '--quiet');
    },
  },
  'an index whose times are out of date': {
    arrange: ({ shell }) => void shell('for f in *.txt; do cp $f x && rm $f && mv x $f; done'),
  },
  'a repository with SHA-256': {
    arrange({ at, runGit }) {
      rmSync(at('.git'), { recursive: true });
      runGit('init', '--quiet', '--object-format=sha256');
      runGit('add', '--all');
      runGit('commit', '-qm', 'first');
    },
  },
};

describe.each(Object.entries(repositories))('%s', (_name, { files, arrange }) => {
  const given = files ?? { 'a.txt': 'one\ntwo\n', 'b.txt': 'bee\n' };

  test.each(['echo more >> a.txt; echo more >> b.txt', 'rm a.txt b.txt', 'mv a.txt c.txt; echo new > b.txt'])(
    '%s',
    async (command) => {
      const project = watchedFolder(given);
      arrange(project);
      const before = project.tree();
      const inside = insideGit(project);
      const changes = await project.watched(command);
      const back = await project.edits.restore([changes?.checkpoint ?? '']);
      expect(back.kept).toEqual([]);
      expect(project.tree()).toEqual(before);
      expect(insideGit(project)).toBe(inside);
      expect(existsSync(canary)).toBe(false);
      expect(project.warnings).toEqual([]);
    },
  );
});

test('commits, branches and stashes of a command leave nothing behind in what is taken back, and are not taken back', async () => {
  const project = watchedFolder({ 'a.txt': 'one\n', 'b.txt': 'bee\n' });
  const changes = await project.watched(
    'echo two >> a.txt; rm b.txt; git add -A; git -c user.name=T -c user.email=t@example.com commit -qm second; git gc -q --prune=now',
  );
  const head = project.runGit('rev-parse', 'HEAD');
  expect((await project.edits.restore([changes?.checkpoint ?? ''])).kept).toEqual([]);
  expect(project.tree()).toMatchObject({ 'a.txt': '644 one\n', 'b.txt': '644 bee\n' });
  expect(project.runGit('rev-parse', 'HEAD')).toBe(head);
});

test('in a linked working tree', async () => {
  const main = watchedFolder({ 'a.txt': 'one\n' });
  const linked = join(temporaryFolder(), 'linked');
  main.runGit('worktree', 'add', '-q', linked);
  const project = watchedFolder({}, { git: false, root: linked });
  const changes = await project.watched('echo two >> a.txt; echo new > b.txt');
  expect(changes?.summary.map(({ kind }) => kind).sort()).toEqual(['create', 'edit']);
  expect((await project.edits.restore([changes?.checkpoint ?? ''])).kept).toEqual([]);
  expect(project.tree()).toMatchObject({ 'a.txt': '644 one\n' });
});

test('where the command removes the repository itself, it is said; loose files come back all the same next time', async () => {
  const project = watchedFolder({ 'a.txt': 'one\n' });
  const changes = await project.watched('rm -rf .git a.txt');
  expect(changes).toEqual({ summary: [], uncovered: expect.stringContaining('cannot be taken back') });
  writeFileSync(project.at('b.txt'), 'bee\n');
  const next = await project.watched('rm b.txt');
  await project.edits.restore([next?.checkpoint ?? '']);
  expect(project.tree()).toMatchObject({ 'b.txt': '644 bee\n' });
});

test('a folder that the repository around it ignores is watched as one without git', async () => {
  const outer = watchedFolder({ '.gitignore': 'build/\n', 'build/app/a.txt': 'one\n' });
  const project = watchedFolder({}, { git: false, root: outer.at('build/app') });
  const changes = await project.watched('echo two >> a.txt; echo new > b.txt');
  expect(changes?.summary.map(({ kind }) => kind).sort()).toEqual(['create', 'edit']);
  expect((await project.edits.restore([changes?.checkpoint ?? ''])).kept).toEqual([]);
  expect(project.tree()).toEqual({ 'a.txt': '644 one\n' });
});
