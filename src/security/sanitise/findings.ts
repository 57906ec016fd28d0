/** Something that was taken out or marked. `first` is the offset of the first one in the raw text, in UTF-16 units. */
export interface Finding {
  /** `escape`, `control`, `bidi`, `zeroWidth`, `tag`, `variation`, `surrogate`, `marker`, or `secret:` and its kind. */
  readonly kind: string;
  readonly count: number;
  readonly first: number;
}

/** Counts what the stages find. */
export interface Findings {
  note(kind: string, offset: () => number): void;
  list(): Finding[];
}

export function createFindings(): Findings {
  const found = new Map<string, { count: number; readonly first: number }>();
  return {
    note(kind, offset) {
      const known = found.get(kind);
      if (known) known.count++;
      else found.set(kind, { count: 1, first: offset() });
    },
    list: () =>
      [...found]
        .map(([kind, { count, first }]) => ({ kind, count, first }))
        .sort((one, other) => one.first - other.first || (one.kind < other.kind ? -1 : 1)),
  };
}
