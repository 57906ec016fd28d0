import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Comparison } from '../../../src/agent/outcomes/compareVariants.ts';
import type { PromptReport } from '../../../src/protocol/promptReport.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { say, script, turn } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');

async function belay(args: readonly string[], env: Readonly<Record<string, string>>) {
  const clean = Object.entries(process.env).filter(([name]) => !/^(?:ANTHROPIC_|BELAY_)/.test(name));
  const child = spawn(process.execPath, [program, ...args], { env: { ...Object.fromEntries(clean), ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

const textOf = ({ sections }: PromptReport, boundary: string): string =>
  sections
    .filter((one) => one.boundary === boundary)
    .map(({ text }) => text)
    .join('\n\n');

describe('belay prompt', () => {
  it('shows the same static part on every machine, without a key', async () => {
    const worlds = [
      { TZ: 'UTC', LANG: 'C', HOME: temporaryFolder() },
      { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', HOME: temporaryFolder() },
    ];
    const reports = await Promise.all(
      worlds.map(async (world, index) => {
        const root = temporaryFolder({ 'AGENTS.md': `Rules of ${index}.` });
        const { code, out } = await belay(['prompt', '--json', '--cwd', root], {
          ...world,
          BELAY_HOME: temporaryFolder(),
        });
        expect(code).toBe(0);
        return JSON.parse(out) as PromptReport;
      }),
    );
    const [one, other] = reports.map((report) => [textOf(report, 'static'), textOf(report, 'dynamic')]);
    expect(one?.[0]).toBe(other?.[0]);
    expect(one?.[0]?.length).toBeGreaterThan(3000);
    expect(one?.[1]).toContain('Rules of 0.');
    expect(other?.[1]).toContain('Rules of 1.');
  });

  it('shows sizes, breakpoints and the text, what people have changed, and what is wrong with it', async () => {
    const home = temporaryFolder({
      'features.json': '{"brief":{"defaultValue":true}}',
      'prompts/tone.md': '---\norder: 20\nboundary: static\n---\nSpeak in verse.\n',
      'prompts/bad.md': 'nothing',
    });
    const root = temporaryFolder({
      '.belay/prompts/house.md': '---\norder: 1\nboundary: dynamic\n---\nHouse rules.\n',
    });
    const { code, out, err } = await belay(['prompt', '--cwd', root, '--model', 'gpt-5'], { BELAY_HOME: home });
    expect(code).toBe(0);
    expect(out).toMatch(/^section +from +tokens\n\d+ tools +belay +\d+\n--- cache breakpoint +\d+\nidentity/);
    expect(out).toMatch(
      /\nin all +\d+\n--- cache breakpoint where the request before ended +moves along\n--- cache breakpoint at the end of the conversation +moves along\n/,
    );
    expect(out).toMatch(/tone +person +\d+/);
    expect(out).toMatch(/house +project +\d+/);
    expect(out).toContain('Flags on: brief.');
    expect(out).toContain('=== tone\n\nSpeak in verse.');
    expect(err).toContain('! The prompt section ~/.belay/prompts/bad.md is left out: it needs front matter');
  });

  it('keeps what a slow endpoint of features answers for the next time, and waits a second for it at most', async () => {
    let answerMs = 400;
    const server = createServer((_, response) => {
      setTimeout(() => response.end('{"features":{"brief":{"defaultValue":true}}}'), answerMs).unref();
    });
    onTestFinished(() => void server.close().closeAllConnections());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = async (path: string, home: string) => {
      const started = performance.now();
      const env = { BELAY_HOME: home, BELAY_FEATURES_URL: `http://127.0.0.1:${port}/${path}` };
      const { out } = await belay(['prompt', '--cwd', root], env);
      return { brief: out.includes('Flags on: brief.'), ms: performance.now() - started };
    };
    const [root, home, other] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    expect((await ask('a', home)).brief).toBe(false);
    expect((await ask('a', home)).brief).toBe(true);
    const { ms } = await ask('b', home);
    answerMs = 60_000;
    // Against one that never answers in time, a run takes a second longer, and not the five of the request.
    expect((await ask('c', other)).ms).toBeLessThan(ms + 2500);
    expect(existsSync(join(other, 'features-received.json'))).toBe(false);
  });

  it.each([
    [['prompt', 'now'], 'prompt takes no words'],
    [['prompt', '--mode', 'wild'], 'There is no mode "wild"'],
    [['variants', 'now'], 'variants takes no words'],
  ])('%j is bad usage', async (args, message) => {
    const { code, err } = await belay(args, { BELAY_HOME: temporaryFolder() });
    expect([code, err.includes(message)]).toEqual([2, true]);
  });
});

describe('belay variants', () => {
  it('tells what came of real sessions by the variant that they were made with', async () => {
    const server = await startModelServer(script('variants', [turn('Hello', [say('Done.')])]));
    try {
      const [root, home] = [
        temporaryFolder(),
        temporaryFolder({ 'features.json': '{"section.working":{"defaultValue":"terse"}}' }),
      ];
      const key = { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'k' };
      expect((await belay(['variants', '--cwd', root], { BELAY_HOME: home })).out).toContain(
        'No sessions with an answer',
      );
      const run = await belay(['run', '--json', '--cwd', root, 'Hello.'], { ...key, BELAY_HOME: home });
      expect(run.code).toBe(0);
      expect(run.out).toMatch(/"type":"chosen","choice":\{"flags":\{[^}]*\},"variants":\{"working":"terse"\}/);
      const { out } = await belay(['variants', '--json', '--cwd', root], { BELAY_HOME: home });
      const [comparison] = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Comparison);
      expect(comparison?.arms.map(({ sessions, total }) => [sessions, total.steps])).toEqual([[1, 1]]);
      const table = await belay(['variants', '--cwd', root], { BELAY_HOME: home });
      expect(table.out).toMatch(/steps, mean +1\.0 \[too few\]/);
    } finally {
      await server.close();
    }
  });
});
