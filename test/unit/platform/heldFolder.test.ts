import { spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { contentHash } from '../../../src/platform/contentHash.ts';
import { createDiskEdits } from '../../../src/platform/diskEdits.ts';
import { writeState } from '../../../src/platform/diskState.ts';
import { holdFolder, makeAndHoldFolder } from '../../../src/platform/heldFolder.ts';
import { writeAtomic } from '../../../src/platform/writeAtomic.ts';
import { temporaryFolder } from '../../support/temporary.ts';

describe('a folder that is held', () => {
  it('stays the one that it was, and says when it is elsewhere', async () => {
    const root = temporaryFolder({ 'a/x': 'x', 'b/x': 'other' });
    const held = await holdFolder(join(root, 'a'));
    renameSync(join(root, 'a'), join(root, 'moved'));
    symlinkSync('b', join(root, 'a'));
    if (process.platform === 'linux') expect(readFileSync(held.at('x'), 'utf8')).toBe('x');
    await expect(held.verify()).rejects.toThrow('was exchanged while this was written');
    await held.release();
  });

  it.each(['link', 'link/inner', 'file', 'link/../a'])('%s is none', async (name) => {
    const root = temporaryFolder({ 'a/inner/x': '', file: '' });
    symlinkSync('a', join(root, 'link'));
    await expect(holdFolder(`${root}/${name}`)).rejects.toThrow();
  });

  it('is made with those above it, and a link among them is refused', async () => {
    const root = temporaryFolder({ 'a/x': '' });
    const held = await makeAndHoldFolder(join(root, 'a/b/c/d'));
    writeFileSync(held.at('f'), 'f');
    await held.release();
    expect(readFileSync(join(root, 'a/b/c/d/f'), 'utf8')).toBe('f');
    symlinkSync('a', join(root, 'link'));
    await expect(makeAndHoldFolder(join(root, 'link/e'))).rejects.toThrow('was exchanged');
    symlinkSync('nowhere', join(root, 'dangling'));
    await expect(makeAndHoldFolder(join(root, 'dangling/e'))).rejects.toThrow();
    expect(existsSync(join(root, 'a/e'))).toBe(false);
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });

  it('leaves no handle open', async () => {
    if (process.platform !== 'linux') return;
    const root = temporaryFolder({ 'a/x': '' });
    symlinkSync('a', join(root, 'link'));
    const count = (): number => readdirSync('/proc/self/fd').length;
    const before = count();
    for (let round = 0; round < 200; round += 1) {
      await (await makeAndHoldFolder(join(root, `a/${round}`))).release();
      await expect(holdFolder(join(root, 'link'))).rejects.toThrow();
    }
    expect(count()).toBeLessThan(before + 20);
  });
});

test('a file that became a link is not written through, nor is a folder replaced', async () => {
  const root = temporaryFolder({ outside: 'o', 'folder/x': '' });
  symlinkSync('outside', join(root, 'link'));
  await expect(writeAtomic(join(root, 'link'), 'new', { inPlace: true })).rejects.toThrow('became a link');
  await expect(writeAtomic(join(root, 'folder'), 'new', { inPlace: true })).rejects.toThrow(
    'became a link or a folder',
  );
  expect(readFileSync(join(root, 'outside'), 'utf8')).toBe('o');
  expect(lstatSync(join(root, 'link')).isSymbolicLink()).toBe(true);
});

/** Exchanges `root/src` for a link to `outside`, and back, as fast as it can, until it is told to stop. */
const racer = `
const { renameSync, rmSync, symlinkSync } = require('node:fs');
const [root, outside] = process.argv.slice(1);
let stop = false;
process.stdin.on('data', () => { stop = true; });
process.stdout.write('ready');
// Somebody may make the folder anew, or write in it, in between.
const tried = (work) => { try { work(); return true; } catch { return false; } };
const pause = (count) => { for (let wait = 0; wait < count * 2000; wait += 1); };
(async () => {
  while (!stop) {
    for (let i = 0; i < 20; i += 1) {
      renameSync(root + '/src', root + '/kept');
      tried(() => symlinkSync(outside, root + '/src'));
      pause(i % 5);
      while (!tried(() => { rmSync(root + '/src', { recursive: true, force: true }); renameSync(root + '/kept', root + '/src'); }));
      pause(i % 7);
    }
    await new Promise((done) => setImmediate(done));
  }
  process.exit(0);
})();`;

async function racing(root: string, outside: string, work: () => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['-e', racer, root, outside], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((ready) => child.stdout.once('data', ready));
  const ended = new Promise((done) => child.once('exit', done));
  try {
    await work();
  } finally {
    child.stdin.write('stop');
    await ended;
  }
}

describe('while another process exchanges a folder for a link', () => {
  it('nothing is ever written, made or deleted where the link leads', { timeout: 60_000 }, async () => {
    const root = temporaryFolder({ 'src/a.ts': 'a', 'src/gone.ts': 'g' });
    const outside = temporaryFolder({ 'a.ts': 'outside', 'gone.ts': 'outside' });
    const path = (name: string): string => join(root, 'src', name);
    const edits = createDiskEdits({
      checkpoints: createCheckpoints({ folder: join(temporaryFolder(), 'c') }),
      display: (one) => one,
    });
    const origin = { turn: 't', callId: 'c' };
    const counts = { done: 0, refused: 0 };
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      await work().then(
        () => (counts.done += 1),
        () => (counts.refused += 1),
      );
    };
    await racing(root, outside, async () => {
      const started = performance.now();
      const enough = (): boolean => {
        const taken = performance.now() - started;
        return taken > 30_000 || (taken > 4000 && counts.done > 5 && counts.refused > 5);
      };
      for (let round = 0; !enough(); round += 1) {
        await attempt(() => writeAtomic(path('a.ts'), `new ${round}`, { inPlace: true, fsync: false }));
        await attempt(() => writeAtomic(path(`deep${round}/b.ts`), 'b', { inPlace: true, fsync: false }));
        // As after a failed edit that had to make the folder: nothing but a file, a link or an empty folder may go.
        const folder = { path: join(root, 'src'), before: undefined, mode: undefined };
        await attempt(() => writeState(folder, 'inPlace'));
        const made = path(`made/new${round}.ts`);
        await attempt(() => edits.apply([{ kind: 'create', path: made, real: made, after: 'x' }], origin));
        await attempt(() =>
          edits.apply(
            [{ kind: 'delete', path: path('gone.ts'), real: path('gone.ts'), hash: '', directory: false }],
            origin,
          ),
        );
        await attempt(async () => {
          const text = readFileSync(path('a.ts'), 'utf8');
          const change = {
            kind: 'edit',
            path: path('a.ts'),
            real: path('a.ts'),
            hash: contentHash(Buffer.from(text)),
            before: text,
            after: `${text}!`,
          } as const;
          await edits.apply([change], origin);
        });
      }
    });
    expect(readdirSync(outside).sort()).toEqual(['a.ts', 'gone.ts']);
    expect(readFileSync(join(outside, 'a.ts'), 'utf8')).toBe('outside');
    expect(counts.done).toBeGreaterThan(5);
    expect(counts.refused).toBeGreaterThan(5);
  });

  it('the race is a real one: a write that follows links loses it', { timeout: 60_000 }, async () => {
    const root = temporaryFolder({ 'src/a.ts': 'a' });
    const outside = temporaryFolder();
    await racing(root, outside, async () => {
      const until = performance.now() + 20_000;
      while (performance.now() < until && readdirSync(outside).length === 0)
        await writeAtomic(join(root, 'src/a.ts'), 'new', { fsync: false }).catch(() => {});
    });
    expect(readdirSync(outside).length).toBeGreaterThan(0);
    rmSync(join(outside, 'a.ts'), { force: true });
  });

  it('a folder that is moved into a protected one takes nothing with it', async () => {
    const root = temporaryFolder({ 'src/a.ts': 'a' });
    const held = await holdFolder(join(root, 'src'));
    mkdirSync(join(root, '.git'));
    renameSync(join(root, 'src'), join(root, '.git/hooks'));
    await expect(held.verify()).rejects.toThrow('was exchanged');
    await held.release();
    mkdirSync(join(root, 'src'));
    await writeAtomic(join(root, 'src/pre-commit'), 'x', { inPlace: true });
    expect(readdirSync(join(root, '.git/hooks'))).toEqual(['a.ts']);
  });
});
