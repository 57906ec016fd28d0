// The floor: the same work as `belay run`, done directly in about forty lines, with nothing that makes it an agent.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Block = { type: string; id?: string; text?: string; json?: string; input?: { path: string } };
const [root = '.', task = ''] = process.argv.slice(2);
const messages: { role: string; content: unknown[] }[] = [{ role: 'user', content: [{ type: 'text', text: task }] }];
const input_schema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
const tools = [{ name: 'read_file', description: 'Reads a file.', input_schema }];
const headers = { 'content-type': 'application/json', 'x-api-key': 'bench', 'anthropic-version': '2023-06-01' };

for (;;) {
  const request = { model: 'claude-sonnet-5-5', max_tokens: 1024, stream: true, tools, messages };
  const url = `${process.env.ANTHROPIC_BASE_URL}/v1/messages`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  const content: Block[] = [];
  let buffer = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    buffer += chunk;
    for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
      const event = JSON.parse(buffer.slice(buffer.indexOf('data: ') + 6, end));
      buffer = buffer.slice(end + 2);
      if (event.type === 'content_block_start') content[event.index] = { ...event.content_block, json: '' };
      const block = content[event.index] ?? { type: 'none' };
      if (event.delta?.type === 'text_delta') block.text = (block.text ?? '') + event.delta.text;
      if (event.delta?.type === 'input_json_delta') block.json = (block.json ?? '') + event.delta.partial_json;
    }
  }
  for (const block of content) {
    if (block.type === 'tool_use') block.input = JSON.parse(block.json || '{}');
    delete block.json;
  }
  messages.push({ role: 'assistant', content });
  const calls = content.filter((block) => block.type === 'tool_use');
  if (calls.length === 0) break;
  const started = performance.now();
  const texts = await Promise.all(calls.map((call) => readFile(join(root, call.input?.path ?? ''), 'utf8')));
  console.log(JSON.stringify({ type: 'assistant' }));
  console.log(JSON.stringify({ type: 'result', durationMs: performance.now() - started }));
  const results = calls.map((call, at) => ({ type: 'tool_result', tool_use_id: call.id, content: texts[at] }));
  messages.push({ role: 'user', content: results });
}
