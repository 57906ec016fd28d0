import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { contentHash } from '../../../src/platform/contentHash.ts';
import { createDiskEdits } from '../../../src/platform/diskEdits.ts';
import type { FileChange } from '../../../src/protocol/changes.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { watchedFolder } from '../../support/watchedFolder.ts';

/** Writing fails below this path from the given write on, as on a disk without room. */
const full = vi.hoisted(() => ({ below: '', from: 0 }));
vi.mock('../../../src/platform/writeAtomic.ts', async (original) => {
  const { writeAtomic } = await original<typeof import('../../../src/platform/writeAtomic.ts')>();
  const write: typeof writeAtomic = async (path, ...rest) => {
    if (full.below !== '' && path.startsWith(full.below) && full.from-- <= 0) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    return await writeAtomic(path, ...rest);
  };
  return { writeAtomic: write };
});
afterEach(() => {
  full.below = '';
});

function setUp(root: string, store: string) {
  const edits = createDiskEdits({
    checkpoints: createCheckpoints({ folder: store }),
    display: (path) => path.slice(root.length + 1),
  });
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  const edit = (name: string, after: string): FileChange => {
    const bytes = readFileSync(join(root, name));
    return { kind: 'edit', path: join(root, name), hash: contentHash(bytes), before: String(bytes), after };
  };
  const apply = (...changes: FileChange[]) => edits.apply(changes, { turn: 't', callId: 'c' });
  return { edits, read, edit, apply };
}

const noRoom = /disk is full: Belay has no room to keep a copy/;

describe('a disk without room', () => {
  test('in the store: the edit is refused before anything is written', async () => {
    for (let room = 0; room < 5; room++) {
      const [root, store] = [temporaryFolder({ 'a.txt': 'one', 'b.txt': 'bee' }), temporaryFolder()];
      const { edit, apply, read } = setUp(root, store);
      Object.assign(full, { below: store, from: room });
      const failing = apply(edit('a.txt', `two ${room}`), edit('b.txt', `BEE ${room}`));
      await expect(failing).rejects.toThrow(noRoom);
      await expect(failing).rejects.toMatchObject({ name: 'ToolError' });
      expect([read('a.txt'), read('b.txt')]).toEqual(['one', 'bee']);
      full.below = '';
      await apply(edit('a.txt', 'two'));
      expect(read('a.txt')).toBe('two');
    }
  });

  test('in the project, in the middle of an edit: what was written is put back', async () => {
    const [root, store] = [temporaryFolder({ 'a.txt': 'one', 'b.txt': 'bee' }), temporaryFolder()];
    const { edit, apply, read } = setUp(root, store);
    Object.assign(full, { below: join(root, 'b.txt'), from: 0 });
    await expect(apply(edit('a.txt', 'two'), edit('b.txt', 'BEE'))).rejects.toThrow(
      'The edit could not be written. b.txt: the disk is full. Nothing was changed.',
    );
    expect([read('a.txt'), read('b.txt')]).toEqual(['one', 'bee']);
  });

  test('after the edit: it stands, and can be taken back', async () => {
    const [root, store] = [temporaryFolder({ 'a.txt': 'one' }), temporaryFolder()];
    const { edit, apply, edits, read } = setUp(root, store);
    // Two contents and the manifest find room; sealing does not.
    Object.assign(full, { below: store, from: 3 });
    const { checkpoint } = await apply(edit('a.txt', 'two'));
    full.below = '';
    expect(read('a.txt')).toBe('two');
    expect((await edits.restore([checkpoint])).kept).toEqual([]);
    expect(read('a.txt')).toBe('one');
  });

  test('while taking back: nothing is touched, or the file is named', async () => {
    const [root, store] = [temporaryFolder({ 'a.txt': 'one', 'b.txt': 'bee' }), temporaryFolder()];
    const { edit, apply, edits, read } = setUp(root, store);
    const { checkpoint } = await apply(edit('a.txt', 'two'), edit('b.txt', 'BEE'));
    writeFileSync(join(root, 'a.txt'), 'two\nmine\n');
    writeFileSync(join(root, 'a.txt'), 'two');
    rmSync(join(store, 'contents'), { recursive: true, force: true });
    await expect(edits.restore([checkpoint])).rejects.toThrow('no longer kept');
    expect(read('a.txt')).toBe('two');

    const again = await apply(edit('a.txt', 'three'), edit('b.txt', 'DEE'));
    Object.assign(full, { below: store, from: 0 });
    await expect(edits.restore([again.checkpoint])).rejects.toThrow(noRoom);
    expect([read('a.txt'), read('b.txt')]).toEqual(['three', 'DEE']);
    Object.assign(full, { below: join(root, 'a.txt'), from: 0 });
    expect(await edits.restore([again.checkpoint])).toMatchObject({
      restored: [join(root, 'b.txt')],
      kept: [{ path: join(root, 'a.txt'), reason: 'the disk is full' }],
    });
    expect([read('a.txt'), read('b.txt')]).toEqual(['three', 'BEE']);
  });
});

const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', [folder]);
});

/** A true file system of one megabyte, where this process may make one. */
function smallDisk(): string | undefined {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounted.push(folder);
  return folder;
}

describe('a true disk of one megabyte', () => {
  test('for the store: edits and commands', async ({ skip }) => {
    const store = smallDisk();
    if (!store) return skip('file systems cannot be mounted here');
    const large = Buffer.alloc(700_000, 'x\n').toString();
    const root = temporaryFolder({ 'small.txt': 'one', 'large.txt': large });
    const { edit, apply, read, edits } = setUp(root, join(store, 'checkpoints'));
    const { checkpoint } = await apply(edit('small.txt', 'two'));
    await expect(apply(edit('large.txt', large.replace('x', 'y')))).rejects.toThrow(noRoom);
    expect(read('large.txt')).toBe(large);
    expect((await edits.restore([checkpoint])).kept).toEqual([]);
    expect(read('small.txt')).toBe('one');

    const project = watchedFolder(
      { 'one.bin': Buffer.alloc(600_000, 1), 'two.bin': Buffer.alloc(600_000, 2) },
      { git: false, store: join(store, 'watched') },
    );
    const changes = await project.watched('rm one.bin');
    expect(changes).toEqual({ summary: [], uncovered: expect.stringContaining('the disk is full') });
  });

  test('for the project: an edit that does not fit changes nothing', async ({ skip }) => {
    const root = smallDisk();
    if (!root) return skip('file systems cannot be mounted here');
    writeFileSync(join(root, 'a.txt'), 'one\n');
    writeFileSync(join(root, 'b.txt'), 'bee\n');
    const { edit, apply, read } = setUp(root, temporaryFolder());
    const failing = apply(edit('a.txt', 'two\n'), edit('b.txt', 'BEE\n'.repeat(400_000)));
    await expect(failing).rejects.toThrow(/b\.txt: the disk is full\. Nothing was changed\./);
    expect([read('a.txt'), read('b.txt')]).toEqual(['one\n', 'bee\n']);
  });
});
