import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RuleEntry } from '../../../src/agent/ruleFiles.ts';
import { createRuleFiles, managedRulesPath } from '../../../src/platform/ruleFiles.ts';
import { withRules } from '../../../src/platform/saveRules.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const rule: RuleEntry = { decision: 'allow', command: ['npm', 'test'], operands: 'any' };

function setUp(files: Readonly<Record<string, string>> = {}, trusted = true) {
  const folder = temporaryFolder({ 'home/.keep': '', 'root/.keep': '', 'managed/.keep': '', ...files });
  const at = (path: string): string => join(folder, path);
  const made = () =>
    createRuleFiles({
      root: at('root'),
      home: at('home'),
      managed: at('managed/settings.json'),
      trusted: () => trusted,
      log: { debug() {} },
    });
  return { at, made, rules: made() };
}

describe('files of rules', () => {
  it('are those of the administrator, the person and the project', async () => {
    const { rules, at } = setUp({
      'home/settings.json': '{"rules":[]}',
      'root/.belay/settings.json': '{"rules":[1]}',
    });
    expect(await rules.read()).toEqual([
      { source: 'managed', path: at('managed/settings.json') },
      { source: 'user', path: at('home/settings.json'), text: '{"rules":[]}' },
      { source: 'project', path: at('root/.belay/settings.json'), text: '{"rules":[1]}' },
    ]);
  });

  it('an untrusted project’s are not even looked at', async () => {
    const { rules } = setUp({ 'root/.belay/settings.json': '{' }, false);
    expect((await rules.read()).map(({ source }) => source)).toEqual(['managed', 'user']);
  });

  it('are read again when they change, are made or go, and are the same array as long as they do not', async () => {
    const { rules, at } = setUp();
    const first = await rules.read();
    expect(await rules.read()).toBe(first);
    writeFileSync(at('home/settings.json'), '{"rules":[]}');
    const second = await rules.read();
    expect(second[1]?.text).toBe('{"rules":[]}');
    // Of the same size and time, but another file.
    const { atime, mtime } = statSync(at('home/settings.json'));
    rmSync(at('home/settings.json'));
    writeFileSync(at('home/settings.json'), '{"rules":{}}');
    utimesSync(at('home/settings.json'), atime, mtime);
    expect((await rules.read())[1]?.text).toBe('{"rules":{}}');
    rmSync(at('home/settings.json'));
    expect((await rules.read())[1]?.text).toBeUndefined();
  });

  it('that cannot be read are told of, not skipped', async () => {
    const { rules, at } = setUp({ 'root/.belay/settings.json': 'x'.repeat(1024 * 1024 + 1) });
    mkdirSync(at('home/settings.json'));
    const problems = (await rules.read()).map(({ problem }) => problem);
    expect(problems).toEqual([undefined, 'it is no ordinary file', 'it is longer than 1 MB']);
    rmSync(at('home/settings.json'), { recursive: true });
    writeFileSync(at('home/settings.json'), Buffer.from([0x7b, 0xff, 0x7d]));
    expect((await rules.read())[1]?.problem).toMatch(/^it cannot be read/);
    rmSync(at('home/settings.json'));
    symlinkSync('settings.json', at('home/settings.json'));
    expect((await rules.read())[1]?.problem).toMatch(/^it cannot be read \(ELOOP/);
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'an administrator’s that others could have written does not count, and is told of',
    async () => {
      const { rules, at } = setUp({ 'managed/settings.json': '{"rules":[]}' });
      chmodSync(at('managed'), 0o755);
      chmodSync(at('managed/settings.json'), 0o644);
      expect((await rules.read())[0]?.text).toBe('{"rules":[]}');
      chmodSync(at('managed/settings.json'), 0o666);
      expect((await rules.read())[0]).toMatchObject({ problem: expect.stringContaining('others than root') });
      chmodSync(at('managed/settings.json'), 0o644);
      chmodSync(at('managed'), 0o777);
      expect((await rules.read())[0]).toMatchObject({ problem: expect.stringContaining('others than root') });
    },
  );

  it('the administrator’s place is fixed for each system', () => {
    expect(managedRulesPath('linux', { BELAY_HOME: '/x' })).toBe('/etc/belay/settings.json');
    expect(managedRulesPath('darwin', {})).toBe('/Library/Application Support/Belay/settings.json');
    expect(managedRulesPath('win32', { ProgramData: 'D:\\Data' })).toContain('D:\\Data');
  });
});

describe('saving rules', () => {
  it('makes the file, private, and adds to it; what was saved is read at once, here and elsewhere', async () => {
    const { rules, made, at } = setUp();
    const other = made();
    await other.read();
    await rules.save([rule]);
    if (process.platform !== 'win32') expect(statSync(at('home/settings.json')).mode & 0o777).toBe(0o600);
    await rules.save([{ decision: 'allow', host: 'a.example' }]);
    const text = readFileSync(at('home/settings.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ rules: [rule, { decision: 'allow', host: 'a.example' }] });
    expect((await other.read())[1]?.text).toBe(text);
  });

  it('loses nothing when several save at once', async () => {
    const { made, at } = setUp();
    const hosts = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.example`);
    await Promise.all(hosts.map((host) => made().save([{ decision: 'allow', host }])));
    const { rules } = JSON.parse(readFileSync(at('home/settings.json'), 'utf8')) as { rules: { host: string }[] };
    expect(rules.map(({ host }) => host).sort()).toEqual(hosts);
  });

  it('never writes a file that it does not understand', async () => {
    for (const text of [
      '{ "rules": [], // mine\n}',
      '{"rules":[]',
      '[]',
      '{"rules":{}}',
      '{"rules":[],"rules":[]}',
      '7',
    ]) {
      const { rules, at } = setUp({ 'home/settings.json': text });
      await expect(rules.save([rule])).rejects.toThrow('left as it is');
      expect(readFileSync(at('home/settings.json'), 'utf8')).toBe(text);
    }
  });

  it.each([
    ['', `{\n  "rules": [\n    {\n      "decision": "deny",\n      "tool": "x"\n    }\n  ]\n}\n`],
    ['{}\n', `{\n  "rules": [\n    {\n      "decision": "deny",\n      "tool": "x"\n    }\n  ]\n}\n`],
    ['{"a":1.50}', '{"a":1.50, "rules":[{"decision":"deny","tool":"x"}]}'],
    ['{"a": 1e3, "rules": []}', '{"a": 1e3, "rules": [{"decision": "deny", "tool": "x"}]}'],
    [
      '{"rules": [{"decision": "ask", "tool": "y"}], "b": "\\u00e9"}',
      '{"rules": [{"decision": "ask", "tool": "y"}, {"decision": "deny", "tool": "x"}], "b": "\\u00e9"}',
    ],
    [
      '{\r\n\t"z": {"k": [1,2]},\r\n\t"rules": [\r\n\t\t{ "decision": "ask", "tool": "y" }\r\n\t]\r\n}\r\n',
      '{\r\n\t"z": {"k": [1,2]},\r\n\t"rules": [\r\n\t\t{ "decision": "ask", "tool": "y" },\r\n\t\t{\r\n\t\t\t"decision": "deny",\r\n\t\t\t"tool": "x"\r\n\t\t}\r\n\t]\r\n}\r\n',
    ],
    [
      '{\n  "other": true\n}\n',
      '{\n  "other": true,\n  "rules": [\n    {\n      "decision": "deny",\n      "tool": "x"\n    }\n  ]\n}\n',
    ],
  ])('leaves everything else of %j byte for byte', (before, after) => {
    expect(withRules(before, [{ decision: 'deny', tool: 'x' }], 's.json')).toBe(after);
    expect(JSON.parse(after)).toBeTruthy();
  });
});
