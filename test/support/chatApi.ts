import { z } from 'zod';
import type { Message } from '../../src/agent/ports.ts';
import type { AssistantBlock, ImageBlock, TextBlock } from '../../src/protocol/content.ts';

const Text = z.strictObject({ type: z.literal('text'), text: z.string().min(1) });
const Image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: z.string().regex(/^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/) }),
});
const JsonObjectText = z.string().refine((text) => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}, 'arguments must be the JSON of an object');
const Call = z.strictObject({
  id: z.string().min(1).max(40),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), arguments: JsonObjectText }),
});
const ChatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer']), content: z.string().min(1) }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([z.string().min(1), z.array(z.discriminatedUnion('type', [Text, Image])).min(1)]),
  }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.string().min(1).nullable(),
    tool_calls: z.array(Call).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: z.string().min(1) }),
]);
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The body of `POST /chat/completions`, as far as an agent uses it. Unknown fields are refused. */
export const ChatRequest = z.strictObject({
  model: z.string().min(1),
  messages: z.array(ChatMessage).min(1),
  stream: z.literal(true),
  stream_options: z.strictObject({ include_usage: z.literal(true) }).optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          description: z.string().optional(),
          parameters: z.looseObject({ type: z.literal('object') }),
        }),
      }),
    )
    .min(1)
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  max_tokens: z.int().min(1).optional(),
  max_completion_tokens: z.int().min(1).optional(),
  prompt_cache_key: z.string().max(64).optional(),
  reasoning_effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh', 'max']).optional(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** Which servers' rules to hold a request to. */
export type ChatStrictness = 'openai' | 'mistral';

/** What the API would refuse a list of messages for; `undefined` for one that it would take. */
export function complaintAboutChat(messages: readonly ChatMessage[], rules: ChatStrictness): string | undefined {
  const systems = messages.findLastIndex(({ role }) => role === 'system' || role === 'developer');
  if (systems > 0) return `messages.${systems}: the system message must be the first`;
  let waiting: string[] = [];
  const seen = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const before = messages[index - 1]?.role;
    if (message.role === 'tool') {
      const [next, ...rest] = waiting;
      if (next === undefined || !waiting.includes(message.tool_call_id)) {
        return `messages.${index}: messages with role 'tool' must be a response to a preceding message with 'tool_calls'`;
      }
      waiting = next === message.tool_call_id ? rest : waiting.filter((id) => id !== message.tool_call_id);
      continue;
    }
    if (waiting.length > 0) {
      return `messages.${index}: tool_call_ids did not have response messages: ${waiting.join(', ')}`;
    }
    if (message.role === 'user' && before === 'user') return `messages.${index}: two messages of the user in a row`;
    if (message.role === 'user' && before === 'tool' && rules === 'mistral') {
      return `messages.${index}: Unexpected role 'user' after role 'tool'`;
    }
    if (message.role !== 'assistant') continue;
    if (before === undefined || before === 'system' || before === 'developer' || before === 'assistant') {
      return `messages.${index}: the assistant cannot speak after ${before ?? 'nothing'}`;
    }
    const ids = (message.tool_calls ?? []).map(({ id }) => id);
    if (message.content === null && ids.length === 0) return `messages.${index}: neither content nor tool_calls`;
    const twice = ids.find((id, at) => ids.indexOf(id) !== at || seen.has(id));
    if (twice !== undefined) return `messages.${index}: the id ${twice} is there twice`;
    const odd = rules === 'mistral' ? ids.find((id) => !/^[a-zA-Z0-9]{9}$/.test(id)) : undefined;
    if (odd !== undefined) return `messages.${index}: Tool call id has to be a-z, A-Z, 0-9, with a length of 9: ${odd}`;
    for (const id of ids) seen.add(id);
    waiting = ids;
  }
  if (waiting.length > 0) return `tool_call_ids did not have response messages: ${waiting.join(', ')}`;
  const last = messages.at(-1)?.role;
  return last === 'user' || last === 'tool' ? undefined : `the last message is of ${last}`;
}

/** The conversation in the words of the `Model` port, for the player. */
export function chatToMessages(messages: readonly ChatMessage[]): Message[] {
  const out: Message[] = [];
  const say = (content: Extract<Message, { role: 'user' }>['content']): void => {
    const last = out.at(-1);
    if (last?.role === 'user') out[out.length - 1] = { role: 'user', content: [...last.content, ...content] };
    else out.push({ role: 'user', content });
  };
  for (const message of messages) {
    switch (message.role) {
      case 'tool': {
        const isError = message.content.startsWith('Error: ');
        const text = isError ? message.content.slice('Error: '.length) : message.content;
        say([{ type: 'toolResult', callId: message.tool_call_id, text, images: [], isError }]);
        break;
      }
      case 'user':
        say(typeof message.content === 'string' ? [text(message.content)] : message.content.map(part));
        break;
      case 'assistant': {
        const calls = (message.tool_calls ?? []).map(
          (call): AssistantBlock => ({
            type: 'toolUse',
            id: call.id,
            name: call.function.name,
            input: JSON.parse(call.function.arguments),
          }),
        );
        out.push({ role: 'assistant', content: [...(message.content ? [text(message.content)] : []), ...calls] });
        break;
      }
      default:
        break;
    }
  }
  return out;
}

function part(block: z.infer<typeof Text> | z.infer<typeof Image>): TextBlock | ImageBlock {
  if (block.type === 'text') return text(block.text);
  const [, mediaType = '', data = ''] = /^data:([^;]+);base64,(.*)$/.exec(block.image_url.url) ?? [];
  return { type: 'image', mediaType, data };
}

function text(value: string): TextBlock {
  return { type: 'text', text: value };
}
