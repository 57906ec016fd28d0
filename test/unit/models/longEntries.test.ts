import { expect, test } from 'vitest';
import { always, asking, connect, hear, says } from './asking.ts';

const hello = { reply: [{ type: 'text', text: 'Hello.' }] };

test('a platform that refuses entries of an hour is asked again without, and from then on', async () => {
  const asked: boolean[] = [];
  const { model } = await connect(always(hello), {
    async fetch(input, init) {
      const long = String(init?.body).includes('"ttl":"1h"');
      asked.push(long);
      if (!long) return await fetch(input, init);
      const error = { type: 'invalid_request_error', message: 'cache_control.ttl: Extra inputs are not permitted' };
      return Response.json({ type: 'error', error }, { status: 400 });
    },
  });
  const request = { ...asking(says('Hello')), cacheLifetime: '1h' as const };
  const first = await hear(model, request);
  const second = await hear(model, request);
  expect([first.error, second.error]).toEqual([undefined, undefined]);
  expect(asked).toEqual([true, false, false]);
  expect(first.message?.sent?.lifetimeMs).toBe(300_000);
});

test('entries of an hour are asked for at every breakpoint, and counted apart', async () => {
  const { model } = await connect(always(hello));
  const { message } = await hear(model, { ...asking(says('Hello. '.repeat(2000))), cacheLifetime: '1h' });
  expect(message?.usage.cacheWrite).toBeGreaterThan(1024);
  expect(message?.usage.cacheWrite1h).toBe(message?.usage.cacheWrite);
  expect(message?.sent?.lifetimeMs).toBe(3_600_000);
});
