import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSanitiser, inspect } from '../../src/security/sanitise.ts';
import type { Row } from './rows.mts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const size = 1 << 20;

/** Names and beginnings of secrets, markers and sequences: a text of nothing else is looked at from each of them. */
const hostile = [
  ...[
    'pwd=',
    'PWD=',
    '_PW=',
    'pwd|',
    'password="',
    '"password": "',
    '-passin pass:',
    'token=$',
    'pass',
    'pass\n',
    'psk ',
  ],
  ...['api_key=', 'ghp_', 'sk-', 'eyJ', '-----BEGIN ', 'AKIA', 'SK', '://', '@', '\u001b[', '‹｜', '＜/sys', 'patA'],
];

/** A megabyte of what tools return, cleaned at once and in the pieces in which a pipe delivers it. */
export function measureCleaning(): Row[] {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n');
  const texts: Readonly<Record<string, string>> = {
    'source code': sources,
    'a lock file': readFileSync(join(root, 'package-lock.json'), 'utf8'),
    'coloured output': sources.replaceAll(/^\s*(\S+)/gm, '\u001b[32m$1\u001b[0m'),
    'Persian text': 'می‌خواهم این کتاب‌ها را بخوانم. ',
  };
  const rows = Object.entries(texts).map(([name, text]): Row => {
    const raw = text.repeat(Math.ceil(size / text.length)).slice(0, size);
    return { name: `1 MB of ${name} cleaned`, value: best(() => inspect(raw)), unit: 'ms', goal: 30 };
  });
  const raw = sources.repeat(Math.ceil(size / sources.length)).slice(0, size);
  const streamed = best(() => {
    const sanitiser = createSanitiser();
    for (let at = 0; at < raw.length; at += 8192) sanitiser.push(raw.slice(at, at + 8192));
    sanitiser.end();
  });
  return [
    ...rows,
    { name: '1 MB of source code cleaned in pieces of 8 KB', value: streamed, unit: 'ms', goal: 30 },
    ...hostileRows(),
  ];
}

/** The slowest of them, and how many times as long four times as much of it takes. */
function hostileRows(): Row[] {
  const times = hostile.map((unit) => ({ unit, value: best(() => inspect(repeated(unit, size)), 3) }));
  const { unit, value } = times.reduce((slowest, one) => (one.value > slowest.value ? one : slowest));
  const quarter = best(() => inspect(repeated(unit, size / 4)), 3);
  return [
    {
      name: `1 MB of ${JSON.stringify(unit)}, the slowest of ${hostile.length} repeated`,
      value,
      unit: 'ms',
      goal: 300,
    },
    { name: 'the same against a quarter of it', value: value / quarter, unit: 'times', goal: 6 },
  ];
}

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

function best(work: () => unknown, runs = 9): number {
  return Math.min(
    ...Array.from({ length: runs }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}
