import { describe, expect, test } from 'vitest';
import type { Message, ModelRequest } from '../../../src/agent/ports.ts';
import { buildAnthropicRequest } from '../../../src/models/anthropicRequest.ts';
import { costOf } from '../../../src/models/pricing.ts';
import { anthropicFacts } from '../../../src/models/sentFacts.ts';
import type { Usage } from '../../../src/protocol/content.ts';
import { always, asking, connect, hear, result, says } from './asking.ts';

const image = { type: 'image' as const, mediaType: 'image/png', data: 'iVBORw0KGgo=' };
const model = 'claude-sonnet-5-5';

function calls(...ids: string[]): Message {
  return {
    role: 'assistant',
    content: ids.map((id) => ({ type: 'toolUse', id, name: 'read_file', input: { path: `${id}.js` } })),
  };
}

/** A conversation of `steps` rounds of calls, as it grows. */
function conversation(steps: number): Message[] {
  const rounds = Array.from({ length: steps }, (_, step) => [
    calls(`call_${step}`),
    result(`call_${step}`, `Text ${step}`),
  ]);
  return [says('Hello'), ...rounds.flat()];
}

function markers(value: unknown): number {
  return JSON.stringify(value).split('"cache_control":{"type":"ephemeral"}').length - 1;
}

function withoutMarkers(value: unknown): string {
  return JSON.stringify(value).replaceAll(',"cache_control":{"type":"ephemeral"}', '');
}

describe('cache breakpoints', () => {
  test('are on the last tool, the fixed system part, and the last two user messages', () => {
    const body = buildAnthropicRequest(asking(...conversation(3)), { model });
    expect(body.tools?.map(markers)).toEqual([0, 1]);
    expect(body.system).toEqual([
      { type: 'text', text: 'You are Belay.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'Today is Friday.' },
    ]);
    expect(body.messages.map(markers)).toEqual([0, 0, 0, 0, 1, 0, 1]);
  });

  test.each([0, 1, 2, 5, 30])('are at most four after %i steps', (steps) => {
    const body = buildAnthropicRequest(asking(...conversation(steps)), { model });
    expect(markers(body)).toBe(Math.min(4, 3 + steps));
  });

  test('do without tools and without a fixed part', () => {
    const request: ModelRequest = { system: { fixed: '', dynamic: '' }, tools: [], messages: [says('Hello')] };
    const body = buildAnthropicRequest(request, { model });
    expect(body).not.toHaveProperty('tools');
    expect(body).not.toHaveProperty('system');
    expect(markers(body)).toBe(1);
  });
});

describe('the bytes of a request', () => {
  test('are the same for the same history', () => {
    const one = buildAnthropicRequest(asking(...conversation(4)), { model });
    const two = buildAnthropicRequest(structuredClone(asking(...conversation(4))), { model });
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  });

  test('begin with those of the request before', () => {
    for (let steps = 0; steps < 6; steps += 1) {
      const before = withoutMarkers(buildAnthropicRequest(asking(...conversation(steps)), { model }));
      const after = withoutMarkers(buildAnthropicRequest(asking(...conversation(steps + 1)), { model }));
      expect(after.startsWith(before.slice(0, -2))).toBe(true);
    }
  });

  test('let the provider read from its cache all that it was sent before', async () => {
    const steps = Array.from({ length: 6 }, (_, step) => ({
      reply: [
        { type: 'thinking', text: `I think of step ${step}.` },
        { type: 'call', name: 'read_file', input: { path: `file${step}.js` } },
      ],
    }));
    const { model: asked, server } = await connect(always(...steps, { reply: [{ type: 'text', text: 'Done.' }] }));
    const messages: Message[] = [says(`Hello${' again'.repeat(1000)}`)];
    const usages: Usage[] = [];
    for (let step = 0; step < 7; step += 1) {
      const { message, error } = await hear(asked, asking(...messages));
      if (!message) throw error;
      usages.push(message.usage);
      messages.push({ role: 'assistant', content: message.content });
      for (const block of message.content) {
        if (block.type === 'toolUse') messages.push(result(block.id, 'x'.repeat(4000)));
      }
    }
    expect(server.requests.map((request) => markers(request.body))).toEqual([3, 4, 4, 4, 4, 4, 4]);
    expect(usages[0]).toMatchObject({ cacheRead: 0, input: 0 });
    for (const [index, usage] of usages.entries()) {
      const before = usages[index - 1];
      if (before) expect(usage.cacheRead).toBe(before.cacheRead + before.cacheWrite);
      expect(usage.cacheWrite).toBeGreaterThan(0);
      expect(costOf(usage, model)).toBeCloseTo(
        (usage.cacheRead * 0.1 + usage.cacheWrite * 2.5 + usage.output * 10 + usage.input * 2) / 1e6,
        10,
      );
    }
  });
});

const yes = { reply: [{ type: 'text', text: 'Yes.' }] };

describe('messages', () => {
  const cases: readonly { name: string; messages: Message[]; expected: unknown }[] = [
    {
      name: 'images in messages and results, and results without text',
      messages: [
        { role: 'user', content: [image, { type: 'text', text: 'See?' }] },
        calls('a', 'b'),
        {
          role: 'user',
          content: [
            { type: 'toolResult', callId: 'a', text: 'An image:', images: [image], isError: false },
            { type: 'toolResult', callId: 'b', text: ' ', images: [], isError: true },
          ],
        },
      ],
      expected: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image.data } },
            { type: 'text', text: 'See?' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'a', name: 'read_file', input: { path: 'a.js' } },
            { type: 'tool_use', id: 'b', name: 'read_file', input: { path: 'b.js' } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'a',
              content: [
                { type: 'text', text: 'An image:' },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image.data } },
              ],
            },
            { type: 'tool_result', tool_use_id: 'b', is_error: true },
          ],
        },
      ],
    },
    {
      name: 'blank text is left out, with the message where nothing else is in it',
      messages: [
        says('Hello'),
        { role: 'assistant', content: [{ type: 'text', text: ' \n' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'text', text: 'Are you there?' },
          ],
        },
      ],
      expected: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hello' },
            { type: 'text', text: 'Are you there?' },
          ],
        },
      ],
    },
    {
      name: 'input that is not an object becomes an empty one',
      messages: [
        says('Hello'),
        {
          role: 'assistant',
          content: [
            { type: 'toolUse', id: 'a', name: 'glob', input: ['x'] },
            { type: 'toolUse', id: 'b', name: 'glob', input: {}, malformed: '{"pat' },
          ],
        },
        {
          role: 'user',
          content: ['a', 'b'].map((callId) => ({ type: 'toolResult', callId, text: 'No.', images: [], isError: true })),
        },
      ],
      expected: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        {
          role: 'assistant',
          content: ['a', 'b'].map((id) => ({ type: 'tool_use', id, name: 'glob', input: {} })),
        },
        {
          role: 'user',
          content: ['a', 'b'].map((id) => ({
            type: 'tool_result',
            tool_use_id: id,
            content: [{ type: 'text', text: 'No.' }],
            is_error: true,
          })),
        },
      ],
    },
    {
      name: 'an interrupted answer at the end is followed by a request to go on',
      messages: [says('Hello'), { role: 'assistant', content: [{ type: 'text', text: 'I was about to' }] }],
      expected: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'I was about to' }] },
        { role: 'user', content: [{ type: 'text', text: 'Continue.' }] },
      ],
    },
    {
      name: 'an image that the provider does not take is named',
      messages: [{ role: 'user', content: [{ type: 'image', mediaType: 'image/tiff', data: 'AAAA' }] }],
      expected: [
        {
          role: 'user',
          content: [{ type: 'text', text: '[An image of type image/tiff, which this model cannot see]' }],
        },
      ],
    },
  ];
  test.each(cases)('$name', async ({ messages, expected }) => {
    const body = buildAnthropicRequest(asking(...messages), { model });
    expect(JSON.parse(withoutMarkers(body.messages))).toEqual(expected);
    const { model: asked } = await connect(always(yes, yes));
    const heard = await hear(asked, asking(...messages));
    expect(heard.error).toBeUndefined();
  });
});

describe('settings', () => {
  const cases: readonly [Parameters<typeof buildAnthropicRequest>[1], Record<string, unknown>][] = [
    [{ model }, { max_tokens: 64_000, thinking: { type: 'adaptive', display: 'summarized' } }],
    [
      { model, thinkingBudget: 5000, effort: 'high' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
    ],
    [
      { model: 'claude-haiku-4-5-20251001', thinkingBudget: 200 },
      { max_tokens: 64_000, thinking: { type: 'enabled', budget_tokens: 1024 } },
    ],
    [
      { model: 'claude-haiku-4-5', thinkingBudget: 9000, maxTokens: 8000 },
      { max_tokens: 8000, thinking: { type: 'enabled', budget_tokens: 7999 } },
    ],
    [{ model: 'claude-haiku-4-5' }, { thinking: undefined, output_config: undefined }],
    [{ model: 'a-gateway-model' }, { max_tokens: 32_000, thinking: undefined, output_config: undefined }],
  ];
  test.each(cases)('%o', (settings, expected) => {
    const { max_tokens, thinking, output_config } = buildAnthropicRequest(asking(says('Hello')), settings);
    expect({ max_tokens, thinking, output_config }).toMatchObject(expected);
  });
});

test.each([
  [{ model }, 5000, 5000],
  [{ model }, 200_000, 64_000],
  [{ model, maxTokens: 3000 }, 5000, 3000],
  // Another budget for thinking would cost the cache of the whole conversation.
  [{ model: 'claude-haiku-4-5', thinkingBudget: 9000 }, 5000, 9001],
])(
  'with %o an answer of at most %i tokens is asked for with %i, and the cache is none the worse',
  (settings, maxOutput, expected) => {
    const request = asking(says('Hello'));
    const limited = buildAnthropicRequest({ ...request, maxOutput }, settings);
    const { max_tokens, ...rest } = buildAnthropicRequest(request, settings);
    expect(limited).toEqual({ ...rest, max_tokens: expected });
    expect(anthropicFacts(limited)).toEqual(anthropicFacts({ ...rest, max_tokens }));
  },
);

describe('deferred tools', () => {
  const schema = (name: string, deferred?: true) => ({ name, description: name, inputSchema: {}, deferred });
  const found: Message = {
    role: 'user',
    content: [
      { type: 'toolResult', callId: 'c', text: 'git_log: Lists.', images: [], isError: false, found: ['git_log'] },
    ],
  };
  const search: Message = {
    role: 'assistant',
    content: [{ type: 'toolUse', id: 'c', name: 'tool_search', input: {} }],
  };
  const request: ModelRequest = {
    system: { fixed: 'You are Belay.', dynamic: '' },
    tools: [schema('tool_search'), schema('git_log', true), schema('git_diff', true)],
    messages: [says('Hello'), search, found],
  };

  test('stand behind the breakpoint of those in the prompt, and what was found is a reference', () => {
    const body = buildAnthropicRequest(request, { model, toolReferences: true });
    expect(body.tools?.map(markers)).toEqual([1, 0, 0]);
    expect(body.tools?.map((tool) => 'defer_loading' in tool && tool.defer_loading)).toEqual([false, true, true]);
    expect(body.messages[2]?.content).toMatchObject([
      { type: 'tool_result', content: [{ type: 'tool_reference', tool_name: 'git_log' }] },
    ]);
  });

  test('are described in words where one of those found is no longer known', () => {
    const body = buildAnthropicRequest(
      { ...request, tools: request.tools.filter(({ name }) => name !== 'git_log') },
      { model, toolReferences: true },
    );
    expect(body.messages[2]?.content).toMatchObject([{ content: [{ type: 'text', text: 'git_log: Lists.' }] }]);
  });

  test('go through the dispatcher where the provider does not know them', () => {
    const body = buildAnthropicRequest(request, { model });
    expect(body.tools?.map((tool) => ('name' in tool ? tool.name : ''))).toEqual(['tool_search', 'call_tool']);
    expect(body.tools?.map(markers)).toEqual([0, 1]);
    expect(body.messages[2]?.content).toMatchObject([{ content: [{ type: 'text', text: 'git_log: Lists.' }] }]);
  });
});
