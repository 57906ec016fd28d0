import * as z from 'zod';
import type { ChosenPrompt, PromptAudience } from '../agent/ports.ts';
import { flags, variantFlag } from './flags.ts';
import { defaultVariant, type Section } from './section.ts';

/** Features in GrowthBook's form, not yet checked, and where they come from: the person's own file, or an endpoint. */
export interface FeatureSource {
  readonly payload: unknown;
  readonly from: 'file' | 'endpoint';
}

const Features = z.record(z.string(), z.looseObject({ rules: z.array(z.looseObject({})).optional() }));

/** What GrowthBook's SDK would skip without a word, or say on the console only. */
const Rule = z
  .looseObject({
    variations: z.array(z.unknown()).min(2).optional(),
    weights: z.array(z.number()).optional(),
    coverage: z.number().optional(),
    condition: z.record(z.string(), z.unknown()).optional(),
    hashAttribute: z.string().optional(),
  })
  .refine(({ variations, weights }) => !weights || weights.length === variations?.length, {
    path: ['weights'],
    message: 'there must be one for each variation',
  })
  .refine(({ weights }) => !weights || Math.abs(weights.reduce((sum, one) => sum + one, 0) - 1) < 0.01, {
    path: ['weights'],
    message: 'they must add up to 1',
  });

/**
 * Chooses flags and variants for a session. The session's id divides sessions among the arms of an experiment, so that the
 * same session always gets the same. Nothing at fault stops it: it counts as not set, and `problems` say so. The SDK is
 * loaded only where there are features.
 */
export async function choosePrompt(
  source: FeatureSource | undefined,
  sections: readonly Section[],
  audience: PromptAudience & { readonly surface: string },
): Promise<ChosenPrompt> {
  const byDefault = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.default]));
  const nothing = { choice: { flags: byDefault, variants: {}, experiments: [] }, problems: [] };
  if (!source) return nothing;
  const where = source.from === 'file' ? '~/.belay/features.json' : 'the features of belay.features.url';
  const features = featuresOf(source.payload);
  if (typeof features === 'string') return { ...nothing, problems: [`${capital(where)} cannot be used: ${features}.`] };

  const choosable = sectionsWithVariants(sections);
  const names = [...Object.keys(flags), ...[...choosable.keys()].map(variantFlag)];
  const problems: string[] = [];
  // Features of an endpoint are those of a team, for other programs and versions too.
  const strange = source.from === 'file' ? Object.keys(features).filter((name) => !names.includes(name)) : [];
  if (strange.length > 0) {
    problems.push(
      `${capital(where)} sets ${strange.join(', ')}, which means nothing here. Known: ${names.join(', ')}.`,
    );
  }
  // Those of other programs are not ours to judge.
  const faulty = names.filter((name) => {
    const rules = z.array(Rule).optional().safeParse(features[name]?.rules);
    const [issue] = rules.error?.issues ?? [];
    if (issue) problems.push(`${capital(where)} sets ${name} by a rule that cannot be read: ${issueText(issue)}.`);
    return issue !== undefined;
  });
  const sound = Object.fromEntries(Object.entries(features).filter(([name]) => !faulty.includes(name)));
  const { evaluateFeatures } = await import('./evaluateFeatures.ts');
  const { sessionId, model, mode, surface } = audience;
  const evaluated = attempt(() => evaluateFeatures(sound, names, { id: sessionId, model, mode, surface }));
  if (typeof evaluated === 'string')
    return { ...nothing, problems: [`${capital(where)} cannot be used: ${evaluated}.`] };
  const { values, experiments } = evaluated;
  const chosen: Record<string, boolean> = { ...byDefault };
  const variants: Record<string, string> = {};
  for (const { name, value } of values) {
    if (value === undefined) continue;
    if (Object.hasOwn(flags, name)) {
      if (typeof value === 'boolean') chosen[name] = value;
      else problems.push(`${capital(where)} sets ${name} to ${JSON.stringify(value)}; it must be true or false.`);
      continue;
    }
    const id = name.slice(variantFlag('').length);
    const known = [defaultVariant, ...(choosable.get(id) ?? [])];
    if (typeof value !== 'string' || !known.includes(value)) {
      problems.push(`${capital(where)} sets ${name} to ${JSON.stringify(value)}; there are ${known.join(', ')}.`);
    } else if (value !== defaultVariant) variants[id] = value;
  }
  return { choice: { flags: chosen, variants, experiments }, problems };
}

/** The features as a map, or in words what is wrong. Both the answer of an endpoint and a bare map are understood. */
function featuresOf(payload: unknown): z.infer<typeof Features> | string {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return 'it is no object';
  if ('encryptedFeatures' in payload && payload.encryptedFeatures) return 'its features are encrypted';
  const read = Features.safeParse('features' in payload ? payload.features : payload);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `${issue?.path.join('.') || 'it'} is not a feature of GrowthBook`;
}

/** Such as "rules.0.variations: …". */
function issueText({ path, message }: z.core.$ZodIssue): string {
  return `${['rules', ...path].join('.')}: ${message}`;
}

function sectionsWithVariants(sections: readonly Section[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { id, variant } of sections) {
    if (variant !== defaultVariant) found.set(id, [...(found.get(id) ?? []), variant]);
  }
  return found;
}

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
