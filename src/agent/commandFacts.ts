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
  /** The folder of the repository around a folder, as git finds it; nothing where there is none. Links are not followed. */
  repositoryOf(folder: string): string | undefined;
  /**
   * What git takes names for, tags followed, where that is the content of a single file, a folder, or not clear; all else,
   * a commit or nothing, is left out. No name holds the end of a line.
   */
  gitObjects(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, 'blob' | 'tree' | 'unclear'>>;
  /**
   * Files that git tracks below a path of the repository around a folder, in submodules as well; of the whole repository where
   * there is nothing at the path. Throws where there is no repository.
   */
  trackedFiles(folder: string, path: string): Promise<readonly string[]>;
  /** Files that a shell pattern may match now, rather too many than too few; nothing where there are too many. */
  matches(pattern: string): Promise<readonly string[] | undefined>;
  /** Files below a path that match one of the globs, or the file itself; nothing where there are too many to tell. */
  filesBelow(path: string, globs: readonly string[], scope: SearchScope): Promise<readonly string[] | undefined>;
  /** True of a pipe, a socket or a device: what reads one may wait for ever. */
  neverEnds(path: string): boolean;
  /** True of a library that only names the files in it (a thin archive of ar), and of what cannot be read. */
  namesOthers(path: string): boolean;
  /** Symbolic links below a folder, at any depth; nothing where it holds too much to tell. */
  linksBelow(folder: string): Promise<readonly string[] | undefined>;
}
