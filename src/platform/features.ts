import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Log } from '../agent/ports.ts';
import { errorCode } from './errorCode.ts';
import { writeAtomic } from './writeAtomic.ts';

/** Features in GrowthBook's form, not checked but for being JSON, and where they come from. */
export interface FeatureSource {
  readonly payload: unknown;
  readonly from: 'file' | 'endpoint';
}

/** The features that choose flags and variants of the prompt. */
export interface Features {
  /**
   * `features.json` in Belay's folder where there is one, otherwise the last good answer of the endpoint. Reads files only,
   * so that no session waits for a network; the endpoint is asked beside it, for the sessions that come later.
   */
  load(): Promise<{ readonly source: FeatureSource | undefined; readonly problems: readonly string[] }>;
  /** Asks the endpoint, where there is one and it was not asked within the last ten minutes. Never throws. */
  refresh(): Promise<void>;
  /** Resolves when what is being received is kept, or after a second: a slow endpoint holds up nobody's end. */
  settled(): Promise<void>;
}

export interface FeaturesOptions {
  /** Belay's own folder. */
  readonly home: string;
  /** The endpoint, '' for none. */
  url(): string;
  readonly log: Pick<Log, 'debug' | 'warn'>;
  readonly fetch?: typeof globalThis.fetch;
  readonly timeoutMs?: number;
}

const Kept = z.object({ url: z.string(), payload: z.unknown() });
const mostBytes = 1024 * 1024;
const pauseMs = 10 * 60_000;
const settleMs = 1000;

export function createFeatures({ home, url, log, fetch, timeoutMs = 5000 }: FeaturesOptions): Features {
  const own = join(home, 'features.json');
  const kept = join(home, 'features-received.json');
  let asked: { readonly url: string; readonly at: number } | undefined;
  let running: Promise<void> | undefined;

  async function receive(address: string): Promise<void> {
    try {
      const payload = await download(address, fetch ?? globalThis.fetch, timeoutMs);
      await writeAtomic(kept, `${JSON.stringify({ url: address, payload })}\n`, { mode: 0o600, fsync: false });
    } catch (error) {
      log.debug(`the features could not be had, the last ones stay: ${describe(error)}`);
    }
  }

  async function refresh(): Promise<void> {
    const address = url();
    if (running || address === '' || (asked?.url === address && Date.now() - asked.at < pauseMs)) return await running;
    const problem = problemOf(address);
    if (problem !== undefined) return log.warn(problem);
    asked = { url: address, at: Date.now() };
    running = receive(address).finally(() => {
      running = undefined;
    });
    await running;
  }

  return {
    refresh,
    async settled() {
      const waiting = new AbortController();
      await Promise.race([running, sleep(settleMs, undefined, { signal: waiting.signal }).catch(() => {})]);
      waiting.abort();
    },
    async load() {
      const found = await readJson(own);
      if (found && 'value' in found) return { source: { payload: found.value, from: 'file' }, problems: [] };
      const problems = found ? [`${own} is left out: ${found.problem}.`] : [];
      const address = url();
      if (address === '') return { source: undefined, problems };
      const problem = problemOf(address);
      if (problem !== undefined) return { source: undefined, problems: [...problems, problem] };
      void refresh();
      const last = await readJson(kept);
      const read = Kept.safeParse(last && 'value' in last ? last.value : undefined);
      const known = read.success && read.data.url === address;
      return { source: known ? { payload: read.data.payload, from: 'endpoint' } : undefined, problems };
    },
  };
}

/** Without the address itself: its path holds the key of the project. */
function problemOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const local = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return undefined;
  return 'belay.features.url is not used: it must be an https address.';
}

async function download(address: string, fetch: typeof globalThis.fetch, timeoutMs: number): Promise<unknown> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`the endpoint answers ${response.status}`);
  let [size, text] = [0, ''];
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new Error('the answer is over 1 MB');
    text += decoder.decode(chunk, { stream: true });
  }
  const payload: unknown = JSON.parse(text + decoder.decode());
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw new Error('the answer is no object');
  return payload;
}

/** `undefined` where there is no file. */
async function readJson(path: string): Promise<{ readonly value: unknown } | { readonly problem: string } | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > mostBytes) return { problem: 'it is over 1 MB' };
    return { value: JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    return { problem: error instanceof SyntaxError ? `it is not JSON (${error.message})` : describe(error) };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
