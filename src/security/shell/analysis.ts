import type { Argument, Span } from './argument.ts';
import type { Check, Finding } from './checks/check.ts';
import type { Output } from './outputs.ts';
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

/** A simple command with its words, the program's name first, as they are when it runs. */
export interface SimpleCall {
  readonly words: readonly Argument[];
  /** Where it may stand; see places.ts. */
  readonly places: readonly string[];
  /** Its input or output is redirected. */
  readonly redirected: boolean;
}

/** One simple command of a compound one. */
export interface Part {
  readonly at: Span;
  readonly text: string;
  /** Everything found in it, what it holds in substitutions included. */
  readonly findings: readonly Finding[];
  /** It as it may run: more than one in a loop, none where the name of its program is only known then. */
  readonly calls: readonly SimpleCall[];
}

/** A file that a redirect would write. `path` as in `Read`. */
export interface Write {
  readonly path: string;
  readonly at: Span;
}

/** What a command is found to do from its text alone. */
export interface Analysis {
  /** `allow`: every part only looks, provided that what it reads and runs is judged as well. */
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly findings: readonly Finding[];
  readonly parts: readonly Part[];
  readonly reads: readonly Read[];
  readonly writes: readonly Write[];
  /** Programs that are run by their names. */
  readonly programs: readonly string[];
  /** Folders, as in `Read`, in which git looks into the repository around the workspace's root. */
  readonly git: readonly string[];
}

const maxSteps = 5000;

/** Collects what is found while one command is walked through. */
export function createNotes(source: string) {
  const findings: Finding[] = [];
  const parts = new Map<number, Part & { findings: Finding[]; calls: SimpleCall[] }>();
  const writes = new Map<string, Write>();
  const reads = new Map<string, Read>();
  const programs = new Set<string>();
  const git = new Set<string>();
  let steps = 0;
  return {
    source,
    findings,
    programs,
    report(check: Check, why: string, at: Span): void {
      // The same in another place counts again: each part answers for itself.
      const here = (one: Finding): boolean => one.at?.[0] === at[0] && one.at[1] === at[1];
      if (findings.some((one) => one.check === check && one.why === why && here(one))) return;
      const finding = { check, why, at };
      findings.push(finding);
      for (const part of parts.values()) if (part.at[0] <= at[0] && at[1] <= part.at[1]) part.findings.push(finding);
    },
    part(at: Span): void {
      if (!parts.has(at[0])) parts.set(at[0], { at, text: source.slice(...at), findings: [], calls: [] });
    },
    call(at: Span, call: SimpleCall): void {
      parts.get(at[0])?.calls.push(call);
    },
    write(write: Write): void {
      writes.set(write.path, write);
    },
    read(read: Read): void {
      reads.set(JSON.stringify({ ...read, at: undefined }), read);
    },
    usesGit(places: readonly string[]): void {
      for (const place of places) git.add(place);
    },
    /** Counts the work, which loops inside substitutions multiply. */
    step(): void {
      steps += 1;
      if (steps > maxSteps) throw new Error('The command multiplies itself more often than is judged.');
    },
    git: () => [...git],
    parts: () => [...parts.values()],
    reads: () => [...reads.values()],
    writes: () => [...writes.values()],
  };
}

export type Notes = ReturnType<typeof createNotes>;

/** Where the shell stands after a command that worked and after one that failed, and what the command prints. */
export interface Flow {
  readonly ok: readonly string[];
  readonly fail: readonly string[];
  readonly output: Output;
}
