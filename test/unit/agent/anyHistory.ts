import fc from 'fast-check';
import type { Message, ToolResultBlock } from '../../../src/agent/ports.ts';

export const image = (mediaType: string) => ({ type: 'image' as const, mediaType, data: 'AAAA' });
export const user = (...content: Extract<Message, { role: 'user' }>['content']): Message => ({ role: 'user', content });
export const text = (value: string) => ({ type: 'text' as const, text: value });
export const use = (id: string, input: unknown = {}, name = 'read') => ({ type: 'toolUse' as const, id, name, input });
export const result = (callId: string, said = 'x', images: ToolResultBlock['images'] = []): ToolResultBlock => {
  return { type: 'toolResult', callId, text: said, images, isError: false };
};

const anyText = fc.oneof(fc.constantFrom('', ' ', '\n', 'a', 'grüße'), fc.string({ maxLength: 12 }));
const anyId = fc.oneof(
  fc.constantFrom('call_0', 'toolu_01', 'abcdefghi', 'c00000001', '', 'x'.repeat(60), 'ü', 'a b'),
  fc.stringMatching(/^[\w:.-]{1,12}$/),
);
const anyImage = fc.constantFrom('image/png', 'image/tiff', 'image/webp').map(image);
const anyAssistant = fc.record(
  {
    role: fc.constant('assistant' as const),
    content: fc.array(
      fc.oneof(
        anyText.map(text),
        fc.record({ type: fc.constant('thinking' as const), thinking: anyText, signature: fc.constantFrom('', 'sig') }),
        fc.record({ type: fc.constant('redactedThinking' as const), data: fc.constant('AAAA') }),
        fc.tuple(anyId, fc.jsonValue(), anyText).map(([id, input, name]) => use(id, input, name)),
      ),
      { maxLength: 4 },
    ),
    model: fc.constantFrom('claude-sonnet-5-5', 'openai/qwen3', 'vscode/copilot/gpt', 'tour', 'mine'),
  },
  { requiredKeys: ['role', 'content'] },
);
const anyUser = fc
  .array(
    fc.oneof(
      anyText.map(text),
      anyImage,
      fc
        .tuple(anyId, anyText, fc.array(anyImage, { maxLength: 2 }), fc.boolean())
        .map(([id, said, images, isError]) => ({ ...result(id, said, images), isError })),
    ),
    { maxLength: 5 },
  )
  .map((content) => user(...content));

/** Any list of messages, valid or not: what adapters, forks, interruptions and older versions may leave. */
export const anyHistory = fc.array(fc.oneof(anyAssistant, anyUser), { maxLength: 12 });
