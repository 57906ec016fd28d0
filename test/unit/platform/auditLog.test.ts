import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/agent/gatePorts.ts';
import { createAuditLog } from '../../../src/platform/auditLog.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const entry = (call: string): AuditEntry => ({
  time: 0,
  session: 's',
  call,
  tool: 't',
  mode: 'yolo',
  exact: `a\nb ${'x'.repeat(3000)}`,
  verdict: { decision: 'allow', risk: 'HIGH', layer: 'command', rule: 'command', checks: [37] },
  answer: { decision: 'approved', by: 'gate' },
});

const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the audit’s file', () => {
  it('grows by one private line for each call, in order, whoever writes', async () => {
    const folder = temporaryFolder({});
    const path = join(folder, 'audit.jsonl');
    const [one, other] = [createAuditLog({ folder }), createAuditLog({ folder })];
    const calls = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    await Promise.all(calls.map((call, index) => (index % 2 ? one : other).write(entry(call))));
    const found = lines(path);
    expect(found.map(({ call }) => call).sort()).toEqual([...calls].sort());
    expect(found[0]).toMatchObject({ time: '1970-01-01T00:00:00.000Z', mode: 'yolo', answer: { by: 'gate' } });
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('takes rights back that others have on it, and follows no link', async () => {
    const folder = temporaryFolder({ 'audit.jsonl': '' });
    chmodSync(join(folder, 'audit.jsonl'), 0o666);
    await createAuditLog({ folder }).write(entry('a'));
    expect(statSync(join(folder, 'audit.jsonl')).mode & 0o777).toBe(0o600);
    const linked = temporaryFolder({ elsewhere: 'mine' });
    symlinkSync('elsewhere', join(linked, 'audit.jsonl'));
    await expect(createAuditLog({ folder: linked }).write(entry('a'))).rejects.toThrow();
    expect(readFileSync(join(linked, 'elsewhere'), 'utf8')).toBe('mine');
  });

  it('says so where it cannot be written, and goes on when it can again', async () => {
    const folder = join(temporaryFolder({}), 'later');
    const audit = createAuditLog({ folder });
    await expect(audit.write(entry('a'))).rejects.toThrow('ENOENT');
    mkdirSync(folder);
    await audit.write(entry('b'));
    expect(lines(join(folder, 'audit.jsonl')).map(({ call }) => call)).toEqual(['b']);
    writeFileSync(join(folder, 'x'), '');
  });
});
