import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Model } from '../../src/agent/ports.ts';
import { editorFetch } from '../../src/editor/editorFetch.ts';
import { createAnthropicModel } from '../../src/models/anthropic.ts';
import { createOpenAiModel } from '../../src/models/openAi.ts';
import { createHttpFetch } from '../../src/platform/httpFetch.ts';
import { selfSigned, startProxy, startTlsServer } from '../support/tlsServer.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

async function ask(model: Model): Promise<string> {
  const content = [{ type: 'text' as const, text: 'Hello' }];
  const request = { system: { fixed: 'x', dynamic: '' }, tools: [], messages: [{ role: 'user' as const, content }] };
  for await (const output of model.stream(request, AbortSignal.timeout(20_000))) {
    if (output.type !== 'message') continue;
    return output.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  }
  return '';
}

suite('Proxy and certificate settings of VS Code', () => {
  const certificate = selfSigned('api.test');
  const http = vscode.workspace.getConfiguration('http');
  const set = async (values: Record<string, unknown>): Promise<void> => {
    for (const [name, value] of Object.entries(values))
      await http.update(name, value, vscode.ConfigurationTarget.Global);
    // The extension host learns of it a moment later.
    await new Promise((resolve) => setTimeout(resolve, 500));
  };
  const models = (): Model[] => {
    const fetch = editorFetch(async (environment) => createHttpFetch(environment, false));
    const shared = { apiKey: 'k-123', retry: { attempts: 1 }, fetch, log };
    return [
      createAnthropicModel({ ...shared, model: 'claude-sonnet-5-5', baseUrl: 'https://api.test' }),
      createOpenAiModel({ ...shared, model: 'm', baseUrl: 'https://api.test/v1' }),
    ];
  };
  suiteTeardown(async () => {
    await set({ proxy: undefined, proxyStrictSSL: undefined });
    certificate.dispose();
  });

  test('are honoured by every adapter', async () => {
    const server = await startTlsServer(certificate, (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const events = request.url?.includes('chat')
        ? [{ choices: [{ delta: { content: 'Through.' }, finish_reason: 'stop' }] }]
        : [
            { type: 'message_start', message: { model: 'claude-sonnet-5-5', usage: {} } },
            { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Through.' } },
            { type: 'content_block_stop', index: 0 },
            { type: 'message_stop' },
          ];
      response.end(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
    });
    const proxy = await startProxy(server.port);
    try {
      await set({ proxy: `http://127.0.0.1:${proxy.port}`, proxyStrictSSL: true });
      for (const model of models()) await assert.rejects(ask(model), { name: 'ModelError', reason: 'certificate' });
      await set({ proxyStrictSSL: false });
      for (const model of models()) assert.equal(await ask(model), 'Through.');
      assert.deepEqual([...new Set(proxy.asked)], ['api.test:443']);
    } finally {
      await proxy.close();
      await server.close();
    }
    // Where the proxy is gone VS Code may try without it, so that the sentence is of the proxy or of the name.
    for (const model of models())
      await assert.rejects(ask(model), { name: 'ModelError', message: /api\.test.*proxy|proxy.*api\.test/ });
  });
});
