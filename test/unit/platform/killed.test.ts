import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { createDiskEdits } from '../../../src/platform/diskEdits.ts';
import { spawnScript } from '../../support/spawnScript.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const preamble = `import { createCheckpoints } from './checkpoints.ts';
  import { createDiskEdits } from './diskEdits.ts';
  import { createWriteLock } from './writeLock.ts';
  import { contentHash } from './contentHash.ts';
  import { readFileSync } from 'node:fs';
  import { join } from 'node:path';
  const [root, folder, ...words] = process.argv.slice(2);
  const checkpoints = createCheckpoints({ folder });
  const say = (text) => process.stdout.write(text + '\\n');
  const forever = () => new Promise((resolve) => setTimeout(resolve, 1e9));
  const editOf = (name, change) => {
    const bytes = readFileSync(join(root, name));
    const before = String(bytes);
    return { kind: 'edit', path: join(root, name), hash: contentHash(bytes), before, after: change(before) };
  };`;

function setUp(files: Record<string, string>) {
  const root = temporaryFolder(files);
  const folder = temporaryFolder();
  const open = () => createDiskEdits({ checkpoints: createCheckpoints({ folder }), display: (path) => path });
  // A process that is killed while it writes beside a file leaves what it had written there, and the file as it was.
  const names = () => readdirSync(root).filter((name) => !/^\.belay-[0-9a-f]+\.tmp$/.test(name));
  const tree = () => names().map((name) => `${name}: ${readFileSync(join(root, name), 'utf8')}`);
  /** Runs a script until it says something, and kills it. Resolves with what it had said. */
  async function killedWhenItSays(script: string): Promise<string> {
    const { child, outcome } = spawnScript(preamble + script, [root, folder]);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGKILL');
    const { out, err } = await outcome;
    expect(err).toBe('');
    return out.trim();
  }
  return { root, folder, open, tree, killedWhenItSays };
}

describe('a process that is killed', () => {
  test('between the checkpoint and the edit: nothing was changed, and there is nothing to take back', async () => {
    const { open, tree, killedWhenItSays } = setUp({ 'a.txt': 'one\n' });
    const id = await killedWhenItSays(`
      const begun = async (checkpoint) => { say(checkpoint); await forever(); };
      const edits = createDiskEdits({ checkpoints, display: String });
      await edits.apply([editOf('a.txt', () => 'two\\n')], { turn: 't', callId: 'c', begun });`);
    expect(tree()).toEqual(['a.txt: one\n']);
    expect(await open().restore([id])).toEqual({ restored: [], merged: [], kept: [] });
  });

  test('between the edit and the seal: what was edited, created and deleted comes back', async () => {
    const { root, open, tree, killedWhenItSays } = setUp({ 'a.txt': 'one\n', 'b.txt': 'bee\n' });
    const before = tree();
    const id = await killedWhenItSays(`
      let id;
      const seal = async () => { say(id); await forever(); };
      const edits = createDiskEdits({ checkpoints: { ...checkpoints, seal }, display: String });
      const changes = [
        editOf('a.txt', () => 'two\\n'),
        { kind: 'create', path: join(root, 'c.txt'), after: 'new\\n' },
        { kind: 'delete', path: join(root, 'b.txt'), hash: '', directory: false },
      ];
      await edits.apply(changes, { turn: 't', callId: 'c', begun: async (checkpoint) => { id = checkpoint; } });`);
    expect(tree()).toEqual(['a.txt: two\n', 'c.txt: new\n']);
    writeFileSync(join(root, 'a.txt'), 'two\nmine\n');
    const back = await open().restore([id]);
    expect(back.kept).toEqual([]);
    expect(tree()).toEqual(['a.txt: one\nmine\n', before[1]]);
  });

  test('in the middle of an edit over many files: each is as before or as after, and all of them come back', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `f${String(index).padStart(2, '0')}.txt`);
    const { open, tree, killedWhenItSays } = setUp(Object.fromEntries(names.map((name) => [name, `old ${name}\n`])));
    const before = tree();
    const id = await killedWhenItSays(`
      const names = ${JSON.stringify(names)};
      const edits = createDiskEdits({ checkpoints, display: String });
      const begun = async (checkpoint) => { setTimeout(() => say(checkpoint), 5); };
      await edits.apply(names.map((name) => editOf(name, () => 'new\\n')), { turn: 't', callId: 'c', begun });
      await forever();`);
    // What was just being written may stand there too, under a name of its own, until the restore.
    const files = tree().filter((text) => !text.startsWith('.belay-'));
    for (const [index, text] of files.entries()) expect([before[index], `${names[index]}: new\n`]).toContain(text);
    expect((await open().restore([id])).kept).toEqual([]);
    expect(tree()).toEqual(before);
  });

  test('in the middle of a checkpoint, twenty times: every checkpoint that is there is whole, and the store goes on', async () => {
    const { folder } = setUp({});
    for (let round = 0; round < 20; round++) {
      const { child, outcome } = spawnScript(
        `${preamble}
        for (let n = 0; ; n++) {
          const files = [1, 2, 3].map((f) => ({ path: '/p/' + f, before: Buffer.alloc(20000, words[0] + f + n) }));
          const id = await checkpoints.put(files);
          if (n === 0) say('begun');
          await checkpoints.seal(id, files.map(({ path }) => ({ path, bytes: Buffer.from(path + n) })));
        }`,
        ['', folder, `${round}`],
      );
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      child.kill('SIGKILL');
      await outcome;
    }
    const store = createCheckpoints({ folder });
    const ids = readdirSync(join(folder, 'manifests')).filter((name) => /^[\w-]+\.json$/.test(name));
    expect(ids.length).toBeGreaterThanOrEqual(20);
    for (const name of ids) {
      const entries = await store.get(name.replace('.json', ''));
      expect(entries.map(({ before }) => before?.length)).toEqual([20000, 20000, 20000]);
    }
    expect(await store.get(await store.put([{ path: '/p', before: Buffer.from('on') }]))).toHaveLength(1);
  }, 120_000);
});

test('two processes edit one folder and take their own edits back; each leaves the other’s alone', async () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('');
  const { root, folder, tree } = setUp({ 'a.txt': lines, 'b.txt': lines });
  const script = `${preamble}
    const lock = createWriteLock({ path: join(folder, 'lock') });
    const edits = createDiskEdits({ checkpoints, display: String });
    const ids = [];
    const alone = async (work) => {
      const release = await lock.acquire(AbortSignal.timeout(60000));
      try { return await work(); } finally { await release(); }
    };
    for (let n = 0; n < 10; n++) {
      await alone(async () => {
        const line = 'line ' + (2 * n + Number(words[0]) * 20) + '\\n';
        const changes = ['a.txt', 'b.txt'].map((name) => editOf(name, (text) => text.replace(line, words[0] + ' ' + line)));
        ids.unshift((await edits.apply(changes, { turn: 't', callId: 'c' })).checkpoint);
      });
    }
    say('edited');
    await new Promise((resolve) => process.stdin.once('data', resolve));
    const { kept, restored } = await alone(() => edits.restore(ids));
    say(kept.length + ' kept, ' + restored.length + ' restored');
    process.exit(0);`;
  const both = ['0', '1'].map((word) => spawnScript(script, [root, folder, word]));
  await Promise.all(both.map(({ child }) => new Promise((resolve) => child.stdout?.once('data', resolve))));
  expect(tree().join('')).toContain('0 line 18\n');
  expect(tree().join('')).toContain('1 line 38\n');
  for (const { child } of both) child.stdin?.write('go\n');
  const outcomes = await Promise.all(both.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(both.map(() => ({ code: 0, out: 'edited\n0 kept, 2 restored\n', err: '' })));
  expect(tree()).toEqual([`a.txt: ${lines}`, `b.txt: ${lines}`]);
}, 60_000);

// Only a process that may become somebody else can find out what happens to one that may not do everything.
test.skipIf(process.getuid?.() !== 0)('read-only files are neither edited nor restored, and it is said', async () => {
  const { root, folder } = setUp({ 'a.txt': 'one\n', 'b.txt': 'bee\n' });
  const nobody = 65_534;
  for (const path of [root, folder, join(root, 'a.txt'), join(root, 'b.txt')]) chownSync(path, nobody, nobody);
  mkdirSync(join(root, 'shut'));
  writeFileSync(join(root, 'shut', 'c.txt'), 'see\n');
  chmodSync(join(root, 'a.txt'), 0o444);
  const { outcome } = spawnScript(
    `${preamble}
    import { chmodSync } from 'node:fs';
    const edits = createDiskEdits({ checkpoints, display: (path) => path.slice(root.length + 1) });
    const apply = (...changes) => edits.apply(changes, { turn: 't', callId: 'c' });
    const failed = async (work) => { try { await work(); say('no error'); } catch (error) { say(error.name + ': ' + error.message); } };
    await failed(() => apply(editOf('b.txt', () => 'BEE\\n'), editOf('a.txt', () => 'two\\n')));
    await failed(() => apply(editOf('b.txt', () => 'BEE\\n'), { kind: 'delete', path: join(root, 'shut/c.txt'), hash: '', directory: false }));
    const { checkpoint } = await apply(editOf('b.txt', () => 'BEE\\n'));
    chmodSync(join(root, 'b.txt'), 0o444);
    const { kept } = await edits.restore([checkpoint]);
    say(kept.map(({ reason }) => reason).join());`,
    [root, folder],
    { uid: nobody },
  );
  const { out, err } = await outcome;
  expect(err).toBe('');
  expect(out.trim().split('\n')).toEqual([
    'ToolError: a.txt is read-only. Ask the person whether its permissions may be changed.',
    expect.stringMatching(
      /^ToolError: The edit could not be written\. .*permission is denied\. Nothing was changed\.$/,
    ),
    'it is read-only',
  ]);
  expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('BEE\n');
  expect(statSync(join(root, 'shut', 'c.txt')).size).toBe(4);
});
