import type { Output, Span } from './argument.ts';
import type { Check, Finding } from './checks/check.ts';
import type { Access, Search } from './programs/program.ts';

/** A path that a command reads, to be judged where the file system is known. */
export interface Read {
  readonly access: Access;
  /** Absolute, below the home folder (`~/…`), or beginning with `./` for the workspace's root. Not normalised. */
  readonly path: string;
  /** The path is a pattern with shell wildcards, its literal parts escaped. */
  readonly pattern?: true;
  /** Names that match fall apart at blanks before they are used. */
  readonly resplit?: true;
  /** A match whose name begins with a dash would be taken for an option. */
  readonly noDashes?: true;
  readonly search?: Search;
  readonly at: Span;
}

/** One simple command of a compound one, for people. */
export interface Part {
  readonly at: Span;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** What a command is found to do from its text alone. */
export interface Analysis {
  /** `allow`: every part only looks, provided that what it reads and runs is judged as well. */
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly findings: readonly Finding[];
  readonly parts: readonly Part[];
  readonly reads: readonly Read[];
  /** Programs that are run by their names. */
  readonly programs: readonly string[];
  /** git looks into the repository at the workspace's root. */
  readonly git: boolean;
}

const maxSteps = 5000;

/** Collects what is found while one command is walked through. */
export function createNotes(source: string) {
  const findings: Finding[] = [];
  const parts = new Map<number, Part & { findings: Finding[] }>();
  const reads = new Map<string, Read>();
  const programs = new Set<string>();
  let git = false;
  let steps = 0;
  return {
    source,
    findings,
    programs,
    report(check: Check, why: string, at: Span): void {
      if (findings.some((one) => one.check === check && one.why === why)) return;
      const finding = { check, why, at };
      findings.push(finding);
      for (const part of parts.values()) if (part.at[0] <= at[0] && at[1] <= part.at[1]) part.findings.push(finding);
    },
    part(at: Span): void {
      if (!parts.has(at[0])) parts.set(at[0], { at, text: source.slice(...at), findings: [] });
    },
    read(read: Read): void {
      reads.set(JSON.stringify({ ...read, at: undefined }), read);
    },
    usesGit(): void {
      git = true;
    },
    /** Counts the work, which loops inside substitutions multiply. */
    step(): void {
      steps += 1;
      if (steps > maxSteps) throw new Error('The command multiplies itself more often than is judged.');
    },
    git: () => git,
    parts: () => [...parts.values()],
    reads: () => [...reads.values()],
  };
}

export type Notes = ReturnType<typeof createNotes>;

/** Where the shell stands after a command that worked and after one that failed, and what the command prints. */
export interface Flow {
  readonly ok: readonly string[];
  readonly fail: readonly string[];
  readonly output: Output;
}
