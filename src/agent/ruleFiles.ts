/** The text of one settings file with rules, as it is now. */
export interface RuleFile {
  readonly source: 'managed' | 'user' | 'project';
  readonly path: string;
  /** Absent where there is no such file. */
  readonly text?: string;
  /** Nobody can tell whose it is, so that what it allows does not count. */
  readonly tightenOnly?: true;
  /** Why it is there and cannot be used, as the end of a sentence. */
  readonly problem?: string;
}

/** A rule as it is written into a settings file. */
export type RuleEntry = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The settings files that hold rules. */
export interface RuleFiles {
  /** Read afresh where they have changed; the same array as long as they have not. */
  read(): Promise<readonly RuleFile[]>;
  /** Adds rules to the person's own settings. Throws `ToolError` with a sentence where that file must not be touched. */
  save(rules: readonly RuleEntry[]): Promise<void>;
}
