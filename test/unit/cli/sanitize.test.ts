import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const program = join(import.meta.dirname, '../../../dist/cli.js');

async function sanitize(input: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [program, 'sanitize', ...args]);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  child.stdin.on('error', () => {}).end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const answers = out.split('\n').filter((line) => line !== '');
  return { code, err, answers: answers.map((line): Record<string, unknown> => JSON.parse(line)) };
}

it('answers each line, also those that are none', async () => {
  const { code, err, answers } = await sanitize(
    [
      JSON.stringify({ id: 'a', raw: '\u001b[31mred\u001b[0m and \u202eודה' }),
      '',
      JSON.stringify({ id: 2, raw: `x ghp_${'aB3dE5fG7h'.repeat(4)}` }),
      '{"id":"broken","raw":',
      '[1]',
      '{"id":7}',
      '{"id":{},"raw":"x"}',
      '{"id":8,"raw":5}',
      JSON.stringify({ id: 'last', raw: 'plain ✓ \ud83d' }),
    ].join('\n'),
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(answers).toEqual([
    {
      id: 'a',
      text: 'red and ודה',
      findings: [
        { kind: 'escape', count: 2, first: 0 },
        { kind: 'bidi', count: 1, first: 17 },
      ],
    },
    {
      id: 2,
      text: expect.stringMatching(/^x \[secret:github-token#[0-9a-f]{4}\]$/),
      findings: [{ kind: 'secret:github-token', count: 1, first: 2 }],
    },
    { id: 'broken', error: expect.stringContaining('not valid JSON') },
    { id: null, error: expect.stringContaining('must be an object') },
    { id: 7, error: expect.stringContaining('must be an object') },
    { id: null, error: expect.stringContaining('must be an object') },
    { id: 8, error: expect.stringContaining('must be an object') },
    { id: 'last', text: 'plain ✓ \ufffd', findings: [{ kind: 'surrogate', count: 1, first: 8 }] },
  ]);
});

it('answers thousands of lines a second, in their order', async () => {
  const count = 20_000;
  const raw = '\u001b[32m✓\u001b[0m test/unit/a.test.ts (3 tests) 12ms, token=abc, https://example.org/x?y=1';
  const input = Array.from({ length: count }, (_, id) => JSON.stringify({ id, raw })).join('\n');
  const started = performance.now();
  const { answers } = await sanitize(input);
  const seconds = (performance.now() - started) / 1000;
  expect(answers.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, id) => id));
  expect(count / seconds).toBeGreaterThan(2000);
});

it('takes no words and no options', async () => {
  const { code, err } = await sanitize('', 'text');
  expect(code).toBe(2);
  expect(err).toContain('standard input');
});
