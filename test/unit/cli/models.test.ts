import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Scenario } from '../../../src/protocol/scenario.ts';
import { startChatServer } from '../../support/chatServer.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { startPlatformServer } from '../../support/platformServer.ts';
import { editing, script } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');
const fix: Scenario = script('fix', [editing('fix', 'a.js', 'wrong', 'right', 'Mended.')]);

/** `belay run` as it is installed, in a project of its own, with nothing of the environment's settings for models. */
async function run(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(ANTHROPIC|OPENAI|AWS|GOOGLE|BELAY|CLOUD|HTTPS?_PROXY)/i.test(name),
  );
  const root = temporaryFolder({ 'a.js': 'wrong\n' });
  const child = spawn(process.execPath, [program, 'run', '--cwd', root, '--mode', 'allowEdits', ...args, 'fix it'], {
    env: { ...Object.fromEntries(clean), BELAY_HOME: temporaryFolder(), ...env },
  });
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

describe('belay run with another model', () => {
  test('of an OpenAI-compatible server', async () => {
    const server = await startChatServer(fix, { dialect: 'ollama', key: 'local-key' });
    onTestFinished(() => server.close());
    const env = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'local-key' };
    const { code, out } = await run(env, '--model', 'openai/qwen3:32b');
    expect([code, out]).toEqual([0, expect.stringContaining('Mended.')]);
    expect(server.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(3);
  });

  test('of Amazon Bedrock, signed', async () => {
    const server = await startPlatformServer('bedrock', fix);
    onTestFinished(() => server.close());
    // The SDK's own variable for another endpoint.
    const env = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 's', ANTHROPIC_BEDROCK_BASE_URL: server.url };
    const refused = await run(env, '--model', 'bedrock/eu.anthropic.claude-opus-5');
    expect(refused).toMatchObject({ code: 4, err: expect.stringContaining('belay.bedrock.region') });
    const { code, out } = await run(
      { ...env, AWS_REGION: 'eu-west-1' },
      '--model',
      'bedrock/eu.anthropic.claude-opus-5',
    );
    expect([code, out]).toEqual([0, expect.stringContaining('Mended.')]);
  });

  test('as a fallback', async () => {
    const down: Scenario = {
      ...fix,
      turns: fix.turns.map((turn) => ({
        ...turn,
        steps: turn.steps.map((step) =>
          step.map((one) => ({ ...one, faults: [{ status: 529 as const, retryAfterMs: '1', times: 99 }] })),
        ),
      })),
    };
    const [claude, chat] = await Promise.all([startModelServer(down), startChatServer(fix)]);
    onTestFinished(async () => void (await Promise.all([claude.close(), chat.close()])));
    const env = { ANTHROPIC_BASE_URL: claude.url, ANTHROPIC_API_KEY: 'k', OPENAI_BASE_URL: chat.url };
    const { code, out } = await run(env, '--fallback-model', 'openai/qwen');
    expect([code, out]).toEqual([0, expect.stringContaining('Mended.')]);
    expect(claude.requests).toHaveLength(4);
  });

  test('without any key names both', async () => {
    expect(await run({})).toMatchObject({
      code: 2,
      err: expect.stringContaining('ANTHROPIC_API_KEY or OPENAI_API_KEY'),
    });
  });

  test.each([
    ['openai/gpt-6.2-sol', 'OPENAI_API_KEY'],
    ['vscode/copilot/gpt', 'VS Code only'],
    ['claude-opus-5-5', 'ANTHROPIC_API_KEY'],
  ])('%s without what it needs is bad usage', async (id, word) => {
    expect(await run({}, '--model', id)).toMatchObject({ code: 2, err: expect.stringContaining(word) });
  });
});
