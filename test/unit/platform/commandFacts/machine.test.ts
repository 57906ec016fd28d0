import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../../../../src/platform/commandFacts/filesBelow.ts';
import { readParserFiles } from '../../../../src/platform/commandFacts/parserFiles.ts';
import { createProgramOrigin } from '../../../../src/platform/commandFacts/programOrigin.ts';
import { shellMatches } from '../../../../src/platform/commandFacts/shellMatches.ts';
import { findRipgrep } from '../../../../src/platform/ripgrepPath.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

describe('where a program comes from', () => {
  const planted = (folder: string, name: string): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
    return folder;
  };

  it('the system’s own, none, and one that was planted', () => {
    const root = temporaryFolder();
    const bin = planted(join(root, 'bin'), 'ls');
    const origin = (path: string, name: string) => createProgramOrigin({ path, root })(name);
    expect(origin('/usr/bin:/bin', 'ls')).toBe('system');
    expect(origin('/usr/bin:/bin', 'no-such-program')).toBe('missing');
    expect(origin(`${bin}:/usr/bin:/bin`, 'ls')).toEqual({ path: join(bin, 'ls') });
    expect(origin(`/usr/bin:/bin:${bin}`, 'ls')).toBe('system');
  });

  it('a folder that is not the system’s, whoever owns it', () => {
    const elsewhere = planted(temporaryFolder(), 'rg');
    expect(createProgramOrigin({ path: elsewhere, root: '/project' })('rg')).toEqual({ path: join(elsewhere, 'rg') });
  });

  it('a file that cannot be run is passed over', () => {
    const folder = temporaryFolder({ ls: '' });
    chmodSync(join(folder, 'ls'), 0o644);
    expect(createProgramOrigin({ path: `${folder}:/usr/bin:/bin`, root: '/project' })('ls')).toBe('system');
  });
});

describe('what a pattern matches', () => {
  const folder = (): string =>
    temporaryFolder({
      'a.md': '',
      'b.md': '',
      '.c.md': '',
      'a b.md': '',
      '-n.md': '',
      'src/x.ts': '',
      'src/y.js': '',
      'src/[z].ts': '',
    });
  const below = async (root: string, pattern: string): Promise<string[]> =>
    ((await shellMatches(`${root}/${pattern}`)) ?? []).map((path) => path.slice(root.length + 1)).sort();

  it.each<[string, string[]]>([
    ['*.md', ['-n.md', 'a b.md', 'a.md', 'b.md']],
    ['?.md', ['a.md', 'b.md']],
    ['.*.md', ['.c.md']],
    ['src/.?/a.md', ['a.md']],
    ['src/.[!.]/a.md', []],
    ['src/*.ts', ['src/[z].ts', 'src/x.ts']],
    ['*/x.*', ['src/x.ts']],
    ['src/\\[z\\].ts', ['src/[z].ts']],
    ['src/\\[*', ['src/[z].ts']],
    ['nothing/*', []],
  ])('%s', async (pattern, expected) => {
    expect(await below(folder(), pattern)).toEqual(expected);
  });

  it('is never less than what bash matches', async () => {
    const root = folder();
    const piece = fc.constantFrom(
      '*',
      '?',
      '[ab]',
      '[!x]',
      '[a-z]',
      '.',
      'a',
      'md',
      '-',
      '\\*',
      '[[:alpha:]]',
      'src/',
      '/',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 5 }), async (pieces) => {
        const pattern = pieces.join('').replace(/^\/+/, '').replace(/\/+/g, '/');
        if (pattern === '') return;
        const bash = spawnSync('bash', ['-c', `shopt -s nullglob; printf '%s\\n' ${pattern}`], {
          cwd: root,
          encoding: 'utf8',
        });
        const names = bash.stdout
          .split('\n')
          .filter((name) => name !== '' && /[*?[]/.test(pattern.replace(/\\./g, '')));
        const found = await below(root, pattern);
        // Bash writes a path as the pattern has it: ./a for ./*.
        for (const name of names) expect(found).toContain(normalize(name).replace(/\/$/, ''));
      }),
      { numRuns: 60 },
    );
  });

  it('too many matches are nothing', async () => {
    const many = temporaryFolder(Object.fromEntries(Array.from({ length: 2100 }, (_, n) => [`${n}.txt`, ''])));
    expect(await shellMatches(`${many}/*`)).toBeUndefined();
  });
});

describe('files below a folder', async () => {
  const binary = await findRipgrep({ bundleFolder: import.meta.dirname });
  const project = (): string => {
    const root = temporaryFolder({
      '.gitignore': 'ignored\n',
      '.git/config': '',
      'a.pem': '',
      '.env': '',
      'ignored/b.pem': '',
      'src/c.pem': '',
      'src/c.ts': '',
    });
    symlinkSync('/etc', join(root, 'link'));
    return root;
  };

  it.each<[boolean, boolean, string[]]>([
    [false, false, ['a.pem', 'src/c.pem']],
    [true, false, ['.env', 'a.pem', 'src/c.pem']],
    [false, true, ['a.pem', 'ignored/b.pem', 'src/c.pem']],
    [true, true, ['.env', 'a.pem', 'ignored/b.pem', 'src/c.pem']],
  ])('hidden %s, ignored %s', async (hidden, ignored, expected) => {
    const root = project();
    const found = await filesBelow(binary, root, ['**/*.pem', '**/.env'], { hidden, ignored });
    expect(found?.map((path) => path.slice(root.length + 1)).sort()).toEqual(expected);
  });

  it('a file is itself, and what is missing is nothing', async () => {
    const root = project();
    const scope = { hidden: true, ignored: true };
    expect(await filesBelow(binary, join(root, 'src/c.ts'), [], scope)).toEqual([join(root, 'src/c.ts')]);
    expect(await filesBelow(binary, join(root, 'nowhere'), [], scope)).toEqual([]);
    expect(await filesBelow(binary, join(root, 'src/c.ts/x'), [], scope)).toEqual([]);
  });
});

it('the parser’s files are found, and missing ones are said to be', async () => {
  const { runtime, grammar } = await readParserFiles(import.meta.dirname);
  expect(runtime.length).toBeGreaterThan(100_000);
  expect(grammar.length).toBeGreaterThan(1_000_000);
  await expect(readParserFiles('/nowhere')).rejects.toThrow('Install it again');
});
