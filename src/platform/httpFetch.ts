import http from 'node:http';
import https from 'node:https';

/**
 * `fetch` over node's own HTTP client, for the command line: the built-in one compiles a parser in the background, which
 * holds up both the first request and the end of a short-lived process. Takes an address, a method, headers, a text body
 * and a signal; answers with a streaming `Response`. Redirects are not followed, so that a key goes where it was sent to.
 */
export function createHttpFetch(): typeof globalThis.fetch {
  const agents = {
    'http:': { client: http, agent: new http.Agent({ keepAlive: true }) },
    'https:': { client: https, agent: new https.Agent({ keepAlive: true }) },
  };

  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { method = 'GET', body, signal } = init;
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError(`${url.protocol} is not supported`);
    if (body != null && typeof body !== 'string') throw new TypeError('only a text body is supported');
    signal?.throwIfAborted();
    const headers = Object.fromEntries(new Headers(init.headers));
    const { client, agent } = agents[url.protocol];

    return await new Promise<Response>((resolve, reject) => {
      const request = client.request(url, { method, headers, agent }, (message) => resolve(responseOf(message)));
      const stop = (): void => {
        reject(signal?.reason);
        request.destroy();
      };
      signal?.addEventListener('abort', stop, { once: true });
      request.once('close', () => signal?.removeEventListener('abort', stop));
      request.once('error', (cause) => reject(new TypeError('fetch failed', { cause })));
      request.end(body == null ? undefined : Buffer.from(body));
    });
  };
}

function responseOf(message: http.IncomingMessage): Response {
  const headers = new Headers();
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    headers.append(message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? '');
  }
  const { statusCode: status = 500, statusMessage: statusText = '' } = message;
  const empty = status === 204 || status === 205 || status === 304;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      message.on('data', (chunk: Buffer) => {
        controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        if ((controller.desiredSize ?? 1) <= 0) message.pause();
      });
      message.once('end', () => controller.close());
      message.on('error', (error) => controller.error(error));
      message.once('close', () => {
        if (!message.complete) controller.error(new Error('The connection was closed before the answer was complete.'));
      });
    },
    pull() {
      message.resume();
    },
    cancel() {
      message.destroy();
    },
  });
  return new Response(empty ? null : body, { status, statusText, headers });
}
