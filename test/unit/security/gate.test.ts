import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GateCall, SandboxState } from '../../../src/agent/gatePorts.ts';
import type { Decision, Mode, Risk } from '../../../src/protocol/risk.ts';
import { createGate } from '../../../src/security/gate.ts';
import { quietMachine } from '../../support/quietMachine.ts';

const root = '/home/ada/shop';
const links: Readonly<Record<string, string>> = {
  '/home/ada/shop/escape': '/etc',
  '/home/ada/shop/innocent.txt': '/home/ada/.ssh/id_ed25519',
  '/home/ada/shop/docs/hook': '/home/ada/shop/.git/hooks/pre-commit',
};

const holds: SandboxState = { available: true, reason: '' };

function gate(trusted = true, sandbox: SandboxState | 'broken' = holds) {
  return createGate({
    root,
    home: '/home/ada/.belay',
    readable: ['/home/ada/.belay/projects/shop/output'],
    ignoreCase: false,
    async sandbox() {
      if (sandbox === 'broken') throw new Error('cannot be asked');
      return sandbox;
    },
    trusted: () => trusted,
    resolve: (path) => posix.resolve(root, path),
    async realPath(path) {
      if (path.includes('loop')) throw new Error('ELOOP');
      const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
      return link === undefined ? path : path.replace(link, links[link] ?? '');
    },
    commands: quietMachine(),
  });
}

function call(parts: Partial<GateCall>): GateCall {
  return { tool: 't', kind: 'read', targets: {}, mode: 'default', approvedExactly: false, ...parts };
}

const read = (path: string, mode: Mode = 'default') => call({ mode, targets: { paths: [{ path, access: 'read' }] } });
const write = (path: string, mode: Mode = 'default') =>
  call({ kind: 'edit', mode, targets: { paths: [{ path, access: 'write' }] } });
const remove = (path: string, mode: Mode = 'default') =>
  call({ kind: 'edit', mode, targets: { paths: [{ path, access: 'delete' }] } });
const run = (command: string, mode: Mode = 'default') => call({ kind: 'execute', mode, targets: { command } });

describe('the gate', () => {
  it.each<[string, GateCall, Decision, Risk]>([
    ['a read inside', read('src/a.ts'), 'allow', 'LOW'],
    ['the root itself', read('.'), 'allow', 'LOW'],
    ['an absolute path inside', read('/home/ada/shop/a'), 'allow', 'LOW'],
    ['a sibling with the same prefix', read('/home/ada/shop2/a'), 'ask', 'HIGH'],
    ['traversal', read('../../etc/passwd'), 'ask', 'HIGH'],
    ['traversal that comes back', read('src/../../shop/a.ts'), 'allow', 'LOW'],
    ['a link that leaves', read('escape/passwd'), 'ask', 'HIGH'],
    ['a link to a key', read('innocent.txt'), 'ask', 'HIGH'],
    ['a secret', read('.env'), 'ask', 'HIGH'],
    ['a secret in a folder', read('deploy/.env.production'), 'ask', 'HIGH'],
    ['an example of a secret file', read('.env.example'), 'allow', 'LOW'],
    ['a secret in capitals', read('config/.ENV'), 'ask', 'HIGH'],
    ['a secret in fullwidth letters', read('config/．env'), 'ask', 'HIGH'],
    ['a key', read('certs/server.key'), 'ask', 'HIGH'],
    ['output that was cut', read('/home/ada/.belay/projects/shop/output/1.txt'), 'allow', 'LOW'],
    ['a transcript', read('/home/ada/.belay/projects/shop/sessions/1.jsonl'), 'ask', 'HIGH'],
    ['a NUL', read('a\0b'), 'deny', 'HIGH'],
    ['an edit', write('src/a.ts'), 'ask', 'MEDIUM'],
    ['an edit outside', write('/tmp/x'), 'ask', 'HIGH'],
    ['a hook', write('.git/hooks/pre-commit'), 'ask', 'HIGH'],
    ['a hook through a link', write('docs/hook'), 'ask', 'HIGH'],
    ['editor settings', write('.vscode/settings.json'), 'ask', 'HIGH'],
    ['nested editor settings', write('packages/a/.vscode/tasks.json'), 'ask', 'HIGH'],
    ['CI', write('.github/workflows/ci.yml'), 'ask', 'HIGH'],
    ['an rc file', write('/home/ada/.bashrc'), 'ask', 'HIGH'],
    ['instructions', write('AGENTS.md'), 'ask', 'HIGH'],
    ['Belay’s own data', write('/home/ada/.belay/settings.json'), 'deny', 'HIGH'],
    ['Belay’s own data in bypass', write('/home/ada/.belay/settings.json', 'bypass'), 'deny', 'HIGH'],
    ['a deletion', remove('src/a.ts'), 'ask', 'HIGH'],
    ['a command', run('node x.js'), 'ask', 'HIGH'],
    ['a command of a known family', run('npm test'), 'ask', 'MEDIUM'],
    ['a read-only command', run('pwd'), 'allow', 'LOW'],
    ['a read-only command with more', run('pwd; rm -rf .'), 'ask', 'HIGH'],
    ['a read-only command with a space', run('ls '), 'allow', 'LOW'],
    ['git that only looks', run('git status'), 'allow', 'LOW'],
    ['a command that reads a key', run('cat .env'), 'ask', 'HIGH'],
    ['a command that reads a key through a link', run('head -1 innocent.txt'), 'ask', 'HIGH'],
    ['a command that reads outside', run('cat escape/passwd'), 'ask', 'HIGH'],
    ['a command that goes up from a link', run('cat escape/../shadow'), 'ask', 'HIGH'],
    ['a command that enters a link', run('cd escape && ls'), 'ask', 'HIGH'],
    ['a command whose path cannot be resolved', run('cat loop/a'), 'ask', 'HIGH'],
    ['a command that writes', run('ls > files.txt'), 'ask', 'HIGH'],
    ['a command that writes where nobody can tell', run('ls > loop/a'), 'deny', 'HIGH'],
    ['a command that writes a hook', run('echo x > docs/hook'), 'ask', 'HIGH'],
    ['a command that writes a hook in bypass', run('echo x > docs/hook', 'bypass'), 'deny', 'HIGH'],
    ['a command that writes Belay’s own data', run('cd src && echo x >> /home/ada/.belay/a'), 'deny', 'HIGH'],
    ['a command that reads a key in bypass', run('cat .env', 'bypass'), 'deny', 'HIGH'],
    ['a command that reads outside in bypass', run('cat /etc/hosts', 'bypass'), 'allow', 'HIGH'],
    ['a command with an escape', run('ls \u001b[8m; rm x'), 'deny', 'HIGH'],
    ['a command with a carriage return', run('rm x\rls'), 'deny', 'HIGH'],
    ['a command with a zero width space', run('np\u200bm test'), 'deny', 'HIGH'],
    ['a command with a direction override', run('echo \u202egnp.txt'), 'deny', 'HIGH'],
    ['a command with tag characters', run(`ls \u{E0072}`), 'deny', 'HIGH'],
    ['an empty command', run('  '), 'deny', 'HIGH'],
    ['a very long command', run(`echo ${'x'.repeat(20_000)}`), 'deny', 'HIGH'],
    ['several lines', run('cd a\nmake'), 'ask', 'HIGH'],
    ['a question', call({ kind: 'ask' }), 'allow', 'LOW'],
    ['a host', call({ kind: 'network', targets: { hosts: ['example.org'] } }), 'ask', 'HIGH'],
    ['an edit without a target', call({ kind: 'edit' }), 'ask', 'MEDIUM'],
    ['an execution without a command', call({ kind: 'execute' }), 'ask', 'HIGH'],
    ['an edit when edits are allowed', write('src/a.ts', 'allowEdits'), 'allow', 'MEDIUM'],
    ['a command when edits are allowed', run('node x.js', 'allowEdits'), 'ask', 'HIGH'],
    ['a deletion when edits are allowed', remove('a', 'allowEdits'), 'ask', 'HIGH'],
    ['a hook when edits are allowed', write('.git/config', 'allowEdits'), 'ask', 'HIGH'],
    ['a command in bypass', run('node x.js', 'bypass'), 'allow', 'HIGH'],
    ['a hook in bypass', write('.git/config', 'bypass'), 'deny', 'HIGH'],
    ['a secret in bypass', read('.env', 'bypass'), 'deny', 'HIGH'],
    ['a write outside in bypass', write('/tmp/x', 'bypass'), 'deny', 'HIGH'],
    ['a disguised command in bypass', run('ls\u001b[2J', 'bypass'), 'deny', 'HIGH'],
    ['an edit in YOLO', write('a', 'yolo'), 'allow', 'MEDIUM'],
    ['Belay’s own data in YOLO', write('/home/ada/.belay/settings.json', 'yolo'), 'deny', 'HIGH'],
    ['a disguised command in YOLO', run('ls\u001b[2J', 'yolo'), 'deny', 'HIGH'],
  ])('%s', async (_, one, decision, risk) => {
    expect(await gate().judge(one)).toMatchObject({ decision, risk });
  });

  it('takes the strictest of several targets', async () => {
    const paths = [
      { path: 'a', access: 'write' },
      { path: '.git/config', access: 'write' },
      { path: 'b', access: 'read' },
    ] as const;
    const verdict = await gate().judge(call({ kind: 'edit', mode: 'allowEdits', targets: { paths } }));
    expect(verdict).toMatchObject({ decision: 'ask', risk: 'HIGH', rule: 'writeTrusted' });
  });

  it('a path that cannot be resolved is a deny that says why', async () => {
    expect(await gate().judge(read('loop/a'))).toMatchObject({ decision: 'deny', reason: 'ELOOP' });
  });

  it('an untrusted folder is read and nothing else', async () => {
    expect(await gate(false).judge(read('a'))).toMatchObject({ decision: 'allow' });
    for (const one of [write('a', 'bypass'), run('pwd'), call({ kind: 'network' })]) {
      expect(await gate(false).judge(one)).toMatchObject({ decision: 'deny', layer: 'trust' });
    }
  });

  it('an approval for the session covers an ask and never a deny', async () => {
    expect(await gate().judge({ ...run('npm test'), approvedExactly: true })).toMatchObject({
      decision: 'allow',
      layer: 'approval',
    });
    expect(await gate().judge({ ...run('npm\u200b test'), approvedExactly: true })).toMatchObject({ decision: 'deny' });
    expect(await gate().judge({ ...read('.env', 'bypass'), approvedExactly: true })).toMatchObject({
      decision: 'deny',
    });
  });

  describe('where there is no sandbox', () => {
    const none = gate(true, { available: false, reason: 'Install bubblewrap.' });

    it.each<[string, GateCall, Decision]>([
      ['a command', run('npm test'), 'ask'],
      ['a command when edits are allowed', run('npm test', 'allowEdits'), 'ask'],
      ['a command in bypass', run('npm test', 'bypass'), 'deny'],
      ['a read-only command', run('pwd'), 'allow'],
      ['an execution without a command', call({ kind: 'execute' }), 'ask'],
      ['a disguised command', run('np\u200bm test'), 'deny'],
    ])('%s', async (_, one, decision) => {
      expect(await none.judge(one)).toMatchObject({ decision, sandbox: false });
    });

    it('says why, and what to do', async () => {
      for (const mode of ['default', 'bypass'] as const) {
        expect((await none.judge(run('npm test', mode))).reason).toMatch(
          /not run in the sandbox\..*Install bubblewrap\.$/,
        );
      }
    });

    it('an approval of what ran in the sandbox does not count', async () => {
      const approved = { ...run('npm test'), approvedInSandbox: true };
      expect(await none.judge(approved)).toMatchObject({ decision: 'ask' });
      expect(await gate().judge(approved)).toMatchObject({ decision: 'allow', layer: 'approval', sandbox: true });
    });
  });

  it('a sandbox that cannot be asked is a deny, and only commands ask it', async () => {
    const broken = gate(true, 'broken');
    await expect(broken.judge(run('npm test', 'bypass'))).rejects.toThrow('asked');
    expect(await broken.judge(read('src/a.ts'))).toMatchObject({ decision: 'allow' });
    expect((await gate().judge(read('src/a.ts'))).sandbox).toBeUndefined();
    expect((await gate().judge(run('npm test'))).sandbox).toBe(true);
  });
});
