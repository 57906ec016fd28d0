import type { Log, ModelOutput, Spent } from '../agent/ports.ts';
import type { SentFacts } from '../protocol/cacheEvents.ts';
import type { Usage } from '../protocol/content.ts';
import { type Accumulator, BrokenStreamError } from './accumulate.ts';
import { type Failure, IdleError, tooLongWait } from './providerError.ts';
import { backoffMs, inWords, type RetryPolicy } from './retry.ts';
import { sleep } from './sleep.ts';

/** Opens one streaming request; the data of its events, one by one. An empty one only shows that the provider lives. */
export interface Open<Params> {
  (params: Params, signal: AbortSignal): Promise<AsyncIterable<{ readonly data: string }>>;
  /** Asks the provider how many tokens a request has, where it offers that. */
  readonly count?: (params: Params, signal: AbortSignal) => Promise<number>;
}

/** One way to ask a provider, for `askWithRetries`. */
export interface Asking<Params> {
  /** The model's id. */
  readonly model: string;
  readonly open: Open<Params>;
  /** The request as it is to be sent now; asked again after `adapt`. */
  params(): Params;
  /** What of a request decides whether the provider's cache holds. */
  sent(params: Params): SentFacts;
  accumulator(): Accumulator;
  /** What a thrown value means, `undefined` for a bug of ours. */
  explain(thrown: unknown): Failure | undefined;
  /** Changes the next request so that this failure cannot come again; false where nothing can be changed. */
  adapt(failed: Failure): boolean;
  /** Where requests go, for the log. */
  readonly host: string;
  readonly policy: RetryPolicy;
  /** Longest silence of the provider before the request is asked again. */
  readonly idleTimeoutMs: number;
  readonly log: Log;
}

/** How long the end of a stream is waited for once the answer is complete. */
const drainMs = 250;

/**
 * Asks until there is an answer: a failure that may pass is tried again after a wait that is told as a delta, one that
 * `adapt` can prevent at once. Yields deltas and what each failed attempt used, then the message; throws a `ModelError` that says what the person can do,
 * what `signal` was aborted with, or a bug as it is.
 */
export async function* askWithRetries<Params>(
  asking: Asking<Params>,
  signal: AbortSignal,
): AsyncGenerator<ModelOutput> {
  const { policy, host, log } = asking;
  let params = asking.params();
  for (let attempt = 1; ; ) {
    let streamed = false;
    const meter: Meter = { usage: undefined, characters: 0 };
    try {
      signal.throwIfAborted();
      for await (const output of answer(asking, params, signal, meter)) {
        if (output.type === 'delta') streamed = true;
        yield output;
      }
      return;
    } catch (thrown) {
      // Of a request that was stopped on its way, nobody knows whether it is billed.
      if (meter.sent && signal.aborted) meter.usage ??= { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
      // What was stopped before it was sent used nothing and was no attempt.
      if (meter.sent) yield { type: 'spent', ...spentBy(asking.model, meter) };
      signal.throwIfAborted();
      const failed = asking.explain(thrown);
      if (!failed) throw thrown;
      const cause = failed.error.cause instanceof Error ? failed.error.cause.message : '';
      log.warn(`Request to ${host}, attempt ${attempt}: ${failed.error.reason}: ${cause}`);
      if (asking.adapt(failed)) {
        params = asking.params();
        if (streamed) yield { type: 'delta', delta: { type: 'restart' } };
        continue;
      }
      if (!failed.retryable || attempt >= policy.attempts) throw failed.error;
      const delayMs = failed.retryAfterMs ?? backoffMs(attempt, policy);
      if (delayMs > policy.retryAfterCapMs) throw tooLongWait(failed, delayMs);
      attempt += 1;
      if (streamed) yield { type: 'delta', delta: { type: 'restart' } };
      const text = `${failed.brief}. Attempt ${attempt} of ${policy.attempts} in ${inWords(delayMs)}.`;
      yield { type: 'delta', delta: { type: 'waiting', delayMs, text } };
      await sleep(delayMs, signal);
    }
  }
}

/** What is known of an attempt while it runs. */
interface Meter {
  sent?: boolean;
  /** There once the provider began to answer. */
  usage: Usage | undefined;
  characters: number;
}

/** Providers count the output at the end: of an answer that was cut, four characters are taken for a token. */
function spentBy(model: string, { usage, characters }: Meter): Spent {
  if (!usage) return { model };
  const known = usage.input + usage.cacheRead + usage.cacheWrite > 0;
  return { model, usage: known ? { ...usage, output: Math.max(usage.output, Math.ceil(characters / 4)) } : usage };
}

/** One attempt: deltas, then the message. Throws whatever goes wrong, and what `signal` was aborted with. */
async function* answer<Params>(
  { open, accumulator: createAccumulator, sent, idleTimeoutMs }: Asking<Params>,
  params: Params,
  signal: AbortSignal,
  meter: Meter,
): AsyncGenerator<ModelOutput> {
  const controller = new AbortController();
  const halt = new AbortController();
  let waiting = false;
  const idle = setTimeout(() => {
    // Time that the reader of the deltas takes is not silence of the provider.
    if (waiting) halt.abort(new IdleError(`Nothing came for ${inWords(idleTimeoutMs)}.`));
  }, idleTimeoutMs);
  const onAbort = (): void => halt.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const halted = new Promise<never>((_, reject) => {
    halt.signal.addEventListener('abort', () => {
      reject(halt.signal.reason);
      controller.abort();
    });
  });
  // It may be rejected while nobody waits; the loop below asks the signals itself.
  halted.catch(() => undefined);

  async function next<T>(promise: Promise<T>): Promise<T> {
    // It was begun already, and fails on its own once a stop has come meanwhile.
    promise.catch(() => undefined);
    signal.throwIfAborted();
    idle.refresh();
    waiting = true;
    try {
      return await Promise.race([promise, halted]);
    } finally {
      waiting = false;
    }
  }

  try {
    meter.sent = true;
    const events = (await next(open(params, controller.signal)))[Symbol.asyncIterator]();
    const accumulator = createAccumulator();
    meter.usage = accumulator.usage();
    for (;;) {
      const { value, done } = await next(events.next());
      if (!done) {
        for (const delta of accumulator.push(value.data)) {
          if ('text' in delta) meter.characters += delta.text.length;
          yield { type: 'delta', delta };
        }
        meter.usage = accumulator.usage();
      }
      const message = accumulator.finish(done === true);
      if (!message) {
        if (done) throw new BrokenStreamError('The connection closed before the answer was complete.');
        continue;
      }
      signal.throwIfAborted();
      yield { ...message, sent: sent(params) };
      // Reading to the end leaves the connection open for the next request; whether it works no longer matters.
      if (!done) await Promise.allSettled([Promise.race([events.next(), sleep(drainMs, halt.signal)])]);
      return;
    }
  } finally {
    clearTimeout(idle);
    signal.removeEventListener('abort', onAbort);
    controller.abort();
    halt.abort();
  }
}
