import type { TokenCounter } from '../../agent/ports.ts';
import { type Calibration, calibrate, ratioOf } from './calibration.ts';

/** A counter that learns from what providers report. */
export interface LocalTokenCounter extends TokenCounter {
  /** Tokens by the local vocabulary alone, the same for every model. */
  countLocally(text: string): Promise<number>;
  /** `counted` tokens by the local vocabulary of a prompt for which the provider has reported `reported`. */
  observe(model: string, counted: number, reported: number): void;
  calibration(model: string): Calibration | undefined;
}

/**
 * Counts with the vocabulary o200k, which is exact for OpenAI's models since GPT-4o and a near relative of most others,
 * times what the model has shown to take of such tokens. The vocabulary (2.6 MB) is a bundle of its own, loaded with the
 * first count and never at start-up.
 */
export function createTokenCounter(): LocalTokenCounter {
  const calibrations = new Map<string, Calibration>();
  return {
    async countTokens(text, model) {
      return Math.ceil((await countLocally(text)) * ratioOf(model, calibrations.get(model)));
    },
    countLocally,
    observe(model, counted, reported) {
      const next = calibrate(calibrations.get(model), model, counted, reported);
      if (next) calibrations.set(model, next);
    },
    calibration: (model) => calibrations.get(model),
  };
}

/** The vocabulary's own splitting keeps such runs whole, and merging one takes time by the square of its length. */
const longRuns = /((?:\p{L}\p{M}*){256,}|\s{256,}|[^\s\p{L}\p{N}]{256,})/u;
const slice = /[\s\S]{1,256}/gu;

async function countLocally(text: string): Promise<number> {
  if (text === '') return 0;
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  // What looks like a control token of the vocabulary is text here: files may hold it.
  const count = (part: string): number =>
    part === '' ? 0 : countTokens(part, { allowedSpecial: new Set(), disallowedSpecial: new Set() });
  const pieces = text.split(longRuns).flatMap((part, index) => (index % 2 === 1 ? (part.match(slice) ?? []) : [part]));
  return pieces.reduce((sum, piece) => sum + count(piece), 0);
}
