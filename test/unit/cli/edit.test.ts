import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesAfter, bytesBefore, readEditCorpus } from '../../support/editCorpus.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');

interface Answer {
  readonly id: unknown;
  readonly outcome: string;
  readonly reason: string;
  readonly closest?: { readonly firstLine: number; readonly lastLine: number; readonly text: string };
}

/** `belay edit` in a folder, with these bytes on standard input. */
async function edit(root: string, input: string | Buffer, args: readonly string[] = ['--cwd', root]) {
  const home = temporaryFolder();
  const child = spawn(process.execPath, [program, 'edit', ...args], { env: { ...process.env, BELAY_HOME: home } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const answers = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Answer => JSON.parse(line));
  return { code, err, answers, home };
}

const lines = (...edits: readonly object[]): string => edits.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('belay edit', () => {
  it('does with every case of the corpus what it must, and touches no other byte', async () => {
    const corpus = readEditCorpus();
    const root = temporaryFolder();
    const place = (id: string, path: string): string => join(root, id, path);
    for (const one of corpus) {
      mkdirSync(dirname(place(one.id, one.path)), { recursive: true });
      writeFileSync(place(one.id, one.path), bytesBefore(one));
    }
    const input = corpus.map(({ id, path, oldText, newText, replaceAll }) => ({
      id,
      path: `${id}/${path}`,
      oldText,
      newText,
      replaceAll,
    }));
    const { code, answers } = await edit(root, lines(...input));
    expect(code).toBe(0);
    expect(answers.map(({ id, outcome }) => [id, outcome])).toEqual(
      corpus.map(({ id, expected }) => [id, expected.outcome]),
    );
    for (const [index, one] of corpus.entries()) {
      expect([one.id, readFileSync(place(one.id, one.path))]).toEqual([one.id, bytesAfter(one)]);
      const { expected } = one;
      const told = expected.outcome === 'repaired' ? expected.repairs : [];
      if (expected.outcome === 'refused') told.push(expected.reason ?? '');
      for (const text of told) expect(answers[index]?.reason).toContain(text);
    }
  });

  it('says where a text comes closest', async () => {
    const root = temporaryFolder({ 'a.py': 'x = 1\n\ndef f():\n    return 1\n' });
    const { answers } = await edit(
      root,
      lines({ id: 1, path: 'a.py', oldText: 'def f():\n    return 2', newText: '' }),
    );
    expect(answers).toMatchObject([
      { id: 1, outcome: 'refused', closest: { firstLine: 3, lastLine: 4, text: 'def f():\n    return 1' } },
    ]);
  });

  it('edits one file several times, creates files, and takes absolute paths', async () => {
    const root = temporaryFolder({ 'a.txt': 'one\n' });
    const { answers } = await edit(
      root,
      lines(
        { id: 'a', path: 'a.txt', oldText: 'one', newText: 'two' },
        { id: 'b', path: join(root, 'a.txt'), oldText: 'two', newText: 'three', replaceAll: null },
        { id: 'c', path: 'new/b.txt', oldText: '', newText: 'made\n' },
        { id: 'd', path: 'new/b.txt', oldText: '', newText: 'again\n' },
        { path: 'a.txt', oldText: 'three', newText: 'four' },
        { id: 'f', path: 'missing.txt', oldText: 'x', newText: 'y' },
      ),
    );
    expect(answers.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'a applied',
      'b applied',
      'c applied',
      'd refused',
      'null applied',
      'f refused',
    ]);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('four\n');
    expect(readFileSync(join(root, 'new/b.txt'), 'utf8')).toBe('made\n');
  });

  it('changes nothing outside the folder, however it is named, nor what programs trust', async () => {
    const outside = temporaryFolder({ 'secret.txt': 'secret\n' });
    const root = temporaryFolder({ 'a.txt': 'a\n', 'sub/b.txt': 'b\n', '.git/config': 'a\n' });
    symlinkSync(join(outside, 'secret.txt'), join(root, 'link.txt'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync('sub', join(root, 'inside'));
    symlinkSync(join(outside, 'none.txt'), join(root, 'dangling.txt'));
    const paths = [
      join(outside, 'secret.txt'),
      `../${outside.split('/').at(-1)}/secret.txt`,
      'link.txt',
      'folder/secret.txt',
      'sub/../../x',
      '.git/config',
      'dangling.txt',
      '',
      'a.txt\0',
    ];
    const { answers, code } = await edit(
      root,
      lines(
        ...paths.map((path, id) => ({ id, path, oldText: 'wrong secret', newText: 'x' })),
        ...paths.map((path, id) => ({ id: id + 100, path, oldText: '', newText: 'x' })),
        { id: 'in', path: 'inside/b.txt', oldText: 'b', newText: 'c' },
      ),
    );
    expect(code).toBe(0);
    expect(answers.map(({ outcome }) => outcome)).toEqual([...paths, ...paths].map(() => 'refused').concat('applied'));
    expect(answers.filter(({ closest }) => closest !== undefined)).toEqual([]);
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret\n');
    expect(existsSync(join(outside, 'none.txt'))).toBe(false);
    expect(readFileSync(join(root, 'sub/b.txt'), 'utf8')).toBe('c\n');
    expect(lstatSync(join(root, 'inside')).isSymbolicLink()).toBe(true);
  });

  it('applies patches, and says which files of one fitted', async () => {
    const root = temporaryFolder({ 'a.txt': 'one\ntwo\n', 'b.txt': 'three\n' });
    const patch = (...body: string[]): string => ['*** Begin Patch', ...body, '*** End Patch'].join('\n');
    const { answers } = await edit(
      root,
      lines(
        { id: 1, patch: patch('*** Update File: a.txt', '@@', ' one', '-two', '+2') },
        {
          id: 2,
          patch: patch('*** Update File: a.txt', '@@', '-one', '+1', '*** Update File: b.txt', '@@', '-four', '+4'),
        },
        { id: 3, patch: patch('*** Update File: ../x.txt', '@@', '-a', '+b') },
        { id: 4, patch: 'no patch' },
        { id: 5, patch: patch(), path: 'a.txt' },
      ),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'refused', 'refused', 'refused']);
    expect(answers[1]?.reason).toMatch(/Edited a\.txt.*left as they are.*b\.txt/s);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('1\n2\n');
    expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('three\n');
  });

  it('deletes what a patch says inside the folder, and still nothing that programs trust', async () => {
    const root = temporaryFolder({ 'old.txt': 'old\n', 'a.txt': 'a\n', '.vscode/settings.json': '{}\n' });
    const patch = (...body: string[]): string => ['*** Begin Patch', ...body, '*** End Patch'].join('\n');
    const { answers } = await edit(
      root,
      lines(
        { id: 1, patch: patch('*** Delete File: old.txt', '*** Update File: a.txt', '@@', '-a', '+b') },
        { id: 2, patch: patch('*** Delete File: .vscode/settings.json') },
        { id: 3, patch: patch('*** Delete File: ../outside.txt') },
      ),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'refused', 'refused']);
    expect(existsSync(join(root, 'old.txt'))).toBe(false);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('b\n');
    expect(existsSync(join(root, '.vscode/settings.json'))).toBe(true);
  });

  it('answers lines that are no edit, and goes on', async () => {
    const root = temporaryFolder({ 'a.txt': 'a\u2028b\n' });
    const good = JSON.stringify({ id: 'good', path: 'a.txt', oldText: 'a', newText: 'x\u2028y' });
    const bad = [
      'not json',
      '{"id": 7, "path": ',
      '[1]',
      'null',
      '{"id": {"a": 1}, "path": "a.txt"}',
      '{"id": 8}',
      '{"id": 9, "path": "a.txt", "oldText": 5, "newText": "x"}',
      '{"id": 10, "path": "a.txt", "oldText": "a", "newText": "x", "replaceAll": "yes"}',
    ];
    // The last line has no end, the lines Windows ends and a byte order mark before them all.
    const { code, answers } = await edit(root, `\uFEFF${[...bad, '', good].join('\r\n')}`);
    expect(code).toBe(0);
    expect(answers.map(({ id, outcome }) => `${JSON.stringify(id)} ${outcome}`)).toEqual([
      'null refused',
      '7 refused',
      'null refused',
      'null refused',
      '{"a":1} refused',
      '8 refused',
      '9 refused',
      '10 refused',
      '"good" applied',
    ]);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('x\u2028y\u2028b\n');
  });

  it('takes a field that is null for one that is not given, and gives back any id', async () => {
    const root = temporaryFolder({ 'a.txt': 'one\n' });
    const nothing = { path: null, oldText: null, newText: null };
    const patch = '*** Begin Patch\n*** Add File: b.txt\n+b\n*** End Patch';
    const { answers } = await edit(
      root,
      lines(
        { id: { case: 1 }, ...nothing, patch },
        { id: true, path: 'a.txt', oldText: 'one', newText: 'two', replaceAll: null, patch: null },
        { id: null, ...nothing, patch: null },
      ),
    );
    expect(answers.map(({ id, outcome }) => [id, outcome])).toEqual([
      [{ case: 1 }, 'applied'],
      [true, 'applied'],
      [null, 'refused'],
    ]);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('two\n');
  });

  it('keeps what was before in a checkpoint, and the permissions of a file', async () => {
    const root = temporaryFolder({ 'run.sh': '#!/bin/sh\necho a\n' });
    chmodSync(join(root, 'run.sh'), 0o755);
    const { home } = await edit(root, lines({ id: 1, path: 'run.sh', oldText: 'echo a', newText: 'echo b' }));
    expect(lstatSync(join(root, 'run.sh')).mode & 0o777).toBe(0o755);
    const kept = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const before = kept.filter((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').includes('echo a'));
    expect(before.length).toBeGreaterThan(0);
  });

  it.each([
    ['words', ['a.txt'], 'takes no words'],
    ['an unknown option', ['--fast'], '--fast'],
    ['a folder that is not there', ['--cwd', '/nowhere/at/all'], '/nowhere/at/all'],
  ])('%s are bad usage', async (_, args, message) => {
    const { code, err } = await edit('', '', args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain('Usage:');
  });

  it('answers a line that is not UTF-8, or lacks something, in words; nothing of it is written', async () => {
    const root = temporaryFolder({ 'a.txt': 'a\n' });
    const bad = Buffer.concat([
      Buffer.from('{"id":"bytes","path":"a.txt","oldText":"a","newText":"'),
      Buffer.from([255]),
      Buffer.from('"}\n'),
    ]);
    const rest = [
      '{"id":"","path":"a.txt","oldText":"a"}\r',
      '{"id":3,"newText":"x"}',
      '{"id":"real","path":"a.txt","oldText":"a","newText":"\ufffd"}',
    ];
    const { answers, code } = await edit(root, Buffer.concat([bad, Buffer.from(rest.join('\n'))]));
    expect(code).toBe(0);
    expect(answers.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
      ['bytes', 'refused', 'This line is not valid UTF-8, so nothing was done. Write it in UTF-8.'],
      ['', 'refused', 'The edit is missing its newText.'],
      [3, 'refused', 'The edit is missing its path and oldText.'],
      ['real', 'applied', 'Edited a.txt (+1 −1).'],
    ]);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('\ufffd\n');
  });
});
