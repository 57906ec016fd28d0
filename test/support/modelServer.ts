import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { playScenario, type ScriptedMove } from '../../src/models/scripted/player.ts';
import type { Usage } from '../../src/protocol/content.ts';
import { parseScenario, type Scenario, type ScenarioFault } from '../../src/protocol/scenario.ts';
import { type AnswerEvent, answerBody, answerEvents } from './answerEvents.ts';
import { complaintAbout, MessagesRequest, toMessages } from './messagesApi.ts';
import { createPrefixCache, type PrefixCacheOptions } from './prefixCache.ts';

export interface ModelServerOptions {
  /** By default any free one. */
  readonly port?: number;
  /** When set, a request with any other key is answered with 401. */
  readonly key?: string;
  /** Milliseconds between two events; overrides the scenario's. */
  readonly delayMs?: number;
  /** False: it does not know the call that counts tokens, as many gateways. */
  readonly counts?: boolean;
  /** Milliseconds between the last event and the end of the stream, as with some proxies. */
  readonly endDelayMs?: number;
  /** How the simulated prompt cache keeps time, and from which size on it keeps anything. */
  readonly cache?: PrefixCacheOptions;
}

/** A request as it came: headers without secrets, the body as parsed JSON, and when (milliseconds since 1970). */
export interface RecordedRequest {
  readonly time: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The exact bytes of the body. */
  readonly text: string;
  /** Port of the other end: equal for requests over one connection. */
  readonly clientPort: number | undefined;
  /** What it was answered with, once it was. */
  status: number | undefined;
  /** On this process's monotonic clock, in milliseconds: when the request began to come in, and when it was answered. */
  readonly arrivedMs: number;
  answeredMs: number | undefined;
}

export interface ModelServer {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Ends the server and its connections; may be called twice. */
  close(): Promise<void>;
}

const secretHeaders = new Set(['x-api-key', 'authorization', 'proxy-authorization', 'cookie']);
const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/**
 * A model provider on the loopback interface that speaks Anthropic's Messages API and plays a scenario (or a file with
 * one). It checks requests as strictly as the real API, and keeps them all.
 */
export async function startModelServer(
  source: Scenario | string,
  options: ModelServerOptions = {},
): Promise<ModelServer> {
  const scenario = typeof source === 'string' ? await readScenario(source) : source;
  const requests: RecordedRequest[] = [];
  const cache = createPrefixCache(options.cache);
  const served = new Map<string, number>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const record = await recorded(request, performance.now());
    requests.push(record);
    response.on('finish', () => {
      record.answeredMs = performance.now();
    });
    response.on('close', () => {
      record.status ??= response.headersSent ? response.statusCode : undefined;
    });
    if (options.key !== undefined && keyOf(request) !== options.key) {
      sendError(response, 401, 'invalid x-api-key');
      return;
    }
    const path = record.path.split('?')[0];
    if (record.method === 'GET' && path === '/v1/models') {
      send(response, 200, { data: [modelEntry], has_more: false, first_id: modelEntry.id, last_id: modelEntry.id });
    } else if (record.method === 'POST' && path === '/v1/messages/count_tokens' && options.counts !== false) {
      count(record, response);
    } else if (record.method === 'POST' && path === '/v1/messages') {
      await answer(record, response);
    } else {
      sendError(response, 404, `Not found: ${record.method} ${path}`);
    }
  }

  /** As many tokens as the request would be billed for; nothing of it goes into the cache. */
  function count(record: RecordedRequest, response: ServerResponse): void {
    const parsed = MessagesRequest.safeParse({ ...(record.body as object), max_tokens: 1 });
    if (!parsed.success) {
      sendError(response, 400, z.prettifyError(parsed.error));
      return;
    }
    const { input, cacheRead, cacheWrite } = createPrefixCache().account(parsed.data);
    send(response, 200, { input_tokens: input + cacheRead + cacheWrite });
  }

  async function answer(record: RecordedRequest, response: ServerResponse): Promise<void> {
    const parsed = MessagesRequest.safeParse(record.body);
    if (!parsed.success) {
      sendError(response, 400, z.prettifyError(parsed.error));
      return;
    }
    const body = parsed.data;
    const complaint = complaintAbout(body, scenario);
    if (complaint !== undefined) {
      sendError(response, 400, complaint);
      return;
    }
    let move: ScriptedMove;
    try {
      move = playScenario(scenario, toMessages(body));
    } catch (error) {
      sendError(response, 400, error instanceof Error ? error.message : String(error));
      return;
    }
    const fault = nextFault(move, record.text);
    if (fault?.status !== undefined) {
      const headers = {
        ...(fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }),
        ...(fault.retryAfterMs === undefined ? {} : { 'retry-after-ms': fault.retryAfterMs }),
      };
      sendError(response, fault.status, fault.message ?? 'A fault of the scenario.', fault.errorType, headers);
      return;
    }
    const id = `msg_${String(requests.length).padStart(6, '0')}`;
    const usage = { ...estimated(move), ...cache.account(body), ...given(move.usage) };
    if (body.stream !== true) {
      send(response, 200, answerBody(move, id, body.model, usage));
      return;
    }
    await stream(response, answerEvents(move, id, body.model, usage), fault, {
      delayMs: options.delayMs ?? move.delayMs,
      endDelayMs: options.endDelayMs ?? 0,
    });
  }

  /** The fault that is due for this very request: each is served as often as it says, one after the other. */
  function nextFault(move: ScriptedMove, text: string): ScenarioFault | undefined {
    const key = createHash('sha256').update(text).digest('hex');
    const count = served.get(key) ?? 0;
    served.set(key, count + 1);
    return move.faults.flatMap((fault) => Array.from({ length: fault.times }, () => fault))[count];
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) sendError(response, 500, error instanceof Error ? error.message : String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  let closing: Promise<void> | undefined;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close() {
      closing ??= new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

/** A scenario from a JSON file. Throws with the file's name when it cannot be read or does not fit. */
export async function readScenario(file: string): Promise<Scenario> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`The scenario ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  return parseScenario(json, file);
}

/** The key in either of the two headers that the real API takes it from. */
function keyOf({ headers }: IncomingMessage): string | undefined {
  return headers['x-api-key']?.toString() ?? headers.authorization?.replace(/^Bearer /, '');
}

async function stream(
  response: ServerResponse,
  events: readonly AnswerEvent[],
  fault: ScenarioFault | undefined,
  { delayMs, endDelayMs }: { readonly delayMs: number; readonly endDelayMs: number },
): Promise<void> {
  const cutAt = limited(fault?.cutAfter, events);
  const stallAt = limited(fault?.stallAfter, events);
  const errorAt = limited(fault?.errorEvent?.after, events);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.flushHeaders();
  for (const [index, event] of events.entries()) {
    if (index === stallAt) return;
    if (index === cutAt) {
      response.destroy();
      return;
    }
    if (index === errorAt && fault?.errorEvent) {
      const { type, message } = fault.errorEvent;
      write(response, { type: 'error', error: { type, message } });
      break;
    }
    if (delayMs > 0) await delay(delayMs);
    if (response.destroyed) return;
    write(response, event);
    // What was written must be on its way before the socket is destroyed.
    if (index + 1 === cutAt) await delay(20);
  }
  if (endDelayMs > 0) await delay(endDelayMs);
  response.end();
}

/** A fault is never later than the last event, since the answer would be complete without it. */
function limited(count: number | undefined, events: readonly unknown[]): number | undefined {
  return count === undefined ? undefined : Math.min(count, events.length - 1);
}

function write(response: ServerResponse, event: AnswerEvent): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  type = errorTypes[status] ?? 'api_error',
  headers: Record<string, string> = {},
): void {
  send(response, status, { type: 'error', error: { type, message }, request_id: 'req_scripted' }, headers);
}

async function recorded(request: IncomingMessage, arrivedMs: number): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  const headers = Object.entries(request.headers)
    .filter(([name]) => !secretHeaders.has(name))
    .map(([name, value]): [string, string] => [name, String(value)]);
  return {
    time: Date.now(),
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers),
    body: parsedJson(text),
    text,
    clientPort: request.socket.remotePort,
    status: undefined,
    arrivedMs,
    answeredMs: undefined,
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function estimated(move: ScriptedMove): Usage {
  const bytes = move.blocks.reduce((sum, block) => sum + Buffer.byteLength(JSON.stringify(block)), 0);
  return { input: 0, output: Math.ceil(bytes / 4), cacheRead: 0, cacheWrite: 0 };
}

function given(usage: ScriptedMove['usage']): Partial<Usage> {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined));
}

const modelEntry = {
  id: 'claude-sonnet-5-5',
  type: 'model',
  display_name: 'Claude Sonnet 5.5 (scripted)',
  created_at: '2026-09-28T00:00:00Z',
};
