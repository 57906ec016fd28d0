import { type FeatureDefinition, GrowthBook } from '@growthbook/growthbook';

/** What the SDK made of one feature; `value` is `undefined` where there is no such feature. */
export interface Evaluated {
  readonly name: string;
  readonly value: unknown;
}

/**
 * The values of features for these attributes, by GrowthBook's SDK, and the experiments that this session takes part in.
 * Works on what it is given: nothing is fetched, cached or sent, and the tracking callback only fills the result. Throws
 * where the SDK cannot read a feature.
 */
export function evaluateFeatures(
  features: Readonly<Record<string, unknown>>,
  names: readonly string[],
  attributes: Readonly<Record<string, string>>,
): { readonly values: readonly Evaluated[]; readonly experiments: { key: string; variation: string }[] } {
  const experiments: { key: string; variation: string }[] = [];
  // A copy, because the SDK may write into it. It takes whatever JSON there is; what it cannot read it skips or throws.
  const copy: Record<string, FeatureDefinition> = JSON.parse(JSON.stringify(features));
  const growthbook = new GrowthBook({
    features: copy,
    attributes: { ...attributes },
    disableCache: true,
    trackingCallback: (experiment, result) => {
      experiments.push({ key: experiment.key, variation: result.key });
    },
  });
  try {
    const values = names.map((name) => {
      const { value, source } = growthbook.evalFeature(name);
      return { name, value: source === 'unknownFeature' || value === null ? undefined : (value as unknown) };
    });
    return { values, experiments };
  } finally {
    growthbook.destroy();
  }
}
