/** Which files below a folder a search would read. */
export interface SearchScope {
  /** Files and folders whose name begins with a dot as well. */
  readonly hidden: boolean;
  /** What .gitignore leaves out as well. */
  readonly ignored: boolean;
}

/**
 * What the gate must know of the machine before a command runs unasked. A throw counts as the worst answer. Paths are
 * absolute.
 */
export interface CommandFacts {
  /** The shell that runs commands. */
  readonly shell: string;
  /** The WebAssembly of the second parser; read once, when the first command is judged. */
  parserFiles(): Promise<{ readonly runtime: Uint8Array; readonly grammar: Uint8Array }>;
  /**
   * Where the program of a name comes from: a folder of the system, nowhere (then nothing would run), or the path of
   * something else, which may have been planted.
   */
  programOrigin(name: string): Promise<'system' | 'missing' | { readonly path: string }>;
  /** Why git cannot be trusted to only look, and not into files with keys, in the repository around a folder, in words. */
  gitRuns(folder: string): Promise<string | undefined>;
  /** Those of the names that git takes for the content of a single file, whose path they do not tell. */
  gitBlobs(folder: string, names: readonly string[]): Promise<readonly string[]>;
  /** Files that a shell pattern may match now, rather too many than too few; nothing where there are too many. */
  matches(pattern: string): Promise<readonly string[] | undefined>;
  /** Files below a path that match one of the globs, or the file itself; nothing where there are too many to tell. */
  filesBelow(path: string, globs: readonly string[], scope: SearchScope): Promise<readonly string[] | undefined>;
}
