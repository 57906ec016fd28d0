import { describe, expect, it } from 'vitest';
import type { RuleFile } from '../../../../src/agent/ruleFiles.ts';
import { knownFamilies, proposedFamilies } from '../../../../src/security/rules/families.ts';
import { loadRules } from '../../../../src/security/rules/load.ts';
import { isOpenEnded } from '../../../../src/security/rules/openEnded.ts';
import { isExact } from '../../../../src/security/rules/rule.ts';
import { root, ruleGate, runs, touches } from '../../../support/ruleGate.ts';

const base = { root, userHome: '/home/ada', ignoreCase: false };
const file = (text: string, source: RuleFile['source'] = 'user'): RuleFile => ({ source, path: '/s.json', text });
const load = (rules: unknown, source?: RuleFile['source']) =>
  loadRules([file(JSON.stringify({ rules }), source)], base);

describe('reading rules', () => {
  it.each<[string, unknown, RegExp]>([
    ['not a list', {}, /must be an object whose key "rules" holds a list/],
    ['no subject', [{ decision: 'deny' }], /rule 1 names no command, path, host or tool/],
    ['two subjects', [{ decision: 'deny', command: ['a'], path: 'b' }], /rule 1 names more than one/],
    ['an unknown key', [{ decision: 'deny', comand: ['a'] }], /rule 1 has the unknown key comand/],
    ['an unknown decision', [{ decision: 'permit', command: ['a'] }], /rule 1 does not fit at "decision"/],
    ['the second rule', [{ decision: 'deny', tool: 'a' }, 7], /rule 2 /],
    ['options without a command', [{ decision: 'allow', path: 'a', options: ['-x'] }], /without a command/],
    ['access without a path', [{ decision: 'allow', host: 'a.b', access: ['read'] }], /access without a path/],
    [
      'operands of a deny',
      [{ decision: 'deny', command: ['a'], operands: 'any' }],
      /which only an allow rule can have/,
    ],
    ['no host', [{ decision: 'deny', host: 'https://a.b' }], /is no host/],
    [
      'an example that does not match',
      [{ decision: 'deny', command: ['git', 'push'], match: ['git pull'] }],
      /rule 1 does not match its example "git pull"/,
    ],
    [
      'an example that must not',
      [{ decision: 'deny', command: ['git'], notMatch: ['sudo git x'] }],
      /rule 1 matches "sudo git x", which it says it must not/,
    ],
    [
      'an allow example with more',
      [{ decision: 'allow', command: ['make', 'x'], match: ['make x; ls'] }],
      /does not match its example/,
    ],
    [
      'an open interpreter',
      [{ decision: 'allow', command: ['python3'], operands: 'any' }],
      /would allow any program, because python3 runs/,
    ],
    ['an open shell', [{ decision: 'allow', command: ['bash', '-c'], operands: 'any' }], /would allow any program/],
    ['an open wrapper', [{ decision: 'allow', command: ['sudo', 'npm'], options: ['-x'] }], /would allow any program/],
    [
      'npm run without a script',
      [{ decision: 'allow', command: ['npm', 'run'], operands: 'any' }],
      /would allow any program/,
    ],
  ])('%s disables the file', (_, rules, problem) => {
    const { rules: left, problems, unreadable } = load(rules);
    expect(left).toEqual([]);
    expect(problems.length).toBe(1);
    expect(problems[0]).toMatch(problem);
    expect(problems[0]).toMatch(/^The rules in \/s\.json are not used: .*Correct the file, or remove the rule\.$/);
    expect(unreadable).toBe(problems[0]);
  });

  it('a file that is no JSON says so, and one without rules is fine', () => {
    expect(loadRules([file('{ // c\n}')], base).problems[0]).toMatch(/it is no JSON/);
    for (const text of ['{}', '{"rules":[]}', '{"other":1}'])
      expect(loadRules([file(text)], base).problems).toEqual([]);
    expect(loadRules([{ source: 'user', path: '/s.json' }], base).problems).toEqual([]);
  });

  it.each([
    [
      {
        decision: 'allow',
        command: ['npm', 'test'],
        operands: 'any',
        match: ['npm test -- x'],
        notMatch: ['npm tests'],
      },
    ],
    [{ decision: 'allow', command: ['node', 'a.js'], operands: 'paths', match: ['node a.js b'] }],
    [{ decision: 'allow', command: ['python3', '-c', 'print(1)'], match: ["python3 -c 'print(1)'"] }],
    [
      {
        decision: 'deny',
        command: ['git', 'push'],
        match: ['sudo git push', "bash -c 'git push'"],
        notMatch: ['git pull'],
      },
    ],
    [{ decision: 'ask', path: 'docs/**', match: ['docs/a/b.md'], notMatch: ['docs', 'src/docs/a'] }],
    [{ decision: 'ask', path: '**/*.pem', match: ['a.pem', 'a/b/c.pem'], notMatch: ['a.pemx'] }],
    [{ decision: 'deny', path: '~/work', match: ['~/work/a', '/home/ada/work'], notMatch: ['work/a'] }],
    [
      {
        decision: 'deny',
        host: '*.a.example',
        match: ['b.a.example', 'c.b.a.example:443'],
        notMatch: ['a.example', 'xa.example'],
      },
    ],
    [{ decision: 'deny', tool: 'mcp_*', match: ['mcp_x'], notMatch: ['run_command'] }],
  ])('%j is a rule', (rule) => {
    expect(load([rule]).problems).toEqual([]);
  });

  it('what a project allows is ignored with a notice; what it forbids counts', () => {
    const { rules, problems } = load(
      [
        { decision: 'allow', command: ['make', 'x'] },
        { decision: 'deny', command: ['make', 'y'] },
      ],
      'project',
    );
    expect(rules.map(({ decision }) => decision)).toEqual(['deny']);
    expect(problems).toEqual([
      'In /s.json, what rule 1 allows is ignored: a project can only ask more and forbid more. Put it into your own settings if you want it.',
    ]);
  });

  it('our own families are rules that hold what they say, and none of them is open', () => {
    for (const family of [...knownFamilies(), ...proposedFamilies()]) {
      expect(family.command?.length).toBeGreaterThan(0);
      if (!isExact(family)) expect(isOpenEnded(family.command ?? [])).toBe(false);
    }
  });
});

describe('a file that cannot be used', () => {
  const broken: RuleFile = { source: 'managed', path: '/m.json', problem: 'it cannot be read (EACCES)' };
  const user = [{ decision: 'allow', command: ['npm', 'test'] }];

  it('takes every saved allow with it, and all that is more than looking asks', async () => {
    const gate = ruleGate({ files: [broken], user });
    const decide = async (call: ReturnType<typeof runs>) => (await gate.judge(call)).decision;
    expect(await decide(runs('npm test'))).toBe('ask');
    expect(await decide(touches('src/a.ts', 'write', 'allowEdits'))).toBe('ask');
    expect(await decide(touches('src/a.ts', 'write', 'bypass'))).toBe('deny');
    expect(await decide(touches('src/a.ts', 'write', 'yolo'))).toBe('ask');
    expect(await decide(runs('node x', 'yolo'))).toBe('ask');
    expect(await decide(runs('ls'))).toBe('allow');
    expect(await decide(touches('src/a.ts', 'read'))).toBe('allow');
    expect((await gate.judge(runs('npm test'))).reason).toContain('/m.json');
    expect(await gate.problems?.()).toEqual([expect.stringContaining('it cannot be read (EACCES)')]);
  });

  it('forbids still what the other files forbid', async () => {
    const gate = ruleGate({ files: [broken], user: [{ decision: 'deny', command: ['git', 'push'] }] });
    expect((await gate.judge(runs('git push', 'yolo'))).decision).toBe('deny');
  });
});

describe('rules on paths, hosts and tools', () => {
  const gate = ruleGate({
    user: [
      { decision: 'allow', path: '/opt/lib/**', access: ['read'] },
      { decision: 'allow', path: 'docs/**', access: ['write'] },
      { decision: 'allow', path: '**', access: ['write', 'read'], tool: 'greedy' },
      { decision: 'allow', path: 'AGENTS.md' },
      { decision: 'allow', host: 'docs.example' },
      { decision: 'allow', tool: 'web_search' },
      { decision: 'ask', path: 'src/generated' },
      { decision: 'deny', path: 'src/frozen/**', access: ['write', 'delete'] },
    ],
    links: { [`${root}/docs/link`]: '/etc', '/opt/lib/evil': '/etc' },
  });

  it.each([
    ['a read outside that is allowed', touches('/opt/lib/a/b.h', 'read'), 'allow'],
    ['a write there', touches('/opt/lib/a.h', 'write'), 'ask'],
    ['a read beside it', touches('/opt/library/a.h', 'read'), 'ask'],
    ['a link out of it', touches('/opt/lib/evil/passwd', 'read'), 'ask'],
    ['an edit that is allowed', touches('docs/a.md', 'write'), 'allow'],
    ['one through a link', touches('docs/link/a.md', 'write'), 'ask'],
    ['a deletion there', touches('docs/a.md', 'delete'), 'ask'],
    ['another edit', touches('src/a.ts', 'write'), 'ask'],
    ['traversal out of it', touches('docs/../src/a.ts', 'write'), 'ask'],
    ['a protected file that is named', touches('AGENTS.md', 'write'), 'allow'],
    ['one that is not', touches('CLAUDE.md', 'write'), 'ask'],
    ['a secret under a wide rule', { ...touches('.env', 'read'), tool: 'greedy' }, 'ask'],
    ['a hook under a wide rule', { ...touches('.git/hooks/a', 'write'), tool: 'greedy' }, 'ask'],
    ['an edit under a wide rule', { ...touches('src/a.ts', 'write'), tool: 'greedy' }, 'allow'],
    ['Belay’s data under a wide rule', { ...touches('/home/ada/.belay/x', 'write'), tool: 'greedy' }, 'deny'],
    ['what a rule asks about', touches('src/generated/a.ts', 'read'), 'ask'],
    ['what is frozen', touches('src/frozen/a.ts', 'write', 'allowEdits'), 'deny'],
    ['reading it', touches('src/frozen/a.ts', 'read'), 'allow'],
    ['a host', { ...touches('a', 'read'), kind: 'network' as const, targets: { hosts: ['docs.example'] } }, 'allow'],
    [
      'two hosts',
      { ...touches('a', 'read'), kind: 'network' as const, targets: { hosts: ['docs.example', 'x.example'] } },
      'ask',
    ],
    ['a tool', { ...touches('a', 'read'), tool: 'web_search', kind: 'network' as const, targets: {} }, 'allow'],
    ['a command that reads where it may', runs('cat /opt/lib/a.h'), 'allow'],
    ['a command that reads through a link there', runs('cat /opt/lib/evil/passwd'), 'ask'],
    ['a command that reads what asks', runs('cat src/generated/a.ts'), 'ask'],
    ['a command that writes what is frozen', runs('echo x > src/frozen/a.ts', 'bypass'), 'deny'],
    ['a command whose word is frozen', runs('rm src/frozen/a.ts', 'yolo'), 'deny'],
  ])('%s: %#', async (_, call, decision) => {
    expect((await gate.judge(call)).decision).toBe(decision);
  });

  it('count only where the project is trusted, and then only tighten', async () => {
    const rules = [{ decision: 'deny', command: ['make', 'x'] }];
    expect((await ruleGate({ project: rules }).judge(runs('make x', 'yolo'))).decision).toBe('deny');
    const allow = [{ decision: 'allow', command: ['make', 'x'] }];
    expect((await ruleGate({ project: allow }).judge(runs('make x'))).decision).toBe('ask');
  });
});

describe('untrusted content in the conversation', () => {
  const tainted = { tainted: 'web page https://a.example' };
  const gate = ruleGate({
    user: [
      { decision: 'allow', command: ['npm', 'test'] },
      { decision: 'allow', command: ['curl', 'https://a.example'] },
      { decision: 'allow', command: ['mytool', 'fetch'] },
      { decision: 'allow', host: 'a.example' },
      { decision: 'allow', path: 'AGENTS.md' },
    ],
    classifier: async () => ({ judge: () => ({ high: 0, decision: 'low' }) }),
  });
  const host = { ...touches('a', 'read', 'auto'), kind: 'network' as const, targets: { hosts: ['a.example'] } };

  it.each([
    ['a rule for a host', host, 'allow', 'ask'],
    ['a rule for a network program', runs('curl https://a.example'), 'allow', 'ask'],
    ['a rule for a protected file', touches('AGENTS.md', 'write'), 'allow', 'ask'],
    ['an approval of a network program', { ...runs('wget x'), approvedExactly: true }, 'allow', 'ask'],
    ['Auto on the network', runs('git push', 'auto'), 'allow', 'ask'],
    ['Auto on an address', runs('mytool https://b.example', 'auto'), 'allow', 'ask'],
    ['Auto on code that is not shown', runs('python3 -c "import os"', 'auto'), 'allow', 'ask'],
    ['Auto on a wrapper', runs('xargs rm', 'auto'), 'allow', 'ask'],
    ['a rule for the tests', runs('npm test'), 'allow', 'allow'],
    ['a rule for a tool nobody knows', runs('mytool fetch'), 'allow', 'allow'],
    ['Auto on the tests', runs('npm test', 'auto'), 'allow', 'allow'],
    ['Auto on an edit', touches('src/a.ts', 'write', 'auto'), 'allow', 'allow'],
    ['a read', touches('src/a.ts', 'read'), 'allow', 'allow'],
    ['Bypass', runs('node x', 'bypass'), 'allow', 'allow'],
    ['YOLO', runs('curl https://a.example', 'yolo'), 'allow', 'allow'],
  ])('%s', async (_, call, before, after) => {
    expect((await gate.judge(call)).decision).toBe(before);
    const verdict = await gate.judge({ ...call, ...tainted });
    expect(verdict.decision).toBe(after);
    expect(verdict.tainted).toBe(after === 'ask' ? tainted.tainted : undefined);
  });
});
