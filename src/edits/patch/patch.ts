/** One line of a hunk. `bare` is an empty line without the space that a line of context should begin with. */
export interface PatchLine {
  readonly kind: 'keep' | 'remove' | 'add';
  readonly text: string;
  readonly bare?: true;
  /** A `\ No newline at end of file` follows. */
  readonly unended?: true;
}

/** One place to change. `line` is the 1-based line of the patch on which it begins, `headers` what follows its `@@`. */
export interface PatchHunk {
  readonly line: number;
  readonly headers: readonly string[];
  readonly lines: readonly PatchLine[];
  /** The hunk ends with `*** End of File`. */
  readonly atEnd: boolean;
}

/** What a patch does to one file. Paths as the model wrote them; `line` is the 1-based line of the section's header. */
export type PatchSection =
  | {
      readonly kind: 'add';
      readonly path: string;
      readonly line: number;
      readonly text: string;
      /** No line had the `+` that it should begin with. */
      readonly unsigned?: true;
    }
  | { readonly kind: 'delete'; readonly path: string; readonly line: number }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly line: number;
      readonly moveTo: string | undefined;
      readonly hunks: readonly PatchHunk[];
    };

export type ParsedPatch =
  | { readonly ok: true; readonly sections: readonly PatchSection[] }
  | { readonly ok: false; readonly message: string };

/** A line of a section with its 1-based number in the patch, line end taken off. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
}

/** Why a patch cannot be read: a sentence that names the line. */
export class PatchSyntaxError extends Error {
  override readonly name = 'PatchSyntaxError';
  constructor({ number, text }: SourceLine, message: string) {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    super(`Line ${number} of the patch${shown.trim() === '' ? '' : ` (“${shown}”)`}: ${message}`);
  }
}

export const endOfFile = /^\*{3}\s*End\s+of\s+File\s*$/i;
