import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startModelServer } from '../../support/modelServer.ts';
import { call, say, script, turn } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');

interface Outcome {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

function belay(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Outcome> {
  const clean = Object.entries(process.env).filter(([name]) => !/^(?:ANTHROPIC|BELAY)_/.test(name));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...Object.fromEntries(clean), ...env } },
      (error, out, err) => resolve({ code: error ? (error.code ?? null) : 0, out, err }),
    );
  });
}

/** One turn that runs a command, with settings of the person and the project. */
async function run(
  command: string,
  args: readonly string[],
  { user, project, home }: { user?: unknown; project?: unknown; home?: 'root' } = {},
) {
  const server = await startModelServer(
    script('one', [turn('go', [call('run_command', { command })], [say('Ended.')])]),
  );
  const root = temporaryFolder({
    'a.txt': 'a\n',
    ...(project === undefined ? {} : { '.belay/settings.json': JSON.stringify({ rules: project }) }),
  });
  const belayHome = temporaryFolder(user === undefined ? {} : { 'settings.json': JSON.stringify({ rules: user }) });
  const env = { BELAY_HOME: belayHome, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'k' };
  const outcome = await belay(['run', '--cwd', root, ...args, 'go'], home ? { ...env, HOME: root } : env);
  await server.close();
  const projects = join(belayHome, 'projects');
  const folders = existsSync(projects) ? readdirSync(projects).map((name) => join(projects, name)) : [];
  const audit = folders.map((folder) => join(folder, 'audit.jsonl')).find((path) => existsSync(path));
  return { ...outcome, root, audit };
}

const sandbox = JSON.parse((await belay(['sandbox', '--self-test', '--json'], {})).out) as { available: boolean };

describe('rules on the command line', () => {
  const touch = { decision: 'allow', command: ['touch'], operands: 'paths', unsandboxed: true };

  it('what the person allows runs, although nobody is there to ask', async () => {
    const { code, root } = await run('touch made.txt', [], { user: [touch] });
    expect([code, existsSync(join(root, 'made.txt'))]).toEqual([0, true]);
  });

  it('what a project allows does not, and that is said', async () => {
    const { code, root, err } = await run('touch made.txt', [], { project: [touch] });
    expect([code, existsSync(join(root, 'made.txt'))]).toEqual([3, false]);
    expect(err).toContain('a project can only ask more and forbid more');
  });

  it.skipIf(!sandbox.available)('what is denied is refused in Bypass, behind a wrapper too', async () => {
    const deny = [{ decision: 'deny', command: ['touch'] }];
    const { code, root } = await run('timeout 5 touch made.txt', ['--mode', 'bypass'], { user: deny });
    expect([code, existsSync(join(root, 'made.txt'))]).toEqual([3, false]);
    const allowed = await run('timeout 5 touch made.txt', ['--mode', 'bypass']);
    expect([allowed.code, existsSync(join(allowed.root, 'made.txt'))]).toEqual([0, true]);
  });

  it('a broken file is told of, and nothing that it may have forbidden runs', async () => {
    const { code, err } = await run('touch made.txt', ['--mode', 'yolo', '--yolo-anyway'], {
      user: [{ decision: 'no' }],
    });
    expect(code).toBe(3);
    expect(err).toContain('rule 1 does not fit at "decision"');
  });
});

describe('YOLO on the command line', () => {
  it('is refused in a home folder unless it is said twice', async () => {
    const { code, err, root } = await run('touch made.txt', ['--mode', 'yolo'], { home: 'root' });
    expect([code, existsSync(join(root, 'made.txt'))]).toEqual([2, false]);
    expect(err).toContain('This folder is your home folder or holds it');
    expect(err).toContain('Add --yolo-anyway');
  });

  it('lets everything pass, and writes each call into the audit', async () => {
    const { code, audit, root } = await run('touch made.txt', ['--mode', 'yolo', '--yolo-anyway'], { home: 'root' });
    expect([code, existsSync(join(root, 'made.txt'))]).toEqual([0, true]);
    const lines = readFileSync(audit ?? '', 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { tool: 'run_command', mode: 'yolo', exact: 'touch made.txt', answer: { decision: 'approved', by: 'gate' } },
    ]);
    if (process.platform !== 'win32') expect(statSync(audit ?? '').mode & 0o777).toBe(0o600);
  });

  it('refuses a disguised command all the same', async () => {
    const { code, root } = await run('touch\u200b made.txt', ['--mode', 'yolo', '--yolo-anyway']);
    expect([code, existsSync(join(root, 'made.txt'))]).toEqual([3, false]);
  });
});
