import { type Model, ModelError, type SmallAsk, type SmallModel } from '../agent/ports.ts';

export interface SmallModelLimits {
  /** Longest question and answer, in characters. */
  readonly question: number;
  readonly answer: number;
  readonly timeoutMs: number;
  /** Failures in a row after which nothing is asked for `restMs`. */
  readonly failures: number;
  readonly restMs: number;
  now(): number;
}

const defaults: SmallModelLimits = {
  question: 200_000,
  answer: 20_000,
  timeoutMs: 30_000,
  failures: 3,
  restMs: 10 * 60_000,
  now: Date.now,
};

/**
 * A model as a port for cheap work: one question, one answer, no tools, no history. A question that is too long keeps
 * its beginning and its end. After three failures in a row it rests, so that no loop asks for ever.
 */
export function createSmallModel(
  id: string,
  model: () => Promise<Model>,
  limits: Partial<SmallModelLimits> = {},
): SmallModel {
  const { question, answer, timeoutMs, failures, restMs, now } = { ...defaults, ...limits };
  let failed = 0;
  let restsUntil = 0;

  async function ask(text: string, signal: AbortSignal, { whole = false, spent }: SmallAsk): Promise<string> {
    const content = [{ type: 'text' as const, text: shortened(text, question) }];
    const request = { system: { fixed: '', dynamic: '' }, tools: [], messages: [{ role: 'user' as const, content }] };
    let said = '';
    for await (const output of (await model()).stream(request, signal)) {
      if (output.type === 'spent') {
        spent?.(output);
        continue;
      }
      if (output.type === 'message') {
        spent?.({ model: output.model, usage: output.usage });
        const texts = output.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
        if (output.stopReason === 'refusal') throw new ModelError('rejected', 'The small model declined to answer.');
        const all = texts.join('');
        if (whole && (output.stopReason !== 'endTurn' || all.length > answer)) {
          throw new ModelError('rejected', 'The answer of the small model was cut.');
        }
        return all.slice(0, answer);
      }
      if (output.delta.type === 'restart') said = '';
      if (output.delta.type === 'text') said += output.delta.text;
      if (said.length > answer) {
        spent?.({ model: id, usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } });
        if (whole) throw new ModelError('rejected', 'The answer of the small model was too long.');
        return said.slice(0, answer);
      }
    }
    throw new ModelError('network', 'The answer of the small model ended before it was complete.');
  }

  return {
    model: id,
    async ask(text, signal, options = {}) {
      signal?.throwIfAborted();
      if (now() < restsUntil) {
        throw new ModelError(
          'overloaded',
          `The small model failed ${failures} times in a row, so it is left alone for a while.`,
        );
      }
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const said = await ask(text, signal ? AbortSignal.any([signal, limit]) : limit, options);
        failed = 0;
        return said;
      } catch (error) {
        // A stop is no failure of the model.
        if (signal?.aborted) throw error;
        failed += 1;
        if (failed >= failures) {
          failed = 0;
          restsUntil = now() + restMs;
        }
        if (limit.aborted) {
          throw new ModelError('overloaded', `The small model did not answer within ${timeoutMs / 1000} seconds.`, {
            cause: error,
          });
        }
        throw error;
      }
    },
  };
}

function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`;
}
