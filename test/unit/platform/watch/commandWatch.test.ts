import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/temporary.ts';
import { watchedFolder } from '../../../support/watchedFolder.ts';

const files = {
  'a.txt': 'one\ntwo\n',
  'b.txt': 'bee\n',
  'src/c.ts': 'const c = 1;\r\n',
  'src/deep/d.bin': Buffer.from([0, 255, 10, 13]),
  'run.sh': '#!/bin/sh\n',
  '.gitignore': 'ignored/\n*.log\n',
  'ignored/x.txt': 'ignored\n',
};

/** A command, and what it is seen to have done: kind and path. */
const commands: [command: string, seen: string[]][] = [
  ['true', []],
  ['touch a.txt src/c.ts', []],
  ['echo three >> a.txt', ['edit a.txt']],
  ['printf "one\\nTWO\\n" > a.txt', ['edit a.txt']],
  ['cp a.txt saved && cat saved > a.txt && rm saved', []],
  ['rm b.txt', ['delete b.txt']],
  ['rm -r src', ['delete src/c.ts', 'delete src/deep/d.bin']],
  ['mkdir -p gen/deep && echo x > gen/deep/x.txt && echo y > gen/y.txt', ['create gen/deep/x.txt', 'create gen/y.txt']],
  ['mv a.txt moved.txt', ['create moved.txt', 'delete a.txt']],
  ['mv src lib', ['create lib/c.ts', 'create lib/deep/d.bin', 'delete src/c.ts', 'delete src/deep/d.bin']],
  ['chmod +x a.txt && chmod -x run.sh', ['edit a.txt', 'edit run.sh']],
  ['rm b.txt && ln -s a.txt b.txt', ['edit b.txt']],
  ['rm b.txt && mkdir b.txt && echo in > b.txt/in', ['create b.txt/in', 'delete b.txt']],
  ['rm -r src && echo file > src', ['create src', 'delete src/c.ts', 'delete src/deep/d.bin']],
  ['echo more >> ignored/x.txt; echo log > new.log', []],
  ['echo "not really" > "a file with spaces and ümläuts"', ['create a file with spaces and ümläuts']],
];

describe.each([
  ['with git', true],
  ['without git', false],
])('%s', (_name, git) => {
  test.each(commands)('%s: seen, and taken back to the byte', async (command, seen) => {
    const project = watchedFolder(files, { git });
    chmodSync(project.at('run.sh'), 0o755);
    if (git) project.runGit('commit', '--quiet', '-am', 'it can be run');
    const before = project.tree();
    const changes = await project.watched(command);
    const after = project.tree();
    const shown = changes?.summary.map(({ kind, path }) => `${kind} ${path.slice(project.root.length + 1)}`) ?? [];
    expect(shown.sort()).toEqual(seen);
    expect(changes?.checkpoint === undefined).toBe(seen.length === 0);
    expect(project.warnings).toEqual([]);
    if (changes?.checkpoint === undefined) return;
    const back = await project.edits.restore([changes.checkpoint]);
    expect(back.kept).toEqual([]);
    // What the watch does not look at stays as the command left it.
    const ignored = Object.entries(after).filter(([path]) => /^ignored|log$/.test(path));
    expect(project.tree()).toEqual({ ...before, ...Object.fromEntries(ignored) });
    expect((await project.edits.restore([back.checkpoint ?? ''])).kept).toEqual([]);
    expect(project.tree()).toEqual(after);
  });

  test('files that were changed before the command are brought back as they were then', async () => {
    const project = watchedFolder(files, { git });
    writeFileSync(project.at('a.txt'), 'one\nmine\n');
    writeFileSync(project.at('untracked.txt'), 'mine\n');
    rmSync(project.at('b.txt'));
    const before = project.tree();
    const changes = await project.watched('echo theirs >> a.txt; rm untracked.txt; echo again > b.txt');
    await project.edits.restore([changes?.checkpoint ?? '']);
    expect(project.tree()).toEqual(before);
  });

  test('a second command of the same size and at the same time is seen', async () => {
    const project = watchedFolder(files, { git });
    for (const word of ['ONE', 'TWO', 'SIX']) {
      const changes = await project.watched(`printf "${word}\\n" > a.txt`);
      expect(changes?.summary).toMatchObject([{ kind: 'edit', path: project.at('a.txt') }]);
      await project.edits.restore([changes?.checkpoint ?? '']);
      expect(readFileSync(project.at('a.txt'), 'utf8')).toBe('one\ntwo\n');
    }
  });

  test('what the person saved meanwhile is not the command’s, also where both changed a file', async () => {
    const saved = new Map<string, Uint8Array>();
    const saves = { start: () => ({ stop: async () => saved }) };
    const project = watchedFolder(files, { git, saves });
    const save = (name: string, text: string): void => {
      writeFileSync(project.at(name), text);
      saved.set(project.at(name), Buffer.from(text));
    };
    const changes = await project.watched('echo gen > gen.txt', () => {
      save('a.txt', 'one\ntwo\nmine\n');
      save('mine.txt', 'mine\n');
      save('b.txt', 'mine\nbee\n');
      project.shell('sed -i s/bee/BEE/ b.txt');
    });
    expect(changes?.summary.map(({ path }) => path)).toEqual([project.at('b.txt'), project.at('gen.txt')]);
    expect((await project.edits.restore([changes?.checkpoint ?? ''])).kept).toEqual([]);
    expect(project.tree()).toMatchObject({
      'a.txt': '644 one\ntwo\nmine\n',
      'mine.txt': '644 mine\n',
      'b.txt': '644 mine\nbee\n',
    });
    expect(existsSync(project.at('gen.txt'))).toBe(false);
  });

  test('a file that was ignored and is not any more, or came from outside, is never deleted', async () => {
    const outside = temporaryFolder({ 'precious.txt': 'precious\n' });
    const project = watchedFolder({ ...files, 'notes.log': 'precious log\n' }, { git });
    const changes = await project.watched(`echo > .gitignore; mv ${outside}/precious.txt . ; echo new > new.log`);
    const back = await project.edits.restore([changes?.checkpoint ?? '']);
    expect(back.kept).toEqual([]);
    expect(project.tree()).toMatchObject({
      'precious.txt': '644 precious\n',
      'notes.log': '644 precious log\n',
      'ignored/x.txt': '644 ignored\n',
      '.gitignore': '644 ignored/\n*.log\n',
    });
    expect(existsSync(project.at('new.log'))).toBe(false);
  });

  test('a large file, a pipe, and a huge number of files are said not to be covered', async () => {
    const project = watchedFolder({ ...files, 'large.bin': Buffer.alloc(6 * 1024 * 1024) }, { git });
    const changes = await project.watched('echo >> large.bin; mkfifo pipe; echo small > small.txt');
    expect(changes?.summary.map(({ path }) => path)).toEqual([project.at('small.txt')]);
    expect(changes?.uncovered).toMatch(/large\.bin.*cannot be taken back: larger than 5 MB/);
    const many = await project.watched('mkdir many && cd many && touch $(seq 5100)');
    expect(many).toEqual({
      summary: [],
      uncovered: expect.stringMatching(/changed 5,10\d files, more than Belay keeps/),
    });
  });

  test('a folder inside the project that is a repository of its own is left alone', async () => {
    const project = watchedFolder(files, { git });
    mkdirSync(project.at('nested'));
    project.shell('git init -q . && echo one > inner.txt', project.at('nested'));
    const changes = await project.watched('echo two > nested/inner.txt; echo x > x.txt');
    const seen = changes?.summary.map(({ path }) => path);
    expect(seen).toContain(project.at('x.txt'));
    if (git) expect(seen).toEqual([project.at('x.txt')]);
  });
});

test('a home folder and what is above it are not watched', async () => {
  for (const root of ['/', '/root', process.env.HOME ?? '/root']) {
    const project = watchedFolder({}, { git: false, root });
    const changes = await (await project.watch.begin(new AbortController().signal, 'call'))();
    expect(changes).toEqual({ summary: [], uncovered: expect.stringContaining('home folder') });
  }
});

test('with git, links are files like others', async () => {
  const project = watchedFolder({ 'a.txt': 'a' });
  symlinkSync('a.txt', project.at('old'));
  const before = project.tree();
  const changes = await project.watched('ln -s a.txt new; rm old; ln -s nowhere a; rm a.txt');
  expect((await project.edits.restore([changes?.checkpoint ?? ''])).kept).toEqual([]);
  expect(project.tree()).toEqual(before);
});

test('folders that the command made go again, those that were there stay', async () => {
  const project = watchedFolder({ 'a.txt': 'a' });
  mkdirSync(project.at('empty'));
  const changes = await project.watched('mkdir -p new/deep; echo > new/deep/x; echo > empty/y');
  await project.edits.restore([changes?.checkpoint ?? '']);
  expect(['new', 'empty'].map((name) => existsSync(project.at(name)))).toEqual([false, true]);
});

test('a folder inside a repository sees its own files only', async () => {
  const outer = watchedFolder({ 'a.txt': 'outer\n', 'sub/b.txt': 'inner\n', 'sub/c.txt': 'see\n', 'sub2/d.txt': '' });
  const project = watchedFolder({}, { git: false, root: outer.at('sub') });
  const changes = await project.watched('echo x >> ../a.txt; echo x >> b.txt; rm c.txt; echo new > e.txt');
  expect(changes?.summary.map(({ kind, path }) => `${kind} ${path.slice(outer.root.length + 1)}`).sort()).toEqual([
    'create sub/e.txt',
    'delete sub/c.txt',
    'edit sub/b.txt',
  ]);
  await project.edits.restore([changes?.checkpoint ?? '']);
  expect(project.tree()).toEqual({ 'b.txt': '644 inner\n', 'c.txt': '644 see\n' });
});

test('a stopped turn does not begin a command; nothing is left running', async () => {
  const project = watchedFolder(files);
  await expect(project.watch.begin(AbortSignal.abort(new Error('stopped')), 'call')).rejects.toThrow('stopped');
});

test('without room for copies the command may run, and it is said', async () => {
  const project = watchedFolder({ ...files }, { git: false });
  rmSync(join(project.store, 'contents'), { recursive: true, force: true });
  writeFileSync(join(project.store, 'contents'), 'in the way');
  const changes = await project.watched('echo x >> a.txt');
  expect(changes).toEqual({
    summary: [],
    uncovered: expect.stringContaining('could not be noted before this command'),
  });
  expect(project.warnings).toHaveLength(1);
});

test('links to folders are not followed', async () => {
  const outside = temporaryFolder({ 'x.txt': 'x\n' });
  for (const git of [true, false]) {
    const project = watchedFolder({ 'a.txt': 'a\n' }, { git });
    symlinkSync(outside, project.at('link'));
    const changes = await project.watched('echo y > link/x.txt; echo z > link/z.txt; echo b > a.txt');
    expect(changes?.summary.map(({ path }) => path)).toEqual([project.at('a.txt')]);
  }
});

test('a store that is full with what may still be needed takes no more of commands, and says so', async () => {
  const project = watchedFolder({ 'a.txt': 'one\n' }, { git: false, limits: { maxBytes: 10, maxAgeMs: 1000 } });
  const [before] = Object.values(project.tree());
  const changes = await project.watched('echo two >> a.txt');
  expect(changes?.summary).toHaveLength(1);
  await project.checkpoints.cleaned();
  const next = await project.watched('echo three >> a.txt');
  expect(next).toEqual({ summary: [], uncovered: expect.stringContaining('belay.checkpoints.maxSizeMB') });
  expect((await project.edits.restore([changes?.checkpoint ?? ''])).merged).toEqual([project.at('a.txt')]);
  expect(Object.values(project.tree())).toEqual([`${before}three\n`]);
});
