import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createHttpFetch } from '../../../src/platform/httpFetch.ts';

const fetch = createHttpFetch();

async function served<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    return await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('fetch over node’s own client', () => {
  it('sends method, headers and body, and brings status, headers and body back', async () => {
    await served(
      (request, response) => {
        let body = '';
        request.on('data', (chunk) => {
          body += String(chunk);
        });
        request.on('end', () => {
          response.writeHead(201, { 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] });
          response.end(`${request.method} ${request.url} ${request.headers['x-key']} ${body}`);
        });
      },
      async (url) => {
        const answer = await fetch(`${url}/path?q=1`, { method: 'POST', headers: { 'X-Key': 'k' }, body: 'grüße' });
        expect(answer.status).toBe(201);
        expect(answer.headers.get('x-one')).toBe('1');
        expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
        expect(await answer.text()).toBe('POST /path?q=1 k grüße');
      },
    );
  });

  it('streams: the first piece is there before the last is sent', async () => {
    await served(
      (request, response) => {
        response.write('first');
        request.socket.once('data', () => {});
        setTimeout(() => response.end('last'), 50);
      },
      async (url) => {
        const reader = (await fetch(url)).body?.getReader();
        expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
        expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('last');
        expect((await reader?.read())?.done).toBe(true);
      },
    );
  });

  it('a large body arrives whole, also when it is read slowly', async () => {
    const text = 'x'.repeat(5_000_000);
    await served(
      (_, response) => response.end(text),
      async (url) => {
        let size = 0;
        for await (const chunk of (await fetch(url)).body ?? []) {
          size += chunk.length;
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(size).toBe(text.length);
      },
    );
  });

  it('a connection cut in the middle is an error of the body', async () => {
    await served(
      (_, response) => {
        response.write('half');
        setTimeout(() => response.destroy(), 20);
      },
      async (url) => {
        await expect((await fetch(url)).text()).rejects.toThrow();
      },
    );
  });

  it('nobody there is a rejection with its cause', async () => {
    const closed = await served(
      (_, response) => response.end(),
      async (url) => url,
    );
    await expect(fetch(closed)).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
  });

  it('an abort ends the request, before and during the answer', async () => {
    await served(
      (_, response) => {
        response.write('and then');
      },
      async (url) => {
        await expect(fetch(url, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
        const controller = new AbortController();
        const answer = await fetch(url, { signal: controller.signal });
        const text = answer.text();
        controller.abort(new Error('enough'));
        await expect(text).rejects.toThrow();
      },
    );
  });

  it('does not follow a redirect', async () => {
    await served(
      (_, response) => {
        response.writeHead(302, { location: 'http://127.0.0.1:9/' });
        response.end();
      },
      async (url) => {
        expect((await fetch(url, { headers: { 'x-api-key': 'k' } })).status).toBe(302);
      },
    );
  });

  it.each([['ftp://example.org'], ['file:///etc/passwd']])('refuses %s', async (url) => {
    await expect(fetch(url)).rejects.toThrow('not supported');
  });
});
