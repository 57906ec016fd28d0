import { describe, expect, onTestFinished, test } from 'vitest';
import { type Model, ModelError, type ModelRequest } from '../../../src/agent/ports.ts';
import { createModels, type ModelSettings } from '../../../src/models/choose.ts';
import { withFallback } from '../../../src/models/fallback.ts';
import { createScriptedModel } from '../../../src/models/scripted/scriptedModel.ts';
import { createSmallModel } from '../../../src/models/smallModel.ts';
import { startChatServer } from '../../support/chatServer.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { noModelSettings } from '../../support/noModelSettings.ts';
import { always, asking, hear, recordingLog, says } from './asking.ts';

const hello = always({ reply: [{ type: 'text', text: 'Hello.' }] });

function models(settings: Partial<ModelSettings> = {}, keys: { anthropic?: string; openai?: string } = {}) {
  const { log } = recordingLog();
  return createModels({
    settings: () => ({ ...noModelSettings, ...settings }),
    key: async (name) => keys[name],
    tour: async () => hello,
    tourDelayMs: 0,
    log,
  });
}

const never = new AbortController().signal;

describe('which models there are', () => {
  test('without anything, the tour; with a key, its provider’s, Claude first; with a setting, that', async () => {
    expect((await models().preferred()).id).toBe('tour');
    expect((await models({}, { anthropic: 'k' }).preferred()).id).toBe('claude-sonnet-5-5');
    expect((await models({}, { openai: 'k' }).preferred()).id).toBe('openai/gpt-6.2-sol');
    expect((await models({}, { anthropic: 'k', openai: 'k' }).preferred()).id).toBe('claude-sonnet-5-5');
    const ownServer = models({ openAiUrl: 'http://localhost:11434' }, { openai: 'k' });
    expect((await ownServer.preferred()).id).toBe('tour');
    expect(await models({ model: 'openai/x' }).preferred()).toMatchObject({
      id: 'openai/x',
      key: 'openai',
      detail: '',
    });
  });

  test.each([
    ['claude-sonnet-5-5', true],
    ['openai/gpt-6-luna', true],
    ['tour', false],
    ['vscode/copilot/some-model', false],
    ['anthropic/claude-of-tomorrow', undefined],
  ])('whether %s can see images is known before a session has it', async (id, images) => {
    expect((await models().find(id)).images).toBe(images);
  });

  test('each provider says whether it can be used', async () => {
    const groups = await Promise.all(models({ vertexProject: 'p' }, { openai: 'k' }).list(never));
    expect(groups.map(({ provider, availability }) => `${provider} ${availability}`)).toEqual([
      'anthropic needsKey',
      'openai ready',
      'bedrock notSetUp',
      'vertex ready',
      'tour ready',
    ]);
    expect(groups[0]?.models[0]).toMatchObject({
      id: 'claude-sonnet-5-5',
      price: { input: 2, output: 10 },
      key: 'anthropic',
    });
    expect(groups[2]?.note).toBe('belay.bedrock.region');
  });

  test('a server of one’s own is asked, and what it told counts for its models', async () => {
    const others = {
      '/v1/models': { data: [{ id: 'qwen3:32b' }] },
      '/api/show': { capabilities: ['tools', 'vision'] },
      '/api/ps': { models: [{ name: 'qwen3:32b', context_length: 40_960 }] },
    };
    const server = await startChatServer(hello, { others, dialect: 'ollama' });
    onTestFinished(() => server.close());
    const chosen = models({ openAiUrl: server.url });
    const [, group] = await Promise.all(chosen.list(never));
    expect(group).toMatchObject({
      availability: 'ready',
      models: [{ id: 'openai/qwen3:32b', contextWindow: 40_960, key: undefined, tools: true }],
    });
    expect(group?.models[0]).not.toHaveProperty('price');
    const model = await chosen.create('openai/qwen3:32b');
    expect(model.info).toMatchObject({ contextWindow: 40_960, images: true });
    expect((await hear(model, asking(says('Hello')))).message?.model).toBe('openai/qwen3:32b');
    expect(model.cost({ input: 1, output: 1, cacheRead: 0, cacheWrite: 0 }, 'openai/qwen3:32b')).toBeUndefined();
    // Prices of answers that another model gave stay known.
    expect(model.cost({ input: 1e6, output: 0, cacheRead: 0, cacheWrite: 0 }, 'claude-sonnet-5-5')).toBe(2);
  });

  test.each([
    ['http://127.0.0.1:9', undefined, 'unreachable'],
    ['no address', undefined, 'notSetUp'],
  ])('%s is %s', async (openAiUrl, _, availability) => {
    const [, group] = await Promise.all(models({ openAiUrl }).list(never));
    expect(group).toMatchObject({ availability, models: [] });
  });

  test('what switching costs is the price of writing it all into the cache of the other', () => {
    expect(models().rereadCost('claude-sonnet-4-6', 40_000)).toBeCloseTo(0.15, 6);
    expect(models().rereadCost('openai/own', 40_000)).toBeUndefined();
    expect(models().rereadCost('tour', 40_000)).toBe(0);
  });

  test.each([
    ['bedrock/anthropic.claude-opus-5', 'settings', /belay\.bedrock\.region/],
    ['claude-sonnet-5-5', 'key', /Set API Key/],
    ['openai/gpt-6.2-sol', 'key', /Set API Key/],
    ['openai/gpt-6-astra', 'key', /OPENAI_API_KEY/],
  ])('%s without what it needs says so', async (id, reason, sentence) => {
    const heard = await hear(await models().create(id), asking(says('Hello')));
    expect(heard.error).toMatchObject({ reason, message: expect.stringMatching(sentence) });
  });

  test('models of VS Code are not there without it', async () => {
    await expect(models().create('vscode/copilot/gpt')).rejects.toMatchObject({ reason: 'unknownModel' });
  });
});

/** A model that fails so often with this reason, then answers. */
function failing(id: string, reason: ModelError['reason'], times: number): Model & { asked: number } {
  const model = createScriptedModel(hello, {
    info: { id, label: id, contextWindow: 1, images: false, editTools: 'both' },
  });
  return {
    ...model,
    asked: 0,
    async *stream(request: ModelRequest, signal: AbortSignal) {
      this.asked += 1;
      if (this.asked <= times) {
        yield { type: 'delta', delta: { type: 'text', text: 'half a' } };
        throw new ModelError(reason, reason);
      }
      yield* model.stream(request, signal);
    },
  };
}

describe('a fallback model', () => {
  const call = {
    role: 'assistant' as const,
    content: [{ type: 'toolUse' as const, id: 'a', name: 'read', input: {} }],
  };
  const result = {
    role: 'user' as const,
    content: [{ type: 'toolResult' as const, callId: 'a', text: '', images: [], isError: false }],
  };

  test.each(['overloaded', 'rateLimit'] as const)('goes on when the first is %s, for the turn', async (reason) => {
    const first = failing('first', reason, 1);
    const second = failing('second', 'overloaded', 0);
    const model = withFallback(first, 'second', async () => second);
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.message?.model).toBe('second');
    const kinds = heard.deltas.map(({ type }) => type);
    expect(kinds.slice(0, 3)).toEqual(['text', 'restart', 'waiting']);
    expect(heard.deltas[2]).toMatchObject({
      delayMs: 0,
      text: expect.stringMatching(/^first .*second goes on for this turn/),
    });
    await hear(model, asking(says('Hello'), call, result));
    expect([first.asked, second.asked]).toEqual([1, 2]);
    // The next message of the person is for the first again.
    await hear(
      model,
      asking(says('Hello'), call, result, { role: 'assistant', content: [{ type: 'text', text: 'x' }] }, says('More')),
    );
    expect([first.asked, second.asked]).toEqual([2, 2]);
  });

  test.each(['key', 'network', 'contextFull', 'rejected'] as const)(
    'is not asked when the first fails by %s',
    async (reason) => {
      const model = withFallback(failing('first', reason, 9), 'second', async () => failing('second', 'overloaded', 0));
      expect((await hear(model, asking(says('Hello')))).error).toMatchObject({ reason });
    },
  );

  test('one that cannot be made changes nothing', async () => {
    const model = withFallback(failing('first', 'overloaded', 9), 'second', async () => {
      throw new Error('none');
    });
    expect((await hear(model, asking(says('Hello')))).error).toMatchObject({ reason: 'overloaded' });
  });

  test('by setting, between two providers', async () => {
    const down = always({
      reply: [{ type: 'text', text: 'x' }],
      faults: [{ status: 529, retryAfterMs: '1', times: 99 }],
    });
    const [server, chat] = await Promise.all([startModelServer(down), startChatServer(hello)]);
    onTestFinished(async () => void (await Promise.all([server.close(), chat.close()])));
    const settings = { anthropicUrl: server.url, openAiUrl: chat.url, fallbackModel: 'openai/qwen' };
    const model = await models(settings, { anthropic: 'k' }).create('claude-sonnet-5-5');
    expect((await hear(model, asking(says('Hello')))).message).toMatchObject({ model: 'openai/qwen' });
  });
});

describe('the small model', () => {
  test('answers with text, and rests after three failures in a row', async () => {
    let now = 0;
    const model = failing('small', 'overloaded', 5);
    const small = createSmallModel('small', async () => model, { now: () => now, restMs: 1000 });
    for (let count = 0; count < 3; count++)
      await expect(small.ask('?')).rejects.toMatchObject({ reason: 'overloaded' });
    await expect(small.ask('?')).rejects.toThrow(/left alone/);
    expect(model.asked).toBe(3);
    now = 1001;
    await expect(small.ask('?')).rejects.toThrow();
    await expect(small.ask('?')).rejects.toThrow();
    expect(await small.ask('?')).toBe('Hello.');
    expect(model.asked).toBe(6);
  });

  test('a long question keeps its ends, a long answer its beginning, and silence has a limit', async () => {
    const seen: string[] = [];
    const echo: Model = {
      ...createScriptedModel(hello),
      async *stream(request, signal) {
        const [block] = request.messages[0]?.content ?? [];
        seen.push(block?.type === 'text' ? block.text : '');
        if (seen.length > 1)
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        yield { type: 'delta', delta: { type: 'text', text: 'y'.repeat(50) } };
      },
    };
    const small = createSmallModel('small', async () => echo, { question: 20, answer: 10, timeoutMs: 30 });
    expect(await small.ask(`a${'x'.repeat(100)}z`)).toBe('y'.repeat(10));
    expect(seen[0]).toMatch(/^ax{9}\n\[… 82 characters left out …\]\nx{9}z$/);
    await expect(small.ask('?')).rejects.toThrow(/did not answer within/);
    await expect(small.ask('?', AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });

  test('goes with the model in use, or is the one of the setting', async () => {
    const server = await startModelServer(hello);
    onTestFinished(() => server.close());
    const chosen = models({ anthropicUrl: server.url }, { anthropic: 'k' });
    expect(await chosen.small('claude-opus-5-5').ask('A title?')).toBe('Hello.');
    expect(server.requests[0]?.body).toMatchObject({ model: 'claude-haiku-5-5' });
    expect(await models({ smallModel: 'tour' }).small('claude-opus-5-5').ask('?')).toBe('Hello.');
  });
});
