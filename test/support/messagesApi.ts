import { z } from 'zod';
import type { Message } from '../../src/agent/ports.ts';
import { scriptedSignature } from '../../src/models/scripted/player.ts';
import type { AssistantBlock, ImageBlock, TextBlock } from '../../src/protocol/content.ts';
import type { Scenario } from '../../src/protocol/scenario.ts';

const cacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).optional();
const visibleText = z.string().refine((text) => text.trim() !== '', 'text content blocks must be non-empty');

const WireText = z.strictObject({ type: z.literal('text'), text: visibleText, cache_control: cacheControl });
const WireImage = z.strictObject({
  type: z.literal('image'),
  source: z.strictObject({
    type: z.literal('base64'),
    media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
    data: z.base64(),
  }),
  cache_control: cacheControl,
});
const WireReference = z.strictObject({ type: z.literal('tool_reference'), tool_name: z.string() });
const WireToolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z
    .union([visibleText, z.array(z.discriminatedUnion('type', [WireText, WireImage, WireReference]))])
    .optional(),
  is_error: z.boolean().optional(),
  cache_control: cacheControl,
});
const UserBlock = z.discriminatedUnion('type', [WireText, WireImage, WireToolResult]);
const WireAssistantBlock = z.discriminatedUnion('type', [
  WireText,
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().min(1) }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.strictObject({
    type: z.literal('tool_use'),
    id: z.string().regex(/^[\w-]+$/),
    name: z.string().regex(/^[\w-]{1,128}$/),
    input: z.record(z.string(), z.unknown()),
    cache_control: cacheControl,
  }),
]);
const WireMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('user'), content: z.union([visibleText, z.array(UserBlock).min(1)]) }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.union([visibleText, z.array(WireAssistantBlock).min(1)]),
  }),
]);

/** The body of `POST /v1/messages`, as far as an agent uses it. Unknown fields are refused, as the real API does. */
export const MessagesRequest = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  stream: z.boolean().optional(),
  system: z.union([z.string(), z.array(WireText)]).optional(),
  messages: z.array(WireMessage).min(1),
  tools: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w-]{1,128}$/),
        description: z.string().optional(),
        input_schema: z.looseObject({ type: z.literal('object') }),
        cache_control: cacheControl,
        defer_loading: z.boolean().optional(),
      }),
    )
    .optional(),
  thinking: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('adaptive'), display: z.enum(['summarized', 'omitted']).optional() }),
      z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1024) }),
      z.strictObject({ type: z.literal('disabled') }),
    ])
    .optional(),
  output_config: z.strictObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional() }).optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('auto'), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('any'), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('tool'), name: z.string(), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('none') }),
    ])
    .optional(),
  metadata: z.strictObject({ user_id: z.string() }).optional(),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;
type WireMessage = z.infer<typeof WireMessage>;

const breakpoint = /"cache_control":\{"type":"ephemeral"(?:,"ttl":"(5m|1h)")?\}/g;

/** What the real API would answer with `invalid_request_error`; `undefined` for a request that it would take. */
export function complaintAbout(request: MessagesRequest, scenario: Scenario): string | undefined {
  const breakpoints = JSON.stringify(request).split('"cache_control":{').length - 1;
  if (breakpoints > 4) return `A maximum of 4 blocks with cache_control may be provided. Found ${breakpoints}.`;
  const lifetimes = [...JSON.stringify([request.tools, request.system, request.messages]).matchAll(breakpoint)];
  if (lifetimes.map(([, ttl]) => ttl === '1h').some((long, at, all) => long && all[at - 1] === false)) {
    return "A ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.";
  }
  const names = (request.tools ?? []).map((tool) => tool.name);
  if (new Set(names).size < names.length) return 'tools: Tool names must be unique.';
  const deferred = aboutDeferred(request);
  if (deferred) return deferred;
  if (request.messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  if (request.messages.at(-1)?.role !== 'user') {
    return 'This model does not support assistant message prefill. The conversation must end with a user message.';
  }
  for (const [index, message] of request.messages.entries()) {
    const previous = request.messages[index - 1];
    if (previous?.role === message.role)
      return `messages.${index}: roles must alternate between "user" and "assistant"`;
    const complaint =
      message.role === 'user' ? aboutResults(message, previous, index) : aboutAnswer(message, request, scenario, index);
    if (complaint) return complaint;
  }
  return undefined;
}

/** Deferred tools stand outside of the cached prompt, and only what is defined can be referred to. */
function aboutDeferred({ tools = [], messages }: MessagesRequest): string | undefined {
  const marked = tools.find((tool) => tool.defer_loading && tool.cache_control);
  if (marked) return `Tool "${marked.name}" cannot have both defer_loading=true and cache_control set.`;
  if (tools.length > 0 && tools.every((tool) => tool.defer_loading)) {
    return 'At least one tool must have defer_loading=false.';
  }
  const names = new Set(tools.map(({ name }) => name));
  const unknown = messages.flatMap(referencesOf).find((name) => !names.has(name));
  return unknown && `Tool reference '${unknown}' not found in available tools`;
}

/** Names of the tools that the results in a message refer to. */
function referencesOf(message: WireMessage): string[] {
  return blocksOfType(message, 'tool_result').flatMap(({ content }) =>
    typeof content === 'string' || content === undefined
      ? []
      : content.flatMap((part) => (part.type === 'tool_reference' ? [part.tool_name] : [])),
  );
}

function aboutResults(message: WireMessage, previous: WireMessage | undefined, index: number): string | undefined {
  const asked = blocksOfType(previous, 'tool_use').map((block) => block.id);
  const answered = blocksOfType(message, 'tool_result').map((block) => block.tool_use_id);
  const missing = asked.filter((id) => !answered.includes(id));
  if (missing.length > 0) {
    return `messages.${index - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
  }
  const unasked = answered.find((id, at) => !asked.includes(id) || answered.indexOf(id) !== at);
  if (unasked) return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${unasked}.`;
  const types = blocksOf(message).map((block) => block.type);
  if (types.lastIndexOf('tool_result') >= answered.length) {
    return `messages.${index}: \`tool_result\` blocks must come before other content.`;
  }
  return undefined;
}

function aboutAnswer(
  message: WireMessage,
  request: MessagesRequest,
  scenario: Scenario,
  index: number,
): string | undefined {
  const calls = blocksOfType(message, 'tool_use').map((block) => block.id);
  const earlier = request.messages.slice(0, index).flatMap((other) => blocksOfType(other, 'tool_use'));
  if (new Set(calls).size < calls.length || earlier.some((block) => calls.includes(block.id))) {
    return `messages.${index}: \`tool_use\` ids must be unique`;
  }
  const forged = blocksOfType(message, 'thinking').find((block) => !isOurs(block, scenario));
  return forged && `messages.${index}: Invalid \`signature\` in \`thinking\` block`;
}

function isOurs(block: { thinking: string; signature: string }, scenario: Scenario): boolean {
  if (block.signature === scriptedSignature(block.thinking)) return true;
  return scenario.turns
    .flatMap((turn) => turn.steps.flat())
    .flatMap((alternative) => alternative.reply)
    .some((own) => own.type === 'thinking' && own.signature === block.signature && own.text === block.thinking);
}

type AnyBlock = z.infer<typeof UserBlock> | z.infer<typeof WireAssistantBlock>;

function blocksOf(message: WireMessage | undefined): AnyBlock[] {
  if (!message) return [];
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
}

function blocksOfType<T extends AnyBlock['type']>(
  message: WireMessage | undefined,
  type: T,
): Extract<AnyBlock, { type: T }>[] {
  return blocksOf(message).filter((block): block is Extract<AnyBlock, { type: T }> => block.type === type);
}

/** The conversation in the words of the `Model` port, for the player. */
export function toMessages(request: MessagesRequest): Message[] {
  return request.messages.map((message): Message => {
    if (message.role === 'assistant') return { role: 'assistant', content: blocksOf(message).flatMap(assistantBlock) };
    const results = blocksOfType(message, 'tool_result').map((block) => {
      const parts =
        typeof block.content === 'string' ? [{ type: 'text' as const, text: block.content }] : block.content;
      return {
        type: 'toolResult' as const,
        callId: block.tool_use_id,
        text: (parts ?? [])
          .flatMap((part) =>
            part.type === 'text' ? [part.text] : part.type === 'tool_reference' ? [part.tool_name] : [],
          )
          .join('\n'),
        images: (parts ?? []).flatMap((part) => (part.type === 'image' ? [image(part)] : [])),
        isError: block.is_error ?? false,
      };
    });
    const rest = blocksOf(message).flatMap((block): (TextBlock | ImageBlock)[] => {
      if (block.type === 'text') return [{ type: 'text', text: block.text }];
      return block.type === 'image' ? [image(block)] : [];
    });
    return { role: 'user', content: [...results, ...rest] };
  });
}

function assistantBlock(block: AnyBlock): AssistantBlock[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'text', text: block.text }];
    case 'thinking':
      return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }];
    case 'redacted_thinking':
      return [{ type: 'redactedThinking', data: block.data }];
    case 'tool_use':
      return [{ type: 'toolUse', id: block.id, name: block.name, input: block.input }];
    default:
      return [];
  }
}

function image(block: z.infer<typeof WireImage>): ImageBlock {
  return { type: 'image', mediaType: block.source.media_type, data: block.source.data };
}
