import type { TokenCounter } from '../../agent/ports.ts';
import { type Calibration, calibrate, ratioOf } from './calibration.ts';

/** A counter that learns from what providers report. */
export interface LocalTokenCounter extends TokenCounter {
  calibration(model: string): Promise<Calibration | undefined>;
}

/** Where what was learnt outlives the process. */
export interface CalibrationStore {
  load(): Promise<ReadonlyMap<string, Calibration>>;
  save(model: string, calibration: Calibration): Promise<void>;
}

/**
 * Counts with the vocabulary o200k, which is exact for OpenAI's models since GPT-4o and a near relative of most others,
 * times what the model has shown to take of such tokens. The vocabulary (2.6 MB) is a bundle of its own, loaded with the
 * first count and never at start-up.
 */
export function createTokenCounter(store?: CalibrationStore): LocalTokenCounter {
  let loading: Promise<Map<string, Calibration>> | undefined;
  const known = (): Promise<Map<string, Calibration>> => {
    loading ??= (async () => new Map(await store?.load()))();
    return loading;
  };
  const ratio = async (model: string): Promise<number> => ratioOf(model, (await known()).get(model));
  return {
    async countTokens(text, model) {
      return Math.ceil((await countLocally(text)) * (await ratio(model)));
    },
    countLocally,
    ratio,
    async observe(model, counted, reported) {
      const calibrations = await known();
      const before = calibrations.get(model);
      const next = calibrate(before, model, counted, reported);
      if (!next || next === before) return;
      calibrations.set(model, next);
      await store?.save(model, next);
    },
    calibration: async (model) => (await known()).get(model),
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
