import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { needsSandbox, sandboxProject } from '../../../support/sandboxProject.ts';

const modules = join(import.meta.dirname, '../../../../node_modules');
const project = await sandboxProject({
  Makefile: 'all:\n\t@echo built > built.txt\n\t@cat built.txt\n',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "types": [], "noEmit": true }, "include": ["src"] }\n',
  'src/a.ts': 'export const a: number = 1;\n',
  'src/b.py': 'print("hello from python")\n',
  'node_modules/dep/package.json': '{ "name": "dep", "main": "index.js" }\n',
  'node_modules/dep/index.js': 'module.exports = 42;\n',
  'test/a.test.js': "require('node:test')('adds', () => { if (require('dep') !== 42) throw 1; });\n",
  '.gitignore': 'node_modules/\n.env\n',
  'AGENTS.md': 'Be kind.\n',
});
const { root, at, run, git, missing, processes } = project;
writeFileSync(at('.env'), 'PASSWORD=hunter2\n');
writeFileSync(at('.env.local'), 'PASSWORD=hunter2\n');

describe.skipIf(missing !== undefined)(needsSandbox('an ordinary command', missing), () => {
  it.each<[name: string, command: string, exitCode: number, output: string | RegExp]>([
    ['prints and ends with its own code', 'echo hello; echo there >&2; exit 3', 3, 'hello\nthere\n'],
    ['has its own arguments and quotes', `x='a "b"'; echo "$x" '$x' "$#" "$0"`, 0, 'a "b" $x 0 bash\n'],
    ['is ended by a signal', 'kill -TERM $$', 143, ''],
    ['has no input', 'cat; read -r x; echo "read $?"', 0, 'read 1\n'],
    ['runs in the workspace', 'pwd', 0, `${root}\n`],
    [
      'writes in the workspace',
      'mkdir -p out/a && echo x > out/a/b && mv out moved && cat moved/a/b && rm -r moved',
      0,
      'x\n',
    ],
    [
      'has temporary files',
      'f=$(mktemp) && echo x > "$f" && cat "$f" && case "$f" in "$TMPDIR"/*) echo there;; esac',
      0,
      'x\nthere\n',
    ],
    ['runs the tests', 'npm test', 0, /node -e 1/],
    [
      'runs a test runner',
      'node --test --test-reporter=tap 2>&1 | grep -E "^# (pass|fail)"',
      0,
      '# pass 1\n# fail 0\n',
    ],
    ['uses packages', `node -e "console.log(require('dep'))"`, 0, '42\n'],
    ['runs python', 'python3 src/b.py', 0, 'hello from python\n'],
    ['builds with make', 'make', 0, 'built\n'],
    ['checks types', `node ${modules}/typescript/bin/tsc -p . && echo fine`, 0, 'fine\n'],
    ['lists files', 'ls src && find src -name "*.ts"', 0, 'a.ts\nb.py\nsrc/a.ts\n'],
    ['starts processes of its own', 'for i in 1 2 3; do (sleep 0.05; echo $i) & done; wait; echo done', 0, /done\n$/],
    [
      'has a network of its own',
      `node -e "const s=require('http').createServer((q,r)=>r.end('mine')).listen(0,'127.0.0.1',async()=>{console.log(await (await fetch('http://127.0.0.1:'+s.address().port)).text());process.exit()})"`,
      0,
      'mine\n',
    ],
    ['reads system files', 'head -c 4 /etc/passwd', 0, /^root/],
  ])('%s', async (_, command, exitCode, output) => {
    const result = await run(command);
    expect(result.output).toEqual(typeof output === 'string' ? output : expect.stringMatching(output));
    expect(result).toMatchObject({ exitCode, timedOut: false, sandboxed: true, refused: [] });
  });

  it('git shows, adds and commits what there is, and not what stands in for missing files', async () => {
    git('add', '-A', '--', 'src');
    writeFileSync(at('src/new.ts'), 'export {};\n');
    const looked = await run('git status --short');
    expect(looked.output.split('\n').filter((line) => line !== '' && line !== '?? built.txt')).toEqual([
      '?? src/new.ts',
    ]);
    const committed = await run(
      'git add -A && git -c user.name=Ada -c user.email=a@example.org commit -qm "new" && git log --oneline -1 --format=%s',
    );
    expect(committed).toMatchObject({ exitCode: 0, output: 'new\n', refused: [] });
    expect(
      (await run('git checkout -q -b side && git switch -q main && git stash list && git diff --stat')).exitCode,
    ).toBe(0);
    expect(String(git('ls-files')).split('\n')).toContain('src/new.ts');
    expect(String(git('ls-files'))).not.toContain('.env');
  });

  it('leaves no trace in the workspace', async () => {
    const before = readdirSync(root);
    await run('true');
    expect(readdirSync(root)).toEqual(before);
  });

  it('that is stopped half-way leaves no trace either', async () => {
    const before = readdirSync(root);
    const controller = new AbortController();
    const running = run('sleep 60', { signal: controller.signal });
    await wait(400);
    controller.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
    expect(readdirSync(root)).toEqual(before);
  });

  it('several at a time keep what guards them until the last has ended', async () => {
    const [, long] = await Promise.all([run('true'), run('sleep 0.6; mkdir .vscode && echo made')]);
    expect(long?.output).not.toContain('made');
    expect(existsSync(at('.vscode'))).toBe(false);
  });

  it('runs in the background, is read and ended', async () => {
    const id = await processes.start(
      'echo on; sleep 0.2; echo x > .git/hooks/evil; trap "sleep 0.1; echo bye; exit 0" TERM; echo ready; sleep 60 & wait',
      {
        cwd: root,
        sandbox: true,
      },
    );
    let printed = '';
    await expect
      .poll(async () => (printed += (await processes.read(id)).output), { timeout: 15_000 })
      .toMatch(/ready\n/);
    expect(printed).toMatch(/^on\n/);
    const { output } = await processes.kill(id);
    expect(output).toMatch(/bye\n/);
    expect(output).toMatch(/\[The sandbox refused: write .*\.git\/hooks\/evil\]/);
    expect(existsSync(at('.git/hooks/evil'))).toBe(false);
    expect(existsSync(at('.vscode'))).toBe(false);
  });

  it('with much output is read whole', async () => {
    const { output } = await run('seq 1 20000');
    expect(output).toMatch(/^1\n2\n/);
    expect(output).toMatch(/20000\n$/);
  });

  it('cannot use the memory of the whole machine', async () => {
    const { output, exitCode } = await run('ulimit -d; ulimit -c; ulimit -u');
    expect(exitCode).toBe(0);
    const [data, core, count] = output.split('\n');
    expect(Number(data)).toBeGreaterThan(1_000_000);
    expect(core).toBe('0');
    expect(Number(count)).toBeLessThanOrEqual(4096);
  });

  it('cut output can be read where it is kept, and nothing else of Belay', async () => {
    const path = join(project.folder, 'output', 'cut.txt');
    writeFileSync(path, 'the rest\n');
    expect((await run(`cat ${path}`)).output).toBe('the rest\n');
    expect(readFileSync(join(project.belayHome, 'settings.json'), 'utf8')).toContain('secret');
    expect((await run(`cat ${project.belayHome}/settings.json`)).output).not.toContain('secret');
  });
});
