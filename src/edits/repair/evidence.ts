/**
 * What differs between the text that a model sent and the place in the file that it means. `kept` counts where both have
 * the very same special piece, which speaks against treating others like it.
 */
export interface Evidence {
  /** Names of escapes (see escapes.ts) that had to be undone, and of those that the file has as well. */
  readonly undone: Set<string>;
  readonly escapesKept: Set<string>;
  /** Typographic characters by what they had to become; the same for those that the file has as well. */
  readonly straightened: Map<string, Set<string>>;
  readonly charactersKept: Set<string>;
  /** The file has typographic quotes where the model wrote straight ones. */
  quotesOfFile: boolean;
  /** The file has typographic dashes, an ellipsis or odd spaces where the model wrote plain ones. */
  charactersOfFile: boolean;
  /** Letters had to be composed; letters that the file has decomposed as the model sent them; or only the file has. */
  composed: boolean;
  decomposedKept: boolean;
  decomposedOfFile: boolean;
  lineEndings: boolean;
  /** Trailing white space that the model sent and the file has not, or has as well. */
  trailing: { extra: boolean; kept: boolean };
}

export function noEvidence(): Evidence {
  return {
    undone: new Set(),
    escapesKept: new Set(),
    straightened: new Map(),
    charactersKept: new Set(),
    quotesOfFile: false,
    charactersOfFile: false,
    composed: false,
    decomposedKept: false,
    decomposedOfFile: false,
    lineEndings: false,
    trailing: { extra: false, kept: false },
  };
}

/** What a person and the model read of each cause, in the order in which they are told. */
export const causes = {
  lineNumbers: 'line numbers',
  lineEndings: 'line endings',
  escapes: 'escaped characters',
  entities: 'HTML entities',
  quotes: 'typographic quotes',
  dashes: 'typographic dashes',
  ellipsis: 'an ellipsis character',
  spaces: 'special spaces',
  composition: 'composed and decomposed letters',
  indentation: 'indentation',
  trailing: 'trailing white space',
  finalNewline: 'a final newline',
  byteOrderMark: 'a byte order mark',
} as const;

export type Cause = keyof typeof causes;
