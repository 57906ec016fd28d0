import { onTestFinished } from 'vitest';
import type { Log, Message, Model, ModelOutput, ModelRequest, Spent } from '../../../src/agent/ports.ts';
import { type AnthropicModel, type AnthropicOptions, createAnthropicModel } from '../../../src/models/anthropic.ts';
import type { Delta } from '../../../src/protocol/events.ts';
import { parseScenario, type Scenario } from '../../../src/protocol/scenario.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../../support/modelServer.ts';

export const testKey = 'sk-ant-test-0123456789';

/** What a model said to one request: deltas in order and the finished message, or what it threw. */
export interface Heard {
  readonly deltas: readonly Delta[];
  /** What attempts used that came to nothing. */
  readonly spent: readonly Spent[];
  readonly message: Extract<ModelOutput, { type: 'message' }> | undefined;
  readonly error: unknown;
}

export async function hear(
  model: Model,
  request: ModelRequest,
  signal = new AbortController().signal,
  onDelta: (delta: Delta) => void = () => undefined,
): Promise<Heard> {
  const deltas: Delta[] = [];
  const spent: Spent[] = [];
  let message: Heard['message'];
  try {
    for await (const output of model.stream(request, signal)) {
      if (output.type === 'message') {
        message = output;
        continue;
      }
      if (output.type === 'spent') {
        spent.push(output);
        continue;
      }
      deltas.push(output.delta);
      onDelta(output.delta);
    }
  } catch (error) {
    return { deltas, spent, message, error };
  }
  return { deltas, spent, message, error: undefined };
}

export function says(text: string): Message {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function result(callId: string, text: string, isError = false): Message {
  return { role: 'user', content: [{ type: 'toolResult', callId, text, images: [], isError }] };
}

export function asking(...messages: Message[]): ModelRequest {
  return {
    system: { fixed: 'You are Belay.', dynamic: 'Today is Friday.' },
    tools: ['read_file', 'edit_file'].map((name) => ({
      name,
      description: `The tool ${name}.`,
      inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
    })),
    messages,
  };
}

export function texts(heard: Heard, type: 'text' | 'thinking'): string[] {
  return heard.deltas.flatMap((delta) => (delta.type === type ? [delta.text] : []));
}

export function scenario(turns: unknown): Scenario {
  return parseScenario({ name: 'test', turns }, 'of the test');
}

/** A scenario that answers every message with these steps, over and over the same way. */
export function always(...steps: unknown[]): Scenario {
  return scenario([{ otherwise: true, steps }]);
}

export function recordingLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const line = (message: string, cause?: unknown): void => {
    lines.push(cause === undefined ? message : `${message} ${String(cause)}`);
  };
  return { log: { debug: line, info: line, warn: line, error: line }, lines };
}

/** The real adapter before a real server that plays the scenario; both end with the test. */
export async function connect(
  played: Scenario,
  options: Partial<AnthropicOptions> = {},
  serverOptions: ModelServerOptions = {},
): Promise<{ model: AnthropicModel; server: ModelServer; lines: string[] }> {
  const server = await startModelServer(played, { key: testKey, ...serverOptions });
  onTestFinished(() => server.close());
  const { log, lines } = recordingLog();
  const model = createAnthropicModel({
    model: 'claude-sonnet-5-5',
    apiKey: testKey,
    baseUrl: server.url,
    log,
    ...options,
    retry: { baseMs: 5, random: () => 0, ...options.retry },
  });
  return { model, server, lines };
}
