import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { toJSONSchema } from 'zod';
import { gitDiff } from '../../../src/tools/git/gitDiff.ts';
import { gitLog } from '../../../src/tools/git/gitLog.ts';
import { gitStatus } from '../../../src/tools/git/gitStatus.ts';
import { tools } from '../../../src/tools/index.ts';
import { askUser } from '../../../src/tools/plan/askUser.ts';
import { todoWrite } from '../../../src/tools/plan/todoWrite.ts';
import { glob } from '../../../src/tools/search/glob.ts';
import { grep } from '../../../src/tools/search/grep.ts';
import { killProcess } from '../../../src/tools/shell/killProcess.ts';
import { readProcess } from '../../../src/tools/shell/readProcess.ts';
import { runCommand } from '../../../src/tools/shell/runCommand.ts';
import { projectWithTools } from '../../support/toolContext.ts';

test('every tool says what it takes, and touches nothing that it does not declare', () => {
  expect(tools.map((tool) => tool.name)).toEqual([
    ...[
      'read_file',
      'list_directory',
      'glob',
      'grep',
      'edit_file',
      'multi_edit',
      'write_file',
      'move_file',
      'delete_file',
      'apply_patch',
      'notebook_edit',
    ],
    ...[
      'run_command',
      'read_process',
      'kill_process',
      'git_status',
      'git_diff',
      'git_log',
      'todo_write',
      'ask_user',
      'recall',
      'tool_search',
    ],
  ]);
  const plain: string[] = [];
  for (const tool of tools) {
    const schema = toJSONSchema(tool.input);
    expect(schema.type).toBe('object');
    const properties = Object.entries(schema.properties ?? {});
    for (const [name, property] of properties) {
      // Those of the core are read with every request: their names must say it.
      const said = tool.core === true || (typeof property === 'object' && property.description !== undefined);
      if (!said) plain.push(`${tool.name}.${name}`);
    }
    if (properties.some(([name]) => name === 'path') && tool.kind === 'edit') expect(properties[0]?.[0]).toBe('path');
    expect(tool.description.length).toBeGreaterThan(80);
    expect(tool.description.length).toBeLessThan(950);
  }
  expect(plain).toEqual([]);
});

const targets: [name: string, input: Record<string, unknown>, targets: unknown][] = [
  ['read_file', { path: 'a' }, { paths: [{ path: 'a', access: 'read' }] }],
  ['grep', { pattern: 'x' }, { paths: [{ path: '.', access: 'read' }] }],
  ['glob', { pattern: 'x', path: '/etc' }, { paths: [{ path: '/etc', access: 'read' }] }],
  ['edit_file', { path: 'a', oldText: '', newText: '' }, { paths: [{ path: 'a', access: 'write' }] }],
  [
    'move_file',
    { path: 'a', to: 'b' },
    {
      paths: [
        { path: 'a', access: 'write' },
        { path: 'b', access: 'write' },
      ],
    },
  ],
  ['delete_file', { path: 'a' }, { paths: [{ path: 'a', access: 'delete' }] }],
  ['run_command', { command: 'ls' }, { command: 'ls' }],
  ['git_diff', { path: 'a' }, { paths: [{ path: 'a', access: 'read' }] }],
];

test.each(targets)('%s %o touches what it says', (name, input, expected) => {
  const tool = tools.find((one) => one.name === name);
  expect(tool?.targets(tool.input.parse(input))).toEqual(expected);
});

test('grep and glob answer with paths of the project', async () => {
  const { call } = projectWithTools({ 'src/a.ts': 'one\nneedle\n', 'src/b.ts': 'needle\n', 'c.md': 'needle\n' });
  expect(await call(grep, { pattern: 'needle', glob: '*.ts' })).toBe('src/a.ts:2:needle\nsrc/b.ts:1:needle');
  expect(await call(grep, { pattern: 'needle', mode: 'files', path: 'src' })).toBe('src/a.ts\nsrc/b.ts');
  expect(await call(grep, { pattern: 'needle', limit: 1 })).toMatch(/^c\.md:1:needle\n\[cut after 1 lines; narrow it/);
  expect(await call(grep, { pattern: 'nothing' })).toBe('Nothing matches nothing.');
  await expect(call(grep, { pattern: '[' })).rejects.toThrow(/not understood.*unclosed character class/s);
  expect(await call(glob, { pattern: 'src/*.ts' })).toBe('src/a.ts\nsrc/b.ts');
  expect(await call(glob, { pattern: '*.ts', path: 'src' })).toBe('src/a.ts\nsrc/b.ts');
  expect(await call(glob, { pattern: '*.none' })).toMatch(/No file matches/);
  await expect(call(glob, { pattern: '*', path: 'none' })).rejects.toThrow('does not exist');
});

test('run_command says how it ended', async () => {
  const { run, call, output } = projectWithTools();
  expect(await run(runCommand, { command: 'echo hi; exit 3' })).toEqual({
    text: 'Exit code 3.\nhi',
    view: { type: 'command', exitCode: 3 },
  });
  expect(output.join('')).toBe('hi\n');
  expect(await call(runCommand, { command: 'true' })).toBe('Exit code 0.\n(no output)');
  expect(await call(runCommand, { command: 'kill -9 $$' })).toMatch(/^Ended by a signal/);
  expect(await call(runCommand, { command: 'sleep 60', timeoutMs: 200 })).toMatch(
    /^Ended by the time limit of 0\.2 s\. Raise timeoutMs/,
  );
  const long = await run(runCommand, { command: 'yes | head -c 100000' });
  const [, path = ''] = /^Exit code 0\.\nThe whole output is in (.*)\.\n/.exec(long.text) ?? [];
  expect(readFileSync(path, 'utf8')).toBe('y\n'.repeat(50_000));
  expect(long).toMatchObject({ view: { type: 'command', exitCode: 0, spill: path } });
  await expect(call(runCommand, { command: 'x', timeoutMs: 600_001 })).rejects.toThrow('bad input');
});

test('a background command is started, read and ended', async () => {
  const { call, at } = projectWithTools();
  expect(await call(runCommand, { command: 'echo up; touch ready; sleep 60', background: true })).toMatch(
    /^Started in the background as p1\./,
  );
  while (!existsSync(at('ready'))) await wait(10);
  let text = await call(readProcess, { id: 'p1' });
  while (text === 'Still running.\n(nothing new)') text = await call(readProcess, { id: 'p1' });
  expect(text).toBe('Still running.\nup');
  expect(await call(readProcess, { id: 'p1' })).toBe('Still running.\n(nothing new)');
  expect(await call(killProcess, { id: 'p1' })).toBe('Ended.\n(no further output)');
  expect(await call(readProcess, { id: 'p1' })).toMatch(/^Ended by a signal/);
  await expect(call(readProcess, { id: 'p7' })).rejects.toThrow('no background process p7');
});

test('git tools show status, differences and history, and take no options', async () => {
  const { root, at, call } = projectWithTools({ 'a.txt': 'one\n', 'sub/b.txt': 'b\n' });
  await expect(call(gitStatus, {})).rejects.toThrow('not a git repository');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Ann', '-c', 'user.email=a@example.com', ...args]);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  expect(await call(gitStatus, {})).toMatch(/^## main\nNothing has changed/);
  expect(await call(gitDiff, {})).toBe('No differences.');
  writeFileSync(at('a.txt'), 'two\n');
  writeFileSync(at('-new.txt'), 'new\n');
  expect(await call(gitStatus, {})).toBe('## main\n M a.txt\n?? -new.txt\n');
  expect(await call(gitDiff, { path: 'a.txt' })).toContain('-one\n+two\n');
  expect(await call(gitDiff, { path: 'sub' })).toBe('No differences.');
  git('add', 'a.txt');
  expect(await call(gitDiff, {})).toBe('No differences.');
  expect(await call(gitDiff, { staged: true })).toContain('+two');
  expect(await call(gitDiff, { revision: 'HEAD' })).toContain('+two');
  expect(await call(gitLog, { count: 5, path: 'sub/b.txt' })).toMatch(/^[0-9a-f]{7,} \d{4}-\d\d-\d\d Ann: first$/m);
  await expect(call(gitLog, { revision: 'nowhere' })).rejects.toThrow(/git failed: .*nowhere/);
  for (const revision of ['--output=/tmp/x', '-p', 'HEAD --output=x', ' -p', '']) {
    await expect(call(gitDiff, { revision })).rejects.toThrow('is not a revision');
    await expect(call(gitLog, { revision })).rejects.toThrow('is not a revision');
  }
  for (const revision of ['HEAD:a.txt', 'HEAD:a.txt..HEAD', 'nowhere', 'HEAD..nowhere']) {
    await expect(call(gitDiff, { revision })).rejects.toThrow('is no branch, tag or commit here');
  }
  git('config', 'filter.x.clean', 'cat');
  await expect(call(gitDiff, {})).rejects.toThrow('sets filter.x.clean');
});

test('long git output is cut, and says how to see the rest', async () => {
  const { root, at, call } = projectWithTools({ 'a.txt': 'one\n' });
  execFileSync('git', ['init', '--quiet', root]);
  execFileSync('git', ['-C', root, 'add', '.']);
  writeFileSync(at('a.txt'), 'line\n'.repeat(20_000));
  const text = await call(gitDiff, {});
  expect(text.length).toBeLessThan(30_200);
  expect(text).toMatch(/\n\[cut: \d+ more characters; give a path to see the rest file by file\]$/);
});

test('todo_write and ask_user', async () => {
  const { run, questions } = projectWithTools();
  const todos = [
    { text: 'Read', status: 'done' },
    { text: 'Write', status: 'active' },
  ];
  expect(await run(todoWrite, { todos })).toEqual({ text: '[x] Read\n[>] Write', view: { type: 'todos', todos } });
  expect(todoWrite.title({ todos })).toBe('Plan: 1 of 2 done, now: Write');
  expect(await run(askUser, { question: 'Which?', options: [{ label: 'A' }] })).toEqual({
    text: 'The person answered: the answer',
    view: { type: 'answer', answer: 'the answer' },
  });
  expect(questions).toEqual([{ question: 'Which?', options: [{ label: 'A' }], multiple: false }]);
});
