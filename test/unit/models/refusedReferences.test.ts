import { expect, test } from 'vitest';
import { always, asking, connect, hear, says } from './asking.ts';

test.each([
  'tools.1.defer_loading: Extra inputs are not permitted',
  "messages.2.content.0: Input tag 'tool_reference' found using 'type' does not match any of the expected tags",
  "Tool reference 'git_log' not found in available tools",
])(
  'a gateway that refuses deferred tools is asked again through the dispatcher, and from then on: %s',
  async (message) => {
    const asked: string[] = [];
    const { model } = await connect(always({ reply: [{ type: 'text', text: 'Hello.' }] }), {
      async fetch(input, init) {
        const { tools } = JSON.parse(String(init?.body)) as { tools: { name: string; defer_loading?: boolean }[] };
        asked.push(tools.map(({ name, defer_loading }) => (defer_loading ? `(${name})` : name)).join(' '));
        if (!tools.some((tool) => tool.defer_loading)) return await fetch(input, init);
        const error = { type: 'invalid_request_error', message };
        return Response.json({ type: 'error', error }, { status: 400 });
      },
    });
    const schema = (name: string) => ({ name, description: name, inputSchema: { type: 'object' } });
    const tools = [schema('tool_search'), { ...schema('git_log'), deferred: true as const }];
    const request = { ...asking(says('Hello')), tools };
    const first = await hear(model, request);
    const second = await hear(model, request);
    expect([first.error, second.error]).toEqual([undefined, undefined]);
    expect(asked).toEqual(['tool_search (git_log)', 'tool_search call_tool', 'tool_search call_tool']);
  },
);
