import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Scenario } from '../../src/protocol/scenario.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from './modelServer.ts';

export interface PlatformServer {
  readonly url: string;
  /** What the platform itself was asked: paths, headers that show who asks, and bodies as sent. */
  readonly asked: readonly {
    readonly path: string;
    readonly authorization: string;
    readonly body: Record<string, unknown>;
  }[];
  readonly inner: ModelServer;
  close(): Promise<void>;
}

/**
 * Amazon Bedrock or Google Vertex AI on the loopback interface: takes requests in the platform's form, hands them to the
 * scripted server of the Messages API, and answers in the platform's form, Bedrock's runtime in its binary framing.
 */
export async function startPlatformServer(
  platform: 'bedrock' | 'mantle' | 'vertex',
  scenario: Scenario,
  options: ModelServerOptions = {},
): Promise<PlatformServer> {
  const inner = await startModelServer(scenario, options);
  const asked: { path: string; authorization: string; body: Record<string, unknown> }[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    const body: Record<string, unknown> = JSON.parse(text);
    const path = decodeURIComponent(request.url ?? '');
    const authorization = request.headers.authorization ?? '';
    asked.push({ path, authorization, body });
    const complaint = complaintAbout(platform, path, authorization, body);
    if (complaint !== undefined) {
      response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'ValidationException' });
      response.end(JSON.stringify({ message: complaint }));
      return;
    }
    const { anthropic_version: _, ...rest } = body;
    const counts = path.endsWith(countingPath);
    const model = platform === 'mantle' || counts ? body.model : modelIn(path);
    const forwarded = JSON.stringify({ ...rest, model, ...(counts ? {} : { stream: true }) });
    const toInner = send(`${inner.url}/v1/messages${counts ? '/count_tokens' : ''}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    toInner.end(forwarded);
    toInner.once('error', () => response.destroy());
    toInner.once('response', (answer: IncomingMessage) => {
      answer.once('aborted', () => response.destroy());
      answer.once('error', () => response.destroy());
      const status = answer.statusCode ?? 500;
      const headers = Object.fromEntries(
        ['retry-after', 'retry-after-ms'].flatMap((name) =>
          answer.headers[name] ? [[name, String(answer.headers[name])]] : [],
        ),
      );
      if (status !== 200) {
        void bodyOf(answer).then((error) => {
          const { message } = JSON.parse(error).error;
          response.writeHead(status, { 'content-type': 'application/json', ...headers });
          // Google's errors come in a list, Amazon's bare.
          response.end(
            JSON.stringify(platform === 'vertex' ? [{ error: { code: status, message, status: 'X' } }] : { message }),
          );
        });
        return;
      }
      if (platform !== 'bedrock') {
        response.writeHead(200, { 'content-type': answer.headers['content-type'] ?? 'text/event-stream' });
        answer.pipe(response);
        return;
      }
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.flushHeaders();
      let pending = '';
      answer.on('data', (chunk: Buffer) => {
        pending += chunk.toString('utf8');
        const events = pending.split('\n\n');
        pending = events.pop() ?? '';
        for (const event of events) response.write(frame(/^data: (.*)$/m.exec(event)?.[1] ?? '{}'));
      });
      answer.once('end', () => response.end());
    });
    response.once('close', () => toInner.destroy());
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    inner,
    close() {
      closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }).then(() => inner.close());
      return closing;
    },
  };
}

/** Google's way to count tokens (docs.anthropic.com, Claude on Vertex AI). */
const countingPath = '/models/count-tokens:rawPredict';

function complaintAbout(
  platform: 'bedrock' | 'mantle' | 'vertex',
  path: string,
  authorization: string,
  body: Record<string, unknown>,
): string | undefined {
  const signed = /^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/eu-west-1\/(bedrock|bedrock-mantle)\/aws4_request/.test(
    authorization,
  );
  switch (platform) {
    case 'bedrock':
      if (!signed) return `not signed: ${authorization}`;
      if (!/^\/model\/[^/]+\/invoke-with-response-stream$/.test(path)) return `no such path: ${path}`;
      if (body.anthropic_version !== 'bedrock-2023-05-31') return `anthropic_version: ${body.anthropic_version}`;
      return 'model' in body || 'stream' in body ? 'model and stream are not in the body' : undefined;
    case 'mantle':
      if (!signed) return `not signed: ${authorization}`;
      return path === '/anthropic/v1/messages' ? undefined : `no such path: ${path}`;
    case 'vertex':
      if (authorization !== 'Bearer google-token') return `not signed in: ${authorization}`;
      if (path === `/projects/my-project/locations/europe-west1/publishers/anthropic${countingPath}`)
        return 'model' in body ? undefined : 'the model is in the body where tokens are counted';
      if (
        !/^\/projects\/my-project\/locations\/europe-west1\/publishers\/anthropic\/models\/[^/]+:streamRawPredict$/.test(
          path,
        )
      ) {
        return `no such path: ${path}`;
      }
      if (body.anthropic_version !== 'vertex-2023-10-16') return `anthropic_version: ${body.anthropic_version}`;
      return 'model' in body ? 'the model is not in the body' : undefined;
  }
}

function modelIn(path: string): string {
  return /\/model\/([^/]+)\/|\/models\/([^/]+):/.exec(path)?.slice(1).find(Boolean) ?? '';
}

/**
 * One event of the Messages API in Amazon's framing (application/vnd.amazon.eventstream): total length, length of the
 * headers, checksum of these two, headers, payload, checksum of it all; numbers are big-endian.
 */
function frame(data: string): Buffer {
  const payload = Buffer.from(JSON.stringify({ bytes: Buffer.from(data).toString('base64') }));
  const headers = Buffer.concat(
    Object.entries({
      ':event-type': 'chunk',
      ':content-type': 'application/json',
      ':message-type': 'event',
    }).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(value.length);
      // 7 is the type of a text.
      return Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ]);
    }),
  );
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const body = Buffer.concat([prelude, checksum(prelude), headers, payload]);
  return Buffer.concat([body, checksum(body)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
