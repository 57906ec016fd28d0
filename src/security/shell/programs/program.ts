import type { Argument, Span } from '../argument.ts';
import type { Check } from '../checks/check.ts';
import type { Output } from '../outputs.ts';
import type { Kind } from './kinds.ts';

/**
 * How a command looks at a path: the text of a file, its name and metadata, the bare name, everything below a folder, or as the
 * folder in which the rest runs.
 */
export type Access = 'content' | 'entry' | 'names' | 'tree' | 'enter';

/** Which files below a folder a search reads. */
export interface Search {
  /** Files whose name begins with a dot are read as well. */
  readonly hidden: boolean;
  /** Files that .gitignore names are read as well. */
  readonly ignored: boolean;
  /** Only files that git tracks are read. */
  readonly tracked?: true;
  /** Only files that match one of these patterns by their name. */
  readonly only?: readonly string[];
  /** What is certainly passed over below the folder that is searched: files by their names, with `*`, and folders. */
  readonly without?: { readonly files: readonly string[]; readonly folders: readonly string[] };
  /** It is a library, whose files are read even where it only names them. */
  readonly library?: true;
  /** Links below the folder are followed. */
  readonly follows?: true;
}

/** How a program reports what it found out about one call of it. */
export interface Use {
  report(check: Check, why: string, at: Span): void;
  /** A path that it reads; without one the folder in which it runs. */
  read(access: Access, argument: Argument | undefined, search?: Search): void;
  /** No file that the pattern matches may have a name that begins with a dash. */
  noDashes(argument: Argument): void;
  /** The variable gets a value that is only known when the command runs. */
  bind(name: string): void;
}

/** One call of a program: its options in order and its operands. */
export interface Call {
  readonly options: readonly { readonly name: string; readonly value?: Argument }[];
  readonly operands: readonly Argument[];
  /** How many of the operands stand before `--`, where there is one. */
  readonly beforeDashes?: number;
  readonly at: Span;
}

/**
 * What a program may be given so that it only looks. Everything that is not written here asks. Options are spelled out,
 * in lists separated by blanks.
 */
export interface Program {
  /** One word, or two for a subcommand (`git log`); several names where programs differ in name only. */
  readonly names: readonly string[];
  /** Part of the shell, so no file is run. */
  readonly builtin?: true;
  /** The check that an unknown option falls under. */
  readonly check: Check;
  readonly flags?: string;
  /** Options with a value, attached or as the next word. */
  readonly values?: Readonly<Record<string, Kind>>;
  /**
   * Options whose value is the next word wherever their letter stands in a bundle, while the letters after it are options
   * of their own. Such a letter is read where it comes last only.
   */
  readonly next?: Readonly<Record<string, Kind>>;
  /** Some versions take what follows the first operand for operands, so an option there has two meanings. */
  readonly optionsFirst?: true;
  /** A word that begins with `@` names a file of further arguments, wherever it stands. */
  readonly responseFiles?: true;
  /** Options whose value is optional, and then attached. */
  readonly optional?: Readonly<Record<string, Kind>>;
  /** A number may be an option: `-5`. */
  readonly numbers?: true;
  /** No option has a digit for its letter: it refuses a negative number. */
  readonly noDigits?: true;
  /** Options whose value is the next word, unless they come last. */
  readonly maybe?: Readonly<Record<string, Kind>>;
  /** Options that take a name and a value, both as words of their own. */
  readonly pairs?: Readonly<Record<string, Kind>>;
  /**
   * None of its options, written here or not, can do harm: a file whose name looks like one may be matched. Not where one
   * reads further files (`grep -R`, `wc --files0-from`, `hexdump -f`) or never ends (`tail -f`).
   */
  readonly harmlessOptions?: true;
  /** Options begin with one dash and are whole words: `-name`. */
  readonly longWithOneDash?: true;
  readonly operands?: Operands | ((call: Call) => Operands);
  /** Reads its own grammar instead of options and operands. */
  readonly grammar?: (words: readonly Argument[], use: Use, at: Span) => void;
  /** Looks at the call as a whole, after each part was judged. */
  readonly judge?: (call: Call, use: Use) => void;
  readonly output: Output | ((call: Call) => Output);
  /** Whole commands that must pass, and such that must not: the program counts only while all of them hold. */
  readonly match: readonly string[];
  readonly notMatch: readonly string[];
}

export interface Operands {
  /** What the first ones are. */
  readonly first?: readonly Kind[];
  /** Options that take the place of the first operand (`grep -e`). */
  readonly unless?: string;
  /** What all others are; without it there are no others. */
  readonly rest?: Kind;
  readonly least?: number;
  readonly most?: number;
  /** What it looks at when it is given no path, and which files of that. */
  readonly without?: Access;
  readonly search?: Search;
}
