import { expect, onTestFinished, test } from 'vitest';
import { createEditorModels } from '../../../src/editor/languageModels.ts';
import { createOpenAiModel } from '../../../src/models/openAi.ts';
import { startChatServer } from '../../support/chatServer.ts';
import { fakeLanguageModels } from '../../support/fakeLanguageModels.ts';
import { always, asking, hear, recordingLog, says, texts } from './asking.ts';

const words = 'and on '.repeat(200);
const played = always({ reply: [{ type: 'text', text: words }] });
const { log } = recordingLog();

/** What is sent to OpenAI itself, or to a server of the person's own with a window of 20,000 tokens. */
async function bodyOf(own: boolean, maxOutput: number | undefined): Promise<Record<string, unknown>> {
  const server = await startChatServer(played, { key: 'sk-test' });
  onTestFinished(() => server.close());
  const bodies: Record<string, unknown>[] = [];
  const model = createOpenAiModel({
    model: 'gpt-6.2-sol',
    apiKey: 'sk-test',
    ...(own ? { baseUrl: server.url, contextWindow: 20_000 } : {}),
    log,
    async fetch(input, init) {
      bodies.push(JSON.parse(String(init?.body)));
      const url = String(input instanceof Request ? input.url : input);
      return await fetch(url.replace('https://api.openai.com/v1', `${server.url.replace(/\/v1$/, '')}/v1`), init);
    },
  });
  const { message, error } = await hear(model, { ...asking(says('Hello')), ...(maxOutput ? { maxOutput } : {}) });
  if (!message) throw error;
  expect(message.sent?.parameters).not.toMatch(/max_(completion_)?tokens/);
  return bodies[0] ?? {};
}

test.each([
  ['OpenAI', false, 5000, { max_completion_tokens: 5000 }],
  ['OpenAI', false, 200_000, {}],
  ['OpenAI', false, undefined, {}],
  ['an own server', true, 2000, { max_tokens: 2000 }],
  // The window holds the prompt too: a server may refuse a limit that does not fit beside it.
  ['an own server', true, 5000, {}],
])('%s (own: %s) is told of a limit of %s tokens where that is below its own', async (_, own, maxOutput, expected) => {
  const { max_tokens, max_completion_tokens } = await bodyOf(own, maxOutput);
  expect({ max_tokens, max_completion_tokens }).toEqual({
    max_tokens: undefined,
    max_completion_tokens: undefined,
    ...expected,
  });
});

test('of a model of VS Code no more is read than the limit allows', async () => {
  const { api } = fakeLanguageModels(played);
  const model = await createEditorModels(api, log).create('fake/scripted');
  const whole = await hear(model, { ...asking(says('Hello')), maxOutput: 5000 });
  expect(whole.message).toMatchObject({ stopReason: 'endTurn', content: [{ text: words }] });
  const cut = await hear(model, { ...asking(says('Hello')), maxOutput: 100 });
  expect(cut.message?.stopReason).toBe('maxTokens');
  expect(texts(cut, 'text').join('').length).toBeLessThan(450);
  expect(cut.message?.usage.input).toBeGreaterThan(0);
});
