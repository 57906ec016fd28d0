import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createFeatures } from '../../../src/platform/features.ts';
import { createHttpFetch } from '../../../src/platform/httpFetch.ts';
import { readPromptFiles } from '../../../src/platform/promptFiles.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** An endpoint that answers as it is told, and counts. */
async function endpoint(answer: { status?: number; body?: string; hang?: boolean; location?: string }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.cookie ?? ''}`.trim());
    if (answer.hang) return;
    response.writeHead(answer.status ?? 200, answer.location ? { location: answer.location } : {});
    response.end(answer.body ?? '{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { asked, url: `http://127.0.0.1:${port}/api/features/sdk-1` };
}

function features(home: string, url: string, timeoutMs = 500) {
  const warned: string[] = [];
  const log = { debug() {}, warn: (text: string) => warned.push(text) };
  return { warned, ...createFeatures({ home, url: () => url, log, timeoutMs }) };
}

describe('features', () => {
  it('are none without a file and an address', async () => {
    expect(await features(temporaryFolder(), '').load()).toEqual({ source: undefined, problems: [] });
  });

  it('of the person’s own file come first', async () => {
    const home = temporaryFolder({ 'features.json': '\uFEFF{"brief":{"defaultValue":true}}' });
    const { url, asked } = await endpoint({});
    const { source } = await features(home, url).load();
    expect(source).toEqual({ payload: { brief: { defaultValue: true } }, from: 'file' });
    expect(asked).toEqual([]);
  });

  it('of a broken file are none, with the reason', async () => {
    const { source, problems } = await features(temporaryFolder({ 'features.json': '{"a":' }), '').load();
    expect(source).toBeUndefined();
    expect(problems[0]).toMatch(/features\.json is left out: it is not JSON/);
  });

  it('of an endpoint serve the sessions that come later, also without a network, and are kept for their owner', async () => {
    const home = temporaryFolder();
    const { url, asked } = await endpoint({ body: '{"features":{"x":{}}}' });
    const first = features(home, url);
    expect((await first.load()).source).toBeUndefined();
    await first.refresh();
    expect((await first.load()).source).toEqual({ payload: { features: { x: {} } }, from: 'endpoint' });
    expect(asked).toEqual(['GET /api/features/sdk-1']);
    if (process.platform !== 'win32') expect(statSync(join(home, 'features-received.json')).mode & 0o777).toBe(0o600);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    const later = features(home, url);
    await later.refresh();
    expect((await later.load()).source?.from).toBe('endpoint');
    expect((await features(home, `${url}2`).load()).source).toBeUndefined();
  });

  it.each<[string, Parameters<typeof endpoint>[0]]>([
    ['an error', { status: 500, body: '{}' }],
    ['no JSON', { body: '<html>' }],
    ['no object', { body: '[1]' }],
    ['too much', { body: JSON.stringify({ x: 'x'.repeat(1_100_000) }) }],
    ['a redirect', { status: 302, location: 'http://127.0.0.1:1/' }],
    ['silence', { hang: true }],
  ])('that come with %s leave the last good ones', async (_, answer) => {
    const kept = { url: '', payload: { features: { good: {} } } };
    const { url } = await endpoint(answer);
    const home = temporaryFolder({ 'features-received.json': JSON.stringify({ ...kept, url }) });
    const { refresh, load } = features(home, url);
    await refresh();
    expect((await load()).source?.payload).toEqual(kept.payload);
  });

  it('never wait for the endpoint', async () => {
    const { url } = await endpoint({ hang: true });
    const started = performance.now();
    await features(temporaryFolder(), url, 5000).load();
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('come by the command line’s own client as well', async () => {
    const { url } = await endpoint({ body: '{"a":{}}' });
    const home = temporaryFolder();
    const log = { debug() {}, warn() {} };
    await createFeatures({ home, url: () => url, log, fetch: createHttpFetch() }).refresh();
    expect(readFileSync(join(home, 'features-received.json'), 'utf8')).toContain('"payload":{"a":{}}');
  });

  it.each(['http://example.com/x', 'file:///etc/passwd', 'features', 'http://localhost.example.com/'])(
    'of %s are not asked for',
    async (url) => {
      const home = temporaryFolder();
      const { refresh, load, warned } = features(home, url);
      await refresh();
      expect(warned).toHaveLength(1);
      expect((await load()).problems).toEqual(['belay.features.url is not used: it must be an https address.']);
      expect(existsSync(join(home, 'features-received.json'))).toBe(false);
    },
  );
});

describe('prompt files', () => {
  it('are those of the person, and of the project where it is trusted, in the order of their names', async () => {
    const home = temporaryFolder({
      'prompts/b.md': 'B',
      'prompts/a.md': 'A',
      'prompts/note.txt': 'x',
      'prompts/.c.md': 'x',
    });
    const root = temporaryFolder({ '.belay/prompts/p.md': 'P' });
    const read = (trusted: boolean) => readPromptFiles({ home, root, trusted });
    const person = [
      { name: 'a.md', from: 'person', text: 'A' },
      { name: 'b.md', from: 'person', text: 'B' },
    ];
    expect(await read(false)).toEqual({ files: person, problems: [] });
    expect((await read(true)).files).toEqual([...person, { name: 'p.md', from: 'project', text: 'P' }]);
    expect(await readPromptFiles({ home: root, root: home, trusted: true })).toEqual({ files: [], problems: [] });
  });

  it('are no links, no folders and not over 64 KB; a linked folder of a project is none', async () => {
    const home = temporaryFolder({ 'prompts/big.md': 'x'.repeat(70_000), 'secret.md': 'S' });
    symlinkSync(join(home, 'secret.md'), join(home, 'prompts', 'link.md'));
    mkdirSync(join(home, 'prompts', 'dir.md'));
    const root = temporaryFolder({ 'elsewhere/x.md': 'X' });
    mkdirSync(join(root, '.belay'));
    symlinkSync(join(root, 'elsewhere'), join(root, '.belay', 'prompts'));
    const { files, problems } = await readPromptFiles({ home, root, trusted: true });
    expect(files).toEqual([]);
    expect(problems.map((text) => text.replace(/.*prompts\//, ''))).toEqual([
      'big.md is left out: it is over 64 KB.',
      'dir.md is left out: it is not a plain file.',
      'link.md is left out: it is not a plain file.',
    ]);
  });

  it('are at most 64 a folder', async () => {
    const home = temporaryFolder({ 'prompts/a.md': 'A' });
    for (let n = 0; n < 70; n++) writeFileSync(join(home, 'prompts', `n${n}.md`), 'x');
    const { files, problems } = await readPromptFiles({ home, root: temporaryFolder(), trusted: true });
    expect(files).toHaveLength(64);
    expect(problems).toHaveLength(1);
  });
});
