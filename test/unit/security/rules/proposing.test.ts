import { describe, expect, it } from 'vitest';
import type { GateCall } from '../../../../src/agent/gatePorts.ts';
import { commandWrites } from '../../../../src/security/commandWrites.ts';
import { ruleGate, runs, touches } from '../../../support/ruleGate.ts';

const explain = async (call: GateCall, setting = {}) => (await ruleGate(setting).explain?.(call))?.rules ?? [];

describe('"Always allow"', () => {
  it.each<[string, string[]]>([
    ['npm test', ['npm test …']],
    ['npm test -- -t x', ['npm test …']],
    ['cd pkg && npm test | tail -5', ['npm test …']],
    ['npm run lint', ['npm run lint …']],
    ['cargo build --release', ['cargo build …']],
    ['make lint', ['make lint [options]']],
    ['git commit -m "a b"', ['git commit [options] <paths>']],
    ['git add src/a.ts', ['git add [options] <paths>']],
    ['mytool build', ['mytool build']],
    ['mytool build --release', ['mytool build [options]']],
    ['mytool fix src/a.ts', ['mytool fix <paths>']],
    ['mytool deploy prod', ['mytool deploy prod']],
    ['./scripts/gen.sh', ['./scripts/gen.sh']],
    ['npm run lint && npm test', ['npm run lint …, npm test …', 'npm run lint …', 'npm test …']],
    // Interpreters, shells, wrappers and package runners: the exact text, and only by itself.
    ['node build.js', ['node build.js']],
    ["python3 -c 'print(1)'", ["python3 -c 'print(1)'"]],
    ['bash build.sh', ['bash build.sh']],
    ['sudo npm test', ['sudo npm test']],
    ['env A=b npm test', ['env A=b npm test']],
    ['npx vitest run', ['npx vitest run']],
    ['docker run --rm x', ['docker run --rm x']],
    ['find . -name x -exec rm a +', ['find . -name x -exec rm a +']],
    ['find . -name x -delete', ['find . -name x -delete']],
    ['git push origin main', ['git push origin main']],
    ['curl https://a.example', ['curl https://a.example']],
    ['rm a', ['rm a']],
    ['node', ['node']],
    // Nobody knows whether these run what they are given.
    ['mytool src/a.ts', ['mytool src/a.ts']],
    ['tsx src/a.ts --watch', ['tsx src/a.ts --watch']],
    ['cross-env A=b jest', ['cross-env A=b jest']],
    ['mytool run src/a.ts', ['mytool run src/a.ts']],
    ['ls | tsx', []],
    ['node build.js && npm test', ['node build.js, npm test …', 'node build.js', 'npm test …']],
    ['sudo make x && npm test', []],
    ['ls | node', []],
    ['ls | xargs rm', []],
    ["python3 <<'E'\nprint(1)\nE", []],
    // Saving a rule would not spare the question.
    ['npm test > out.txt', []],
    ['A=b npm test', []],
    ['npm test &', []],
    ['cat .env', []],
    ['npm test; cat .env', []],
    ['npm test $(cat x)', []],
    ['$x test', []],
    ['eval npm test', []],
    ['cat /etc/hosts', []],
    ['ls', []],
    ['npm test\u200b', []],
  ])('%s offers %j', async (command, texts) => {
    expect((await explain(runs(command))).map(({ text }) => text)).toEqual(texts);
  });

  it('saves what lets exactly that through, with an example, and shows what else it covers', async () => {
    const [offered] = await explain(runs('cd pkg && npm test -- -t x'));
    expect(offered).toMatchObject({ id: 'all', text: 'npm test …' });
    expect(offered?.rules).toMatchObject([
      { decision: 'allow', command: ['npm', 'test'], operands: 'any', match: ['npm test -- -t x'] },
    ]);
    expect(offered?.alsoCovers).toEqual([
      'npm test',
      'npm test -- --anything here',
      'npm test --silent',
      'npm test -s',
    ]);
    const user = [...(offered?.rules ?? [])];
    const verdict = await ruleGate({ user }).judge(runs('cd other && npm test'));
    expect(verdict).toMatchObject({ decision: 'allow', layer: 'rules' });
    expect(await ruleGate({ user }).problems?.()).toEqual([]);
  });

  it('every offer, saved, lets its call through and is read again without a complaint', async () => {
    for (const command of [
      'npm run lint && npm test',
      'mytool fix src/a.ts',
      'env A=b npm test',
      './scripts/gen.sh',
      'git commit -m "a b"',
      'node build.js',
    ]) {
      const [offered] = await explain(runs(command));
      const gate = ruleGate({ user: [...(offered?.rules ?? [])] });
      expect(await gate.problems?.()).toEqual([]);
      expect([command, (await gate.judge(runs(command))).decision]).toEqual([command, 'allow']);
      for (const other of offered?.alsoCovers ?? [])
        expect([other, (await gate.judge(runs(other))).decision]).toEqual([other, 'allow']);
    }
  });

  it('says where there is no sandbox, and counts there only if it was made there', async () => {
    const none = { sandbox: { available: false, reason: 'None.' } };
    const [offered] = await explain(runs('npm test'), none);
    expect(offered?.text).toBe('npm test … (also without the sandbox)');
    const user = [...(offered?.rules ?? [])];
    expect((await ruleGate({ user, ...none }).judge(runs('npm test'))).decision).toBe('allow');
    const [held] = await explain(runs('npm test'));
    expect((await ruleGate({ user: [...(held?.rules ?? [])], ...none }).judge(runs('npm test'))).decision).toBe('ask');
  });

  it('offers only what is missing', async () => {
    const user = [{ decision: 'allow', command: ['npm', 'test'] }];
    expect((await explain(runs('npm test && make lint'), { user })).map(({ text }) => text)).toEqual([
      'make lint [options]',
    ]);
  });

  it.each<[string, GateCall, string[]]>([
    ['a read outside', touches('/opt/lib/a.h', 'read'), ['read /opt/lib/a.h']],
    ['an edit', touches('src/a.ts', 'write'), ['write src/a.ts']],
    ['a deletion', touches('src/a.ts', 'delete'), []],
    ['a secret', touches('.env', 'read'), []],
    ['a protected file', touches('AGENTS.md', 'write'), []],
    [
      'a host',
      { ...touches('a', 'read'), kind: 'network', targets: { hosts: ['a.example'] } },
      ['a.example (some_tool)'],
    ],
    ['what is tainted', { ...runs('npm test'), tainted: 'web page' }, []],
    ['a second try outside the sandbox', { ...runs('npm test'), outside: true }, []],
  ])('%s', async (_, call, texts) => {
    expect((await explain(call)).map(({ text }) => text)).toEqual(texts);
  });

  it('offers nothing where a rule asks, or a file of rules is broken', async () => {
    expect(await explain(runs('npm test'), { project: [{ decision: 'ask', command: ['npm'] }] })).toEqual([]);
    expect(await explain(runs('npm test'), { user: [{ decision: 'perhaps' }] })).toEqual([]);
  });
});

describe('what a command writes', () => {
  it.each<[string, ReturnType<typeof commandWrites>]>([
    ["cat > a.txt <<'EOF'\none\n$two\nEOF", [{ path: 'a.txt', content: 'one\n$two\n', append: false }]],
    ['cat > a.txt <<EOF\none\nEOF', [{ path: 'a.txt', content: 'one\n', append: false }]],
    ["cat >> 'a b.txt' <<'EOF'\nx\nEOF", [{ path: 'a b.txt', content: 'x\n', append: true }]],
    ["tee a.txt <<'EOF' > /dev/null\nx\nEOF", [{ path: 'a.txt', content: 'x\n', append: false }]],
    ["tee -a a.txt <<'EOF'\nx\nEOF", [{ path: 'a.txt', content: 'x\n', append: true }]],
    ['echo "a  b" c > a', [{ path: 'a', content: 'a  b c\n', append: false }]],
    ["printf '%s\\n' a b > a", [{ path: 'a', content: 'a\nb\n', append: false }]],
    ["printf 'a\\nb' >> a", [{ path: 'a', content: 'a\nb', append: true }]],
    ["mkdir -p d && cat > d/a <<'E'\nx\nE\nnode d/a", [{ path: 'd/a', content: 'x\n', append: false }]],
    [
      'echo a > x; echo b >> x',
      [
        { path: 'x', content: 'a\n', append: false },
        { path: 'x', content: 'b\n', append: true },
      ],
    ],
    ['cat > a.txt <<EOF\n$one\nEOF', []],
    ['cat > a.txt <<-EOF\n\tone\nEOF', []],
    ['cat > "$f" <<EOF\none\nEOF', []],
    ['cat > ~/a <<EOF\none\nEOF', []],
    ['cat b > a', []],
    ['echo -n a > a', []],
    ["echo 'a\\n' > a", []],
    ['echo $x > a', []],
    ['echo a* > a', []],
    ["printf '%d' 1 > a", []],
    ['echo a | tee b', []],
    ['echo a > b > c', []],
    ['echo a 2> b', []],
    ['echo a > /dev/null', []],
    ['rm a; echo a > b', []],
    ['false && echo a > b', []],
    ['(echo a > b)', []],
    ['echo a > b &', []],
    ['A=b echo a > b', []],
    ['echo "unclosed > b', []],
  ])('%s', (command, writes) => {
    expect(commandWrites(command)).toEqual(writes);
  });
});
