import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { findRipgrep } from '../../../../src/platform/ripgrepPath.ts';
import { spawnScript } from '../../../support/spawnScript.ts';
import { watchedFolder } from '../../../support/watchedFolder.ts';

const binary = await findRipgrep({ bundleFolder: import.meta.dirname });
const files = { 'a.txt': 'one\n', 'gone.txt': 'gone\n', 'own.txt': 'mine\n', 'src/b.txt': 'bee\n' };
const command = `
  echo two >> a.txt
  rm gone.txt
  mkdir -p made/deep && echo new > made/deep/c.txt
  echo bee bee > src/b.txt`;

/** A project in which a process was killed while a command, which had done all that by then, ran under its watch. */
async function cut(git: boolean, saved: readonly string[] = []) {
  const project = watchedFolder(files, { git });
  // Not known to git, as most new files of a turn.
  writeFileSync(project.at('loose.txt'), 'loose\n');
  const script = `import { createCheckpoints } from '../checkpoints.ts';
    import { createCommandWatch } from './commandWatch.ts';
    import { execFileSync } from 'node:child_process';
    import { join } from 'node:path';
    const [root, store, binary, command, ...saved] = process.argv.slice(2);
    const environment = { PATH: process.env.PATH, HOME: '/nonexistent' };
    const saves = { start: (onSave) => { setTimeout(() => saved.forEach(onSave), 50); return { stop: async () => new Map() }; } };
    const watch = createCommandWatch({ root, environment, binary, saves, folder: join(store, 'watch'), log: { warn: console.error },
      checkpoints: createCheckpoints({ folder: store }) });
    await watch.begin(new AbortController().signal, 'session/call');
    execFileSync('bash', ['-c', command], { cwd: root, env: environment });
    setTimeout(() => process.stdout.write('changed'), 1500);
    await new Promise((resolve) => setTimeout(resolve, 1e9));`;
  const args = [project.root, project.store, binary, `${command}\necho more >> loose.txt`, ...saved.map(project.at)];
  const { child, outcome } = spawnScript(
    script.replaceAll("'../", "'./").replace("'./commandWatch", "'./watch/commandWatch"),
    args,
  );
  const died = await Promise.race([
    new Promise<undefined>((resolve) => child.stdout?.once('data', () => resolve(undefined))),
    outcome,
  ]);
  expect(died).toBeUndefined();
  child.kill('SIGKILL');
  expect((await outcome).err).toBe('');
  return project;
}

describe.each([
  ['with git', true],
  ['without git', false],
])('a command that was cut off by a crash, %s', (_, git) => {
  test('is found out by the next process, and taken back', async () => {
    const project = await cut(git);
    const changes = await project.watch.recover('session/call');
    expect(changes?.uncovered).toBeUndefined();
    expect(changes?.summary.map(({ kind, path }) => `${kind} ${path.slice(project.root.length + 1)}`).sort()).toEqual([
      'create made/deep/c.txt',
      'delete gone.txt',
      'edit a.txt',
      'edit loose.txt',
      'edit src/b.txt',
    ]);
    writeFileSync(project.at('a.txt'), 'zero\none\ntwo\n');
    expect((await project.edits.restore([changes?.checkpoint ?? ''])).kept).toEqual([]);
    const mode = project.tree()['own.txt']?.slice(0, 3);
    expect(project.tree()).toEqual({
      'a.txt': `${mode} zero\none\n`,
      'gone.txt': `${mode} gone\n`,
      'loose.txt': `${mode} loose\n`,
      'own.txt': `${mode} mine\n`,
      'src/b.txt': `${mode} bee\n`,
    });
    expect(existsSync(project.at('made'))).toBe(false);
    expect(project.warnings).toEqual([]);
  }, 30_000);

  test('what changed after the crash, or was saved by the person before it, is left alone and named', async () => {
    const project = await cut(git, ['src/b.txt']);
    await sleep(3000);
    writeFileSync(project.at('own.txt'), 'mine\nand more\n');
    writeFileSync(project.at('a.txt'), 'one\ntwo\nthree of my own\n');
    const changes = await project.watch.recover('session/call');
    const paths = changes?.summary.map(({ path }) => path.slice(project.root.length + 1)).sort();
    // A folder in which something has come since tells nothing of what is gone from it; writing over a file does not.
    expect(paths).toEqual(['gone.txt', 'loose.txt', 'made/deep/c.txt']);
    expect(changes?.uncovered).toMatch(/a\.txt, .*own\.txt|own\.txt, .*a\.txt/);
    expect(changes?.uncovered).toContain('src/b.txt');
    await project.edits.restore([changes?.checkpoint ?? '']);
    expect(readFileSync(project.at('own.txt'), 'utf8')).toBe('mine\nand more\n');
    expect(readFileSync(project.at('a.txt'), 'utf8')).toBe('one\ntwo\nthree of my own\n');
    expect(readFileSync(project.at('gone.txt'), 'utf8')).toBe('gone\n');
  }, 30_000);
});

test('a command that ended, or still runs, is not one that was cut off; nor is one of another session', async () => {
  const project = watchedFolder(files);
  const end = await project.watch.begin(new AbortController().signal, 'session/call');
  expect(readdirSync(join(project.store, 'watch/running'))).toHaveLength(1);
  expect(await project.watch.recover('session/call')).toBeUndefined();
  await end();
  expect(readdirSync(join(project.store, 'watch/running'))).toEqual([]);
  const other = await cut(true);
  expect(await other.watch.recover('another/call')).toBeUndefined();
}, 30_000);
