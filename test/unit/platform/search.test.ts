import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GrepOptions } from '../../../src/agent/ports.ts';
import { globPattern } from '../../../src/platform/globPattern.ts';
import { findRipgrep, ripgrepCandidates } from '../../../src/platform/ripgrepPath.ts';
import { createSearch } from '../../../src/platform/search.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const search = createSearch({
  binary: await findRipgrep({ bundleFolder: import.meta.dirname }),
  unsearched: ['**/.env', '**/.ssh/**'],
});
const signal = new AbortController().signal;

function project(): string {
  const folder = temporaryFolder({
    '.gitignore': 'dist\n*.log\n',
    '.hidden/h.ts': 'needle hidden\n',
    '.git/config': 'needle\n',
    'a.ts': 'one\nneedle a\ntwo\nthree\nfour\nneedle again\n',
    'b/b.ts': 'Needle b\n',
    'b/c.js': 'needle (c)\n',
    'dist/out.ts': 'needle\n',
    'debug.log': 'needle\n',
    'node.bin': Buffer.from('needle\0needle\n'),
    'latin.txt': Buffer.from('needle caf\xe9\r\n', 'latin1'),
    '-dash.ts': 'needle dash\n',
  });
  execFileSync('git', ['init', '--quiet', join(folder, 'nested')]);
  writeFileSync(join(folder, 'nested/n.ts'), 'nothing here\n');
  return folder;
}

async function grep(folder: string, options: Partial<GrepOptions> & { pattern: string }) {
  const { lines, truncated } = await search.grep({ path: folder, mode: 'content', limit: 100, signal, ...options });
  return [...lines.map((line) => line.replaceAll(`${folder}/`, '')), ...(truncated ? ['…'] : [])];
}

const greps: [name: string, options: Partial<GrepOptions> & { pattern: string }, lines: string[]][] = [
  [
    'content, sorted, ignored and binary left out',
    { pattern: 'needle' },
    [
      '-dash.ts:1:needle dash',
      '.hidden/h.ts:1:needle hidden',
      'a.ts:2:needle a',
      'a.ts:6:needle again',
      'b/c.js:1:needle (c)',
      'latin.txt:1:needle caf\ufffd',
    ],
  ],
  ['any case', { pattern: 'NEEDLE b', ignoreCase: true }, ['b/b.ts:1:Needle b']],
  ['literally', { pattern: '(c)', literal: true }, ['b/c.js:1:needle (c)']],
  ['a pattern that begins with a dash', { pattern: '-e|dash' }, ['-dash.ts:1:needle dash']],
  [
    'context',
    { pattern: 'needle a', contextLines: 1, glob: '*.ts' },
    ['a.ts-1-one', 'a.ts:2:needle a', 'a.ts-3-two', '--', 'a.ts-5-four', 'a.ts:6:needle again'],
  ],
  ['across lines', { pattern: 'a$.two', multiline: true }, ['a.ts:2:needle a', 'a.ts:3:two']],
  ['files', { pattern: 'needle', mode: 'files', glob: '*.{ts,js}' }, ['-dash.ts', '.hidden/h.ts', 'a.ts', 'b/c.js']],
  ['counts', { pattern: 'needle', mode: 'count', glob: 'a.*' }, ['a.ts:2']],
  [
    'a glob with folders',
    { pattern: 'needle', ignoreCase: true, glob: 'b/**' },
    ['b/b.ts:1:Needle b', 'b/c.js:1:needle (c)'],
  ],
  [
    'a glob turned round',
    { pattern: 'needle', glob: '!**/*.ts' },
    ['b/c.js:1:needle (c)', 'latin.txt:1:needle caf\ufffd'],
  ],
  ['a glob does not bring back what is ignored', { pattern: 'needle', glob: '*.log' }, []],
  ['a limit', { pattern: 'needle', limit: 2 }, ['-dash.ts:1:needle dash', '.hidden/h.ts:1:needle hidden', '…']],
  ['a limit on files', { pattern: 'needle', mode: 'files', limit: 1 }, ['-dash.ts', '…']],
  [
    'a limit that is just enough',
    { pattern: 'needle', glob: 'a.ts', limit: 2 },
    ['a.ts:2:needle a', 'a.ts:6:needle again'],
  ],
  ['nothing', { pattern: 'no such text' }, []],
];

test.each(greps)('grep: %s', async (_name, options, lines) => {
  expect((await grep(project(), options)).sort()).toEqual([...lines].sort());
});

test('equal questions get equal answers, in order of the paths', async () => {
  const folder = project();
  const first = await grep(folder, { pattern: 'needle', ignoreCase: true });
  expect(await grep(folder, { pattern: 'needle', ignoreCase: true })).toEqual(first);
  expect(first.filter((line) => /^[ab]/.test(line))).toEqual([
    'a.ts:2:needle a',
    'a.ts:6:needle again',
    'b/b.ts:1:Needle b',
    'b/c.js:1:needle (c)',
  ]);
});

test('one file can be searched, and a long line is shown around its match', async () => {
  const folder = temporaryFolder({ 'min.js': `${'x'.repeat(5000)}needle${'y'.repeat(5000)}\n` });
  const [line = ''] = await grep(folder, { pattern: 'needle', path: join(folder, 'min.js') });
  expect(line).toMatch(/^min\.js:1:… x+needley+… \(line of 10006 characters\)$/);
  expect(line.length).toBeLessThan(500);
});

test('a bad pattern and a missing folder are said', async () => {
  const folder = project();
  await expect(grep(folder, { pattern: '(' })).rejects.toThrow(/not understood: .*regex parse error.*unclosed group/s);
  await expect(grep(folder, { pattern: '(' })).rejects.toMatchObject({ name: 'ToolError' });
  await expect(grep(folder, { pattern: 'x', path: join(folder, 'none') })).rejects.toThrow('does not exist');
  await expect(grep(folder, { pattern: 'x', glob: '{a' })).rejects.toThrow('a { is not closed');
});

test('files with secrets are left out of a search, in any case, unless one is named', async () => {
  const folder = temporaryFolder({
    '.env': 'needle\n',
    'sub/.ENV': 'needle\n',
    'sub/.ssh/id': 'needle\n',
    'a.txt': 'needle\n',
  });
  for (const glob of [undefined, '**', '.env']) {
    const lines = await grep(folder, { pattern: 'needle', ...(glob ? { glob } : {}) });
    expect(lines).toEqual(glob === '.env' ? [] : ['a.txt:1:needle']);
  }
  expect(await grep(folder, { pattern: 'needle', path: join(folder, '.env') })).toEqual(['.env:1:needle']);
});

test('a folder that may not be read does not hide the rest', async () => {
  const folder = temporaryFolder({ 'a.txt': 'needle\n' });
  mkdirSync(join(folder, 'locked'));
  chmodSync(join(folder, 'locked'), 0);
  expect(await grep(folder, { pattern: 'needle' })).toEqual(['a.txt:1:needle']);
});

test('a stop ends the search', async () => {
  await expect(grep(project(), { pattern: 'x', signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
    'stopped',
  );
});

const globs: [pattern: string, paths: string[]][] = [
  ['*.ts', ['-dash.ts', '.hidden/h.ts', 'a.ts', 'b/b.ts', 'nested/n.ts']],
  ['**/*.js', ['b/c.js']],
  ['b/*', ['b/b.ts', 'b/c.js']],
  ['./b/*.ts', ['b/b.ts']],
  ['*.log', []],
  ['.hidden/**', ['.hidden/h.ts']],
];

test.each(globs)('glob: %s', async (pattern, paths) => {
  const folder = project();
  const found = await search.glob({ pattern, path: folder, limit: 100, signal });
  expect([...found.paths].sort()).toEqual(paths.map((path) => join(folder, path)).sort());
  expect(found.truncated).toBe(false);
});

test('glob stops at its limit', async () => {
  const folder = temporaryFolder(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}.txt`, ''])));
  const found = await search.glob({ pattern: '*', path: folder, limit: 10, signal });
  expect([found.paths.length, found.truncated]).toEqual([10, true]);
});

const fits: [pattern: string, path: string, fits: boolean][] = [
  ['*.ts', 'a/b/c.ts', true],
  ['*.ts', 'c.tsx', false],
  ['src/*.ts', 'src/a/b.ts', false],
  ['src/**/*.ts', 'src/b.ts', true],
  ['src/**/*.ts', 'src/a/b/c.ts', true],
  ['**', 'a/b', true],
  ['src/**', 'src/a/b', true],
  ['src/', 'src/a/b', true],
  ['a**c', 'abbc', true],
  ['a**c', 'ab/bc', false],
  ['?.md', 'a.md', true],
  ['?.md', 'ab.md', false],
  ['[a-c].x', 'b.x', true],
  ['[!a-c].x', 'b.x', false],
  ['[]].x', '].x', true],
  ['*.{test,spec}.{ts,js}', 'a.spec.js', true],
  ['{a,b/*}/c', 'b/x/c', true],
  ['a.b', 'aXb', false],
  ['(x)+$', '(x)+$', true],
  ['\\*.ts', '*.ts', true],
  ['\\*.ts', 'a.ts', false],
  ['!*.ts', 'a.js', true],
  ['😀?.x', '😀😀.x', true],
];

test.each(fits)('the pattern %s and %s: %s', (pattern, path, expected) => {
  expect(globPattern(pattern)(path)).toBe(expected);
});

test('ripgrep is looked for beside the bundle, in packages, in VS Code and on the path, never in the current folder', () => {
  const places = ripgrepCandidates({ bundleFolder: '/x/dist', appRoot: '/code', path: ':/usr/bin:.:/bin' });
  const target = `${process.platform}-${process.arch}`;
  expect(places).toEqual([
    '/x/dist/bin/rg',
    `/x/dist/node_modules/@vscode/ripgrep-${target}/bin/rg`,
    `/x/node_modules/@vscode/ripgrep-${target}/bin/rg`,
    `/node_modules/@vscode/ripgrep-${target}/bin/rg`,
    '/code/node_modules/@vscode/ripgrep/bin/rg',
    `/code/node_modules/@vscode/ripgrep-universal/bin/${target}/rg`,
    `/code/node_modules/@vscode/ripgrep-${target}/bin/rg`,
    '/code/node_modules.asar.unpacked/@vscode/ripgrep/bin/rg',
    `/code/node_modules.asar.unpacked/@vscode/ripgrep-universal/bin/${target}/rg`,
    `/code/node_modules.asar.unpacked/@vscode/ripgrep-${target}/bin/rg`,
    '/usr/bin/rg',
    '/bin/rg',
  ]);
});

test('without ripgrep it says what to install', async () => {
  await expect(findRipgrep({ bundleFolder: temporaryFolder() })).rejects.toThrow('Install it');
});
