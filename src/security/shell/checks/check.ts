/** One of the numbered checks of a command. */
export interface Check {
  /** Its number in `SECURITY.md`, in verdicts and on cards; never reused. */
  readonly number: number;
  readonly name: string;
  /** `raw` sees the characters, `tree` the syntax, `meaning` what a program would do with its words. */
  readonly stage: 'raw' | 'tree' | 'meaning';
  /** What a finding leads to: a person decides, or nobody may. */
  readonly verdict: 'ask' | 'deny';
  /** The attack that it stops, in one line. */
  readonly stops: string;
  /** Public advisories (CVE or GHSA) of agents that lacked it. */
  readonly advisories: readonly string[];
}

/** What a check found in one command. */
export interface Finding {
  readonly check: Check;
  /** One line for the person, a whole sentence. */
  readonly why: string;
  /** `[start, end)` in the command, where the place is known. */
  readonly at?: readonly [number, number];
}
