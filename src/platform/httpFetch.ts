import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { proxyAuthorization, proxyFor, tunnelAgent } from './proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `fetch` over node's own HTTP client, for the command line: the built-in one compiles a parser in the background, which
 * holds up both the first request and the end of a short-lived process. Takes an address, a method, headers, a text body
 * and a signal; answers with a streaming `Response`. Redirects are not followed, so that a key goes where it was sent to.
 * The environment's proxy is used, and SSL_CERT_FILE for authorities of a company's own (node itself reads
 * NODE_EXTRA_CA_CERTS). Certificates are checked unless `strict` is false.
 */
export function createHttpFetch(environment: Environment = {}, strict = true): typeof globalThis.fetch {
  const plain = new http.Agent({ keepAlive: true });
  const agents = new Map<string, https.Agent>();
  let authorities: string[] | undefined;

  function trusted(): string[] | undefined {
    const file = environment.SSL_CERT_FILE?.trim();
    if (!file) return undefined;
    authorities ??= [...tls.rootCertificates, readFileSync(file, 'utf8')];
    return authorities;
  }

  function secureAgent(proxy: URL | undefined): https.Agent {
    const slot = proxy?.href ?? '';
    const known = agents.get(slot);
    if (known) return known;
    const ca = trusted();
    const trust = { rejectUnauthorized: strict, ...(ca ? { ca } : {}) };
    const agent = proxy ? tunnelAgent(proxy, trust) : new https.Agent({ keepAlive: true, ...trust });
    agents.set(slot, agent);
    return agent;
  }

  /** What to ask whom: a proxy is asked for a plain address as a whole, and for a secure one to connect to it. */
  function route(url: URL): { client: typeof http | typeof https; options: https.RequestOptions } {
    const proxy = proxyFor(url, environment);
    // Said with the request too: VS Code puts an agent of its own in the place of ours.
    const trust = { rejectUnauthorized: strict };
    if (url.protocol === 'https:') return { client: https, options: { agent: secureAgent(proxy), ...trust } };
    if (!proxy) return { client: http, options: { agent: plain } };
    const secure = proxy.protocol === 'https:';
    return {
      client: secure ? https : http,
      options: {
        protocol: proxy.protocol,
        hostname: proxy.hostname,
        port: proxy.port || (secure ? 443 : 80),
        path: url.href,
        agent: secure ? secureAgent(undefined) : plain,
      },
    };
  }

  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { method = 'GET', signal } = init;
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError(`${url.protocol} is not supported`);
    const body = init.body instanceof URLSearchParams ? init.body.toString() : init.body;
    if (body != null && typeof body !== 'string') throw new TypeError('only a text body is supported');
    signal?.throwIfAborted();
    const headers = Object.fromEntries(new Headers(init.headers));
    if (init.body instanceof URLSearchParams) {
      headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8';
    }
    const proxy = url.protocol === 'http:' ? proxyFor(url, environment) : undefined;
    if (proxy) Object.assign(headers, { host: url.host, ...proxyAuthorization(proxy) });
    const { client, options } = route(url);

    return await new Promise<Response>((resolve, reject) => {
      const request = client.request(url, { ...options, method, headers }, (message) => resolve(responseOf(message)));
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
