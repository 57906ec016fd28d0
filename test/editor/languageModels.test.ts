import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Message, Model } from '../../src/agent/ports.ts';
import { createEditorModels } from '../../src/editor/languageModels.ts';
import type { Delta } from '../../src/protocol/events.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function ask(model: Model, messages: Message[], signal = new AbortController().signal) {
  const deltas: Delta[] = [];
  const request = {
    system: { fixed: 'You are Belay.', dynamic: '' },
    tools: [{ name: 'read_file', description: 'Reads.', inputSchema: { type: 'object', properties: {} } }],
    messages,
  };
  for await (const output of model.stream(request, signal)) {
    if (output.type === 'message') return { message: output, deltas };
    if (output.type === 'delta') deltas.push(output.delta);
  }
  throw new Error('no message');
}

const says = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });

suite('The models of VS Code', () => {
  const models = createEditorModels(vscode, silent);

  test('those of another extension are listed and can be asked, with tools, by way of VS Code', async () => {
    const extension = vscode.extensions.getExtension('belay-tests.scripted-models');
    assert.ok(extension, 'the other extension is there');
    await extension.activate();
    const listed = (await models.list()).find(({ name }) => name === 'scripted/echo');
    assert.deepEqual(listed, { name: 'scripted/echo', label: 'Echo (scripted)', contextWindow: 50_000 });

    const model = await models.create('scripted/echo');
    assert.equal(model.info.id, 'vscode/scripted/echo');
    const first = await ask(model, [says('Hello')]);
    const [text, call] = first.message.content;
    assert.deepEqual(text, { type: 'text', text: 'I look.' });
    assert.ok(call?.type === 'toolUse');
    assert.deepEqual([call.name, call.input, first.message.stopReason], ['read_file', { path: 'ü.js' }, 'toolUse']);
    assert.ok(first.message.usage.input > 10 && first.message.usage.output > 0);
    assert.equal(model.cost(first.message.usage, model.info.id), undefined);

    const second = await ask(model, [
      says('Hello'),
      { role: 'assistant', content: first.message.content },
      { role: 'user', content: [{ type: 'toolResult', callId: call.id, text: 'grüße', images: [], isError: false }] },
    ]);
    assert.deepEqual(second.message.content, [{ type: 'text', text: '4 messages. It said: grüße' }]);
    assert.equal(second.message.stopReason, 'endTurn');
  });

  test('a failure of its provider and a model that is gone are told in words', async () => {
    const model = await models.create('scripted/echo');
    await assert.rejects(ask(model, [says('fail')]), { name: 'ModelError', reason: 'rateLimit' });
    const gone = await models.create('scripted/none');
    await assert.rejects(ask(gone, [says('Hello')]), { name: 'ModelError', reason: 'unknownModel' });
  });

  test('a stop ends it at once', async () => {
    const model = await models.create('scripted/echo');
    const controller = new AbortController();
    const stopped = new Error('stopped');
    setTimeout(() => controller.abort(stopped), 300);
    await assert.rejects(ask(model, [says('wait')], controller.signal), stopped);
  });
});
