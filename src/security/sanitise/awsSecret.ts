import type { Hit, Judgement, Place } from './rule.ts';

/** So far behind the id of an AWS key its secret is looked for: on the same line or one of the next. */
const besideLength = 240;
const awsSecret = /(?<![\w+/=-])[A-Za-z0-9+/]{40}(?![\w+/=-])/g;

/** An AWS secret key has no form of its own but forty characters; beside the id of a key it is one. */
export function withSecretBeside(hit: Hit, { text, last }: Place): Judgement {
  if (!last && text.length - hit.to < besideLength) return 'more';
  const near = text.slice(hit.to, hit.to + besideLength);
  for (const { index, 0: value } of near.matchAll(awsSecret)) {
    if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value) || value.endsWith('EXAMPLEKEY')) continue;
    const from = hit.to + index;
    return { ...hit, beside: { from, to: from + value.length, kind: 'secret:aws-secret-key' } };
  }
  return hit;
}
