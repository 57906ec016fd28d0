import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAnthropicModel } from '../../../src/models/anthropic.ts';
import { createOpenAiModel } from '../../../src/models/openAi.ts';
import { createHttpFetch } from '../../../src/platform/httpFetch.ts';
import { proxyFor } from '../../../src/platform/proxy.ts';
import { selfSigned, startProxy, startTlsServer } from '../../support/tlsServer.ts';
import { asking, hear, recordingLog, says } from '../models/asking.ts';

describe('which proxy', () => {
  const cases: readonly [string, Record<string, string>, string | undefined][] = [
    ['https://api.test/x', {}, undefined],
    ['https://api.test/x', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
    ['https://api.test/x', { https_proxy: 'p:3128', HTTPS_PROXY: 'http://other' }, 'http://p:3128/'],
    ['https://api.test/x', { HTTP_PROXY: 'http://p:3128' }, undefined],
    ['http://api.test/x', { HTTP_PROXY: 'http://p:3128' }, 'http://p:3128/'],
    ['https://api.test/x', { ALL_PROXY: 'https://p' }, 'https://p/'],
    ['https://api.test/x', { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }, undefined],
    ['https://api.test/x', { HTTPS_PROXY: 'http://p', NO_PROXY: 'example.com, api.test' }, undefined],
    ['https://api.test/x', { HTTPS_PROXY: 'http://p', NO_PROXY: '.test' }, undefined],
    ['https://api.test/x', { HTTPS_PROXY: 'http://p', NO_PROXY: '*.test' }, undefined],
    ['https://api.test/x', { HTTPS_PROXY: 'http://p', NO_PROXY: 'i.test' }, 'http://p/'],
    ['https://api.test:8443/x', { HTTPS_PROXY: 'http://p', NO_PROXY: 'api.test:443' }, 'http://p/'],
    ['https://api.test/x', { HTTPS_PROXY: 'http://p', NO_PROXY: 'api.test:443' }, undefined],
    ['http://127.0.0.1:11434/v1', { HTTP_PROXY: 'http://p' }, undefined],
    ['http://localhost:11434/v1', { HTTP_PROXY: 'http://p' }, undefined],
  ];
  test.each(cases)('%s with %o', (url, environment, proxy) => {
    expect(proxyFor(new URL(url), environment)?.href).toBe(proxy);
  });

  test('an address that is none is not passed over', () => {
    expect(() => proxyFor(new URL('https://api.test'), { HTTPS_PROXY: 'socks5://p' })).toThrow(
      /http:\/\/ or https:\/\//,
    );
  });
});

const answer = [
  { type: 'message_start', message: { model: 'claude-sonnet-5-5', usage: {} } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Through.' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_stop' },
].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

async function provider(host = 'api.test', days = 2) {
  const certificate = selfSigned(host, days);
  const server = await startTlsServer(certificate, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(answer.join(''));
  });
  onTestFinished(async () => {
    await server.close();
    certificate.dispose();
  });
  return { ...server, file: certificate.file };
}

async function ask(environment: Record<string, string>, baseUrl = 'https://api.test') {
  const { log } = recordingLog();
  const fetch = createHttpFetch(environment);
  const shared = { retry: { attempts: 1 }, fetch, baseUrl, apiKey: 'k-123', log };
  const [claude, chat] = [
    createAnthropicModel({ ...shared, model: 'claude-sonnet-5-5' }),
    createOpenAiModel({ ...shared, model: 'm' }),
  ];
  const heard = await hear(claude, asking(says('Hello')));
  // Every adapter speaks of it in the same way.
  const other = heard.error ? await hear(chat, asking(says('Hello'))) : undefined;
  if (other) expect(other.error).toMatchObject({ reason: Reflect.get(Object(heard.error), 'reason') });
  return heard;
}

async function proxied(targetPort: number, options: Parameters<typeof startProxy>[1] = {}) {
  const proxy = await startProxy(targetPort, options);
  onTestFinished(() => proxy.close());
  return proxy;
}

describe('through a proxy, to a server with a certificate of its own', () => {
  test('it is tunnelled, and trusted by SSL_CERT_FILE', async () => {
    const { port, file } = await provider();
    const proxy = await proxied(port, { credentials: 'ann:p@ss' });
    const heard = await ask({ HTTPS_PROXY: `http://ann:p%40ss@127.0.0.1:${proxy.port}`, SSL_CERT_FILE: file });
    expect(heard).toMatchObject({ error: undefined, message: { content: [{ type: 'text', text: 'Through.' }] } });
    expect(proxy.asked).toEqual(['api.test:443']);
  });

  test('certificates are not checked where that is asked for, and only there', async () => {
    const { port } = await provider();
    const proxy = await proxied(port);
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const response = await createHttpFetch(environment, false)('https://api.test/x');
    expect(response.status).toBe(200);
    await response.body?.cancel();
    await expect(createHttpFetch(environment)('https://api.test/x')).rejects.toThrow('fetch failed');
  });

  test('a plain address goes to the proxy as a whole', async () => {
    const server = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const proxy = await proxied((server.address() as AddressInfo).port);
    const response = await createHttpFetch({ HTTP_PROXY: `127.0.0.1:${proxy.port}` })('http://models.test/v1/models');
    expect(await response.text()).toBe('models.test /v1/models');
    expect(proxy.asked).toEqual(['http://models.test/v1/models']);
  });

  const failures: readonly [
    string,
    { host?: string; days?: number; trust?: boolean; proxy?: Parameters<typeof startProxy>[1]; deadProxy?: true },
    string,
    RegExp,
  ][] = [
    ['self-signed', {}, 'certificate', /api\.test has signed its certificate itself.*NODE_EXTRA_CA_CERTS/],
    ['expired', { days: -1, trust: true }, 'certificate', /has expired.*clock/],
    ['of another host', { host: 'other.test', trust: true }, 'certificate', /made for another host/],
    [
      'a proxy that wants a name',
      { trust: true, proxy: { credentials: 'a:b' } },
      'proxy',
      /wants a name and a password/,
    ],
    [
      'a proxy that refuses',
      { trust: true, proxy: { status: 403 } },
      'proxy',
      /does not let requests to api\.test through \(status 403\)/,
    ],
    [
      'a proxy that is not there',
      { trust: true, deadProxy: true },
      'proxy',
      /proxy for api\.test cannot be reached \(ECONNREFUSED\)/,
    ],
  ];
  test.each(failures)('%s', async (_, { host, days, trust, proxy: options, deadProxy }, reason, sentence) => {
    const { port, file } = await provider(host, days);
    const proxy = await proxied(port, options);
    if (deadProxy) await proxy.close();
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, ...(trust ? { SSL_CERT_FILE: file } : {}) };
    const heard = await ask(environment);
    expect(heard.error).toMatchObject({ reason, message: expect.stringMatching(sentence) });
  });

  test('https to a server without TLS', async () => {
    const server = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const heard = await ask({}, `https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(heard.error).toMatchObject({
      reason: 'certificate',
      message: expect.stringMatching(/does not answer with TLS/),
    });
  });
});
