/** What is known of how a model counts, against the local vocabulary. Sums fade, so that newer observations count more. */
export interface Calibration {
  readonly counted: number;
  readonly reported: number;
  readonly observations: number;
  /** Running mean of the relative error of each prediction before it was learnt from, from 0; the first counts too. */
  readonly error: number;
}

/** How much of the past an observation leaves. */
const keep = 0.9;
/** A prompt smaller than this says little: what a provider adds around it weighs too much. */
const fewestTokens = 200;
const bounds = { least: 0.4, most: 3 };

/**
 * Tokens of a model for one of the local vocabulary. Before anything was reported: 1 for OpenAI's families, whose
 * vocabulary it is, and a fifth more for the others, so that a context is rather thought too full than not full enough.
 */
export function ratioOf(model: string, calibration: Calibration | undefined): number {
  if (calibration) return within(calibration.reported / calibration.counted);
  return /(?:^|[/.])(?:gpt-|chatgpt-|codex|o\d)/.test(model) ? 1 : 1.2;
}

/**
 * Learns from one prompt: `counted` by the local vocabulary, `reported` by the provider. Pure: the running ratio is
 * Σ keepⁿ·reported / Σ keepⁿ·counted, so that long prompts count by their length. `undefined` where nothing is to be learnt.
 */
export function calibrate(
  before: Calibration | undefined,
  model: string,
  counted: number,
  reported: number,
): Calibration | undefined {
  const usable = Number.isFinite(counted) && Number.isFinite(reported) && counted >= fewestTokens && reported > 0;
  if (!usable || reported / counted > bounds.most || reported / counted < bounds.least) return before;
  const missed = Math.abs(counted * ratioOf(model, before) - reported) / reported;
  const { counted: c = 0, reported: r = 0, observations = 0, error = 0 } = before ?? {};
  return {
    counted: c * keep + counted,
    reported: r * keep + reported,
    observations: observations + 1,
    error: error + (missed - error) / (observations + 1),
  };
}

function within(ratio: number): number {
  return Math.min(bounds.most, Math.max(bounds.least, ratio));
}
