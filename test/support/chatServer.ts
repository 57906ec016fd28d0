import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { playScenario, type ScriptedMove } from '../../src/models/scripted/player.ts';
import type { Scenario, ScenarioFault } from '../../src/protocol/scenario.ts';
import { ChatRequest, type ChatStrictness, chatToMessages, complaintAboutChat } from './chatApi.ts';
import { type ChatDialect, chatChunks } from './chatChunks.ts';

export interface ChatServerOptions {
  readonly dialect?: ChatDialect;
  readonly strictness?: ChatStrictness;
  /** When set, a request with any other key is answered with 401; without one, a request with a key is a mistake. */
  readonly key?: string;
  readonly delayMs?: number;
  /** Refuses a request by its body, in the words of some server, with status 400. */
  refuse?(body: Record<string, unknown>): string | undefined;
  /** Answers of other paths, by path. */
  readonly others?: Readonly<Record<string, unknown>>;
}

export interface ChatServer {
  /** With `/v1`. */
  readonly url: string;
  readonly requests: readonly { readonly path: string; readonly body: Record<string, unknown>; status?: number }[];
  close(): Promise<void>;
}

/** A server on the loopback interface that speaks Chat Completions in one dialect, checks strictly, and plays a scenario. */
export async function startChatServer(scenario: Scenario, options: ChatServerOptions = {}): Promise<ChatServer> {
  const requests: { path: string; body: Record<string, unknown>; status?: number }[] = [];
  const served = new Map<string, number>();
  const dialect = options.dialect ?? 'openai';

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const path = request.url ?? '';
    const body = z.record(z.string(), z.unknown()).safeParse(text === '' ? {} : JSON.parse(text)).data ?? {};
    const record: (typeof requests)[number] = { path, body };
    requests.push(record);
    response.on('close', () => {
      record.status = response.statusCode;
    });
    const { authorization } = request.headers;
    if (authorization !== (options.key === undefined ? undefined : `Bearer ${options.key}`)) {
      fail(response, 401, 'Incorrect API key provided.');
    } else if (path === '/v1/chat/completions' && request.method === 'POST') {
      await answer(text, body, response);
    } else if (options.others && Object.hasOwn(options.others, path)) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(options.others[path]));
    } else fail(response, 404, `Invalid URL (${request.method} ${path})`);
  }

  async function answer(text: string, body: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const refusal = options.refuse?.(body);
    if (refusal !== undefined) return fail(response, 400, refusal);
    const parsed = ChatRequest.safeParse(body);
    if (!parsed.success) return fail(response, 400, z.prettifyError(parsed.error));
    const complaint = complaintAboutChat(parsed.data.messages, options.strictness ?? 'openai');
    if (complaint !== undefined) return fail(response, 400, complaint);
    const move = playScenario(scenario, chatToMessages(parsed.data.messages));
    const fault = nextFault(move, text);
    if (fault?.status !== undefined) {
      const headers = {
        ...(fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }),
        ...(fault.retryAfterMs === undefined ? {} : { 'retry-after-ms': fault.retryAfterMs }),
      };
      return fail(response, fault.status, fault.message ?? 'A fault of the scenario.', fault.errorType, headers);
    }
    await stream(response, move, fault, parsed.data.stream_options !== undefined);
  }

  async function stream(
    response: ServerResponse,
    move: ScriptedMove,
    fault: ScenarioFault | undefined,
    withUsage: boolean,
  ): Promise<void> {
    const lines = chatChunks(move, dialect, withUsage);
    const limited = (count: number | undefined): number | undefined =>
      count === undefined ? undefined : Math.min(count, lines.length - 2);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    for (const [index, line] of lines.entries()) {
      if (index === limited(fault?.stallAfter)) return;
      if (index === limited(fault?.cutAfter)) {
        await delay(20);
        response.destroy();
        return;
      }
      if (fault?.errorEvent && index === limited(fault.errorEvent.after)) {
        const { type, message } = fault.errorEvent;
        response.end(`data: ${JSON.stringify({ error: { type, message } })}\n\n`);
        return;
      }
      const wait = options.delayMs ?? move.delayMs;
      if (wait > 0) await delay(wait);
      if (response.destroyed) return;
      response.write(line);
    }
    response.end();
  }

  function nextFault(move: ScriptedMove, text: string): ScenarioFault | undefined {
    const key = createHash('sha256').update(text).digest('hex');
    const count = served.get(key) ?? 0;
    served.set(key, count + 1);
    return move.faults.flatMap((fault) => Array.from({ length: fault.times }, () => fault))[count];
  }

  function fail(
    response: ServerResponse,
    status: number,
    message: string,
    type = 'invalid_request_error',
    headers: Record<string, string> = {},
  ): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    // Each server has its own form of an error.
    const bodies: Readonly<Record<ChatDialect, unknown>> = {
      openai: { error: { message, type, param: null, code: null } },
      ollama: { error: { message, type: 'api_error', param: null, code: null } },
      llamacpp: { error: { code: status, message, type } },
      vllm: { object: 'error', message, type, param: null, code: status },
      bare: { error: message },
    };
    response.end(JSON.stringify(bodies[dialect]));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => fail(response, 500, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
