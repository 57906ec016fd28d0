import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLeftWrites, removeLeftWrites } from '../../../src/platform/leftWrites.ts';
import { unfinishedName } from '../../../src/platform/writerTag.ts';
import { spawnScript } from '../../support/spawnScript.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** A process that begins an edit of these files and stands still with one of them half written, until it is ended. */
async function writer(folder: string, paths: readonly string[], beside: string) {
  const { child, outcome } = spawnScript(
    `import { writeFileSync } from 'node:fs';
    import { dirname, join } from 'node:path';
    import { createCheckpoints } from './checkpoints.ts';
    import { createLeftWrites } from './leftWrites.ts';
    import { unfinishedName } from './writerTag.ts';
    const [folder, beside, ...paths] = process.argv.slice(2);
    const checkpoints = createLeftWrites(join(folder, 'writing')).noting(createCheckpoints({ folder: join(folder, 'kept') }));
    const id = await checkpoints.put(paths.map((path) => ({ path, before: Buffer.from('old') })));
    const half = join(dirname(beside), unfinishedName());
    writeFileSync(half, 'hal');
    process.stdout.write(half + '\\n');
    process.stdin.once('data', async () => { await checkpoints.seal(id, []); process.stdout.write('sealed\\n'); });
    await new Promise((resolve) => setTimeout(resolve, 1e9));`,
    [folder, beside, ...paths],
  );
  const said = () =>
    new Promise<string>((resolve) => child.stdout?.once('data', (text) => resolve(String(text).trim())));
  const half = await said();
  return {
    half,
    async seal() {
      child.stdin?.write('go\n');
      return await said();
    },
    async kill() {
      child.kill('SIGKILL');
      await outcome;
    },
  };
}

describe('what a writer that died has left beside a file', () => {
  test('is removed by the next one, and never while the writer lives', async () => {
    const root = temporaryFolder({ 'src/a.txt': 'old', 'b.txt': 'old' });
    const folder = temporaryFolder();
    const left = createLeftWrites(join(folder, 'writing'));
    const { half, kill } = await writer(
      folder,
      [join(root, 'b.txt'), join(root, 'src/a.txt')],
      join(root, 'src/a.txt'),
    );
    await left.clean();
    await removeLeftWrites([join(root, 'src/a.txt')]);
    expect(readdirSync(join(root, 'src')).map((name) => join(root, 'src', name))).toContain(half);
    await kill();
    await left.clean();
    expect(readdirSync(join(root, 'src'))).toEqual(['a.txt']);
    expect(readdirSync(join(folder, 'writing'))).toEqual([]);
  });

  test('is found where a link leads', async () => {
    const root = temporaryFolder({ 'far/a.txt': 'old' });
    symlinkSync(join(root, 'far/a.txt'), join(root, 'link.txt'));
    const folder = temporaryFolder();
    const { kill } = await writer(folder, [join(root, 'link.txt')], join(root, 'far/a.txt'));
    await kill();
    await removeLeftWrites([join(root, 'link.txt')]);
    expect(readdirSync(join(root, 'far'))).toEqual(['a.txt']);
  });

  test('nothing is noted any more once an edit is sealed', async () => {
    const root = temporaryFolder({ 'a.txt': 'old' });
    const folder = temporaryFolder();
    const { seal, kill } = await writer(folder, [join(root, 'a.txt')], join(root, 'a.txt'));
    expect(readdirSync(join(folder, 'writing'))).toHaveLength(1);
    expect(await seal()).toBe('sealed');
    expect(readdirSync(join(folder, 'writing'))).toEqual([]);
    await kill();
  });

  test('a name that is not exactly such a one stays, whatever it looks like', async () => {
    const root = temporaryFolder({ 'a.txt': 'old' });
    const folder = temporaryFolder();
    const { half, kill } = await writer(folder, [join(root, 'a.txt')], join(root, 'a.txt'));
    await kill();
    const name = half.slice(root.length + 1);
    const place = name.split('-')[1] ?? '';
    const others = [
      `${name}.bak`,
      `x${name}`,
      name.replace('.tmp', '.TMP'),
      name.replace(place, place === '00000000' ? '11111111' : '00000000'),
      '.belay-0123456789ab.tmp',
      // A file of this very process.
      unfinishedName(),
    ];
    for (const other of others) writeFileSync(join(root, other), 'mine');
    const folderOfThatName = name.replace(/[0-9a-f]{12}\.tmp$/, 'abcdefabcdef.tmp');
    mkdirSync(join(root, folderOfThatName));
    await createLeftWrites(join(folder, 'writing')).clean();
    expect(readdirSync(root).sort()).toEqual(['a.txt', folderOfThatName, ...others].sort());
  });

  test('a note that cannot be read does no harm', async () => {
    const folder = temporaryFolder();
    const root = temporaryFolder({ 'a.txt': 'old' });
    const { kill } = await writer(folder, [join(root, 'a.txt')], join(root, 'a.txt'));
    const [note = ''] = readdirSync(join(folder, 'writing'));
    writeFileSync(join(folder, 'writing', note), '["/cut of');
    await kill();
    await createLeftWrites(join(folder, 'writing')).clean();
    expect(readdirSync(join(folder, 'writing'))).toEqual([]);
  });
});
