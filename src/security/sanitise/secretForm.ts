/**
 * A form of secret that can be told by itself. `form` is matched where one of the literal `anchors` stands; its first
 * group, where it has one, is kept, and all else of the match is masked. `before` matches what of the secret stands
 * before the anchor; with the anchor at most 40 characters.
 */
export interface SecretForm {
  readonly name: string;
  readonly anchors: readonly string[];
  readonly form: RegExp;
  readonly before: RegExp | undefined;
  /** For anchors that are in many words: see `Rule`. */
  readonly first: RegExp | undefined;
  /** Names may look the same, so that what stands behind the anchor must look drawn by chance. */
  readonly drawn: boolean;
}

export function row(name: string, anchors: string, form: RegExp, before?: RegExp, first?: RegExp): SecretForm {
  return {
    name,
    anchors: anchors.split(' '),
    form: new RegExp(form, 'y'),
    before,
    first: first && new RegExp(first, 'y'),
    drawn: false,
  };
}

/** A beginning of a provider's own, and behind it what matches `body`. */
export function prefixed(name: string, beginnings: string, body: string): SecretForm {
  const anchors = beginnings.split(' ');
  const start = `(?:${anchors.map((one) => one.replaceAll(/[.|]/g, String.raw`\$&`)).join('|')})`;
  const isCommon = anchors.some((one) => one.length < 5);
  return {
    ...row(name, beginnings, new RegExp(String.raw`${start}(?:${body})(?![\w-])`)),
    first: isCommon ? new RegExp(String.raw`${start}[\w.-]{12}`, 'y') : undefined,
  };
}

/** The same where only chance tells it from a name. */
export function drawn(name: string, beginnings: string, body: string): SecretForm {
  return { ...prefixed(name, beginnings, body), drawn: true };
}
