import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message, ModelRequest } from '../../../src/agent/ports.ts';
import { createEditorModels } from '../../../src/editor/languageModels.ts';
import { buildAnthropicRequest } from '../../../src/models/anthropicRequest.ts';
import { buildOpenAiRequest, type Dialect } from '../../../src/models/openAiRequest.ts';
import { ChatRequest, complaintAboutChat } from '../../support/chatApi.ts';
import { fakeLanguageModels, toMessages } from '../../support/fakeLanguageModels.ts';
import { complaintAbout, MessagesRequest } from '../../support/messagesApi.ts';
import { anyHistory } from '../agent/anyHistory.ts';
import { always, asking, hear, recordingLog } from './asking.ts';

const dialect: Dialect = {
  system: 'system',
  maxTokens: 'max_tokens',
  usage: true,
  effort: true,
  images: true,
  parallelCalls: true,
  mistral: false,
};

/** Where an outsider's thinking would be in the request's bytes. */
const withoutForeignThinking = (messages: readonly Message[]): Message[] =>
  messages.map((message) =>
    message.role === 'user'
      ? message
      : {
          ...message,
          content: message.content.map((block) =>
            block.type === 'thinking'
              ? { ...block, signature: block.signature === '' ? '' : `of ${message.model}` }
              : block,
          ),
        },
  );

/** What a strict reader of each wire format says against a request; `undefined` where it takes it. */
const formats: readonly [string, (request: ModelRequest) => Promise<string | undefined> | string | undefined][] = [
  [
    'the Messages API',
    (request) => {
      const body: unknown = JSON.parse(JSON.stringify(buildAnthropicRequest(request, { model: 'claude-sonnet-5-5' })));
      const parsed = MessagesRequest.safeParse(body);
      if (!parsed.success) return parsed.error.message;
      const { signatures, rest } = takeSignatures(parsed.data);
      const forged = signatures.find((signature) => !/^of (?:claude-sonnet-5-5|undefined)$/.test(signature));
      return forged ?? complaintAbout(rest, always({ reply: [{ type: 'text', text: 'x' }] }));
    },
  ],
  ...([false, true] as const).flatMap((mistral) =>
    ([true, false] as const).map((images): (typeof formats)[number] => [
      `Chat Completions${mistral ? ' of Mistral' : ''}${images ? '' : ' without images'}`,
      (request) => {
        const built = buildOpenAiRequest(request, { model: 'm', dialect: { ...dialect, mistral, images } });
        const body: unknown = JSON.parse(JSON.stringify(built));
        const parsed = ChatRequest.safeParse(body);
        if (!parsed.success) return parsed.error.message;
        if (!images && JSON.stringify(body).includes('image_url')) return 'an image';
        return complaintAboutChat(parsed.data.messages, mistral ? 'mistral' : 'openai');
      },
    ]),
  ),
  [
    'VS Code',
    async (request) => {
      const { api, requests } = fakeLanguageModels(always({ reply: [{ type: 'text', text: 'x' }] }));
      const model = await createEditorModels(api, recordingLog().log).create('fake/scripted');
      await hear(model, request);
      try {
        toMessages(requests[0]?.messages ?? []);
        return undefined;
      } catch (error) {
        return String(error);
      }
    },
  ],
];

/** Thinking cannot be checked against a scenario here: its signatures are looked at by themselves. */
function takeSignatures(request: MessagesRequest): { signatures: string[]; rest: MessagesRequest } {
  const signatures: string[] = [];
  const messages = request.messages.map((message) => {
    if (message.role === 'user' || typeof message.content === 'string') return message;
    const content = message.content.filter((block) => {
      if (block.type === 'thinking') signatures.push(block.signature);
      return block.type !== 'thinking';
    });
    return { ...message, content: content.length > 0 ? content : [{ type: 'text' as const, text: 'thinking' }] };
  });
  return { signatures, rest: { ...request, messages } };
}

describe.each(formats)('any history is a valid request for %s', (_, complain) => {
  test('whoever wrote it', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (messages) => {
        expect(await complain(asking(...withoutForeignThinking(messages)))).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });
});

test('the same history gives the same bytes, and a longer one begins with them', () => {
  fc.assert(
    fc.property(anyHistory, (messages) => {
      const build = (): string => JSON.stringify(buildOpenAiRequest(asking(...messages), { model: 'm', dialect }));
      expect(build()).toBe(build());
    }),
  );
});
