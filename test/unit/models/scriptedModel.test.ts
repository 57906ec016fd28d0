import { describe, expect, test } from 'vitest';
import type { Message, Model, ModelOutput } from '../../../src/agent/ports.ts';
import { createScriptedModel } from '../../../src/models/scripted/scriptedModel.ts';
import { always, asking, connect, hear, result, says } from './asking.ts';

const usage = { input: 100, output: 20, cacheRead: 3, cacheWrite: 4 };
const played = always(
  {
    reply: [
      { type: 'thinking', text: 'Let me see.\nTwo files, I think: größer und kleiner.' },
      { type: 'redactedThinking', data: 'AAAA' },
      { type: 'text', text: 'I read **both** files.' },
      { type: 'call', name: 'read_file', input: { path: 'größe.js' } },
      { type: 'malformedCall', name: 'read_file', raw: '{"path": ' },
    ],
    usage,
    faults: [{ status: 529 }],
  },
  { reply: [{ type: 'text', text: 'Done.' }], usage, stopReason: 'refusal' },
);

/** Everything that a model says over a conversation of two steps. */
async function conversation(model: Model): Promise<{ messages: unknown[]; streamed: string[] }> {
  const messages: Message[] = [says('Hello')];
  const finished: Extract<ModelOutput, { type: 'message' }>[] = [];
  const streamed: string[] = [];
  for (let step = 0; step < 2; step += 1) {
    const heard = await hear(model, asking(...messages));
    if (!heard.message) throw heard.error;
    finished.push(heard.message);
    for (const kind of ['thinking', 'text', 'toolInput'] as const) {
      streamed.push(heard.deltas.map((delta) => (delta.type === kind ? delta.text : '')).join(''));
    }
    const calls = heard.message.content.flatMap((block) => (block.type === 'toolUse' ? [block.id] : []));
    messages.push({ role: 'assistant', content: heard.message.content });
    messages.push({ role: 'user', content: calls.flatMap((id) => result(id, 'text').content.filter(isResult)) });
  }
  return { messages: finished.map(({ model: _, sent: __, ...message }) => message), streamed };
}

function isResult(
  block: Message['content'][number],
): block is Extract<Message['content'][number], { type: 'toolResult' }> {
  return block.type === 'toolResult';
}

describe('a scripted model', () => {
  test('says the same as the server with the same scenario', async () => {
    const { model } = await connect(played);
    const fromServer = await conversation(model);
    const inProcess = await conversation(createScriptedModel(played));
    expect(inProcess).toEqual(fromServer);
    expect(fromServer.messages).toMatchObject([
      { stopReason: 'toolUse', usage },
      { stopReason: 'refusal', usage },
    ]);
  });

  test('costs nothing, and counts tokens where the scenario does not', async () => {
    const model = createScriptedModel(always({ reply: [{ type: 'text', text: 'x'.repeat(400) }] }));
    const short = await hear(model, asking(says('Hello')));
    const long = await hear(model, asking(says('Hello'.repeat(800))));
    expect(short.message?.usage.output).toBeGreaterThan(99);
    expect((long.message?.usage.input ?? 0) - (short.message?.usage.input ?? 0)).toBeGreaterThan(900);
    expect(model.cost(usage, 'tour')).toBe(0);
  });

  test('takes its time, and stops at once', async () => {
    const model = createScriptedModel(always({ reply: [{ type: 'text', text: 'word '.repeat(200) }], delayMs: 20 }));
    const controller = new AbortController();
    const stopped = new Error('stopped');
    const started = performance.now();
    setTimeout(() => controller.abort(stopped), 100);
    const heard = await hear(model, asking(says('Hello')), controller.signal);
    expect(heard.error).toBe(stopped);
    expect(heard.message).toBeUndefined();
    expect(heard.deltas.length).toBeGreaterThan(0);
    expect(heard.deltas.length).toBeLessThan(6);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('can be asked to hurry', async () => {
    const model = createScriptedModel(always({ reply: [{ type: 'text', text: 'word '.repeat(200) }], delayMs: 2000 }), {
      delayMs: 0,
    });
    expect((await hear(model, asking(says('Hello')))).message?.stopReason).toBe('endTurn');
  });
});
