import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checks } from '../../../src/security/shell/checks/index.ts';

const project = join(import.meta.dirname, '../../..');
const page = readFileSync(join(project, 'SECURITY.md'), 'utf8');

it('SECURITY.md lists the forty checks as they are in the code', () => {
  const rows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  expect(rows).toEqual(
    checks.map(
      ({ number, name, verdict, stops }) => `| ${number} | ${name} | ${verdict} | ${stops.replaceAll('|', '\\|')} |`,
    ),
  );
});

it('the files that it names are there', () => {
  const files = [...page.matchAll(/`((?:src|test)\/[\w/.]+)`/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) expect([file, existsSync(join(project, file))]).toEqual([file, true]);
});
