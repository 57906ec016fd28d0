import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { CommandFacts } from '../../agent/commandFacts.ts';
import { filesBelow } from './filesBelow.ts';
import { createGitObjects } from './gitObjects.ts';
import { createGitRuns, repositoryAbove } from './gitRuns.ts';
import { linksBelow } from './linksBelow.ts';
import { readParserFiles } from './parserFiles.ts';
import { createProgramOrigin } from './programOrigin.ts';
import { shellMatches } from './shellMatches.ts';
import type { SecretNames } from './shownSecret.ts';
import { createTrackedFiles } from './trackedFiles.ts';

export interface CommandFactsOptions {
  readonly root: string;
  /** The environment of commands that only look. */
  readonly environment: Readonly<Record<string, string>>;
  readonly bundleFolder: string;
  /** Path of ripgrep. */
  readonly binary: string;
  /** The files that hold keys. */
  readonly secrets: SecretNames;
}

/** How long a list of files is kept, in milliseconds. */
const keptMs = 1000;

/** What the gate asks about this machine before a command runs unasked. */
export function createCommandFacts(options: CommandFactsOptions): CommandFacts {
  const { root, environment, bundleFolder, binary, secrets } = options;
  const origin = createProgramOrigin({ path: environment.PATH ?? '', root });
  const files = new Map<string, { readonly found: Promise<readonly string[] | undefined>; readonly until: number }>();
  return {
    shell: 'bash',
    parserFiles: () => readParserFiles(bundleFolder),
    programOrigin: async (name) => origin(name),
    gitRuns: createGitRuns(environment, secrets),
    repositoryOf: (folder) => repositoryAbove(folder),
    gitObjects: createGitObjects(environment),
    trackedFiles: createTrackedFiles(environment),
    matches: shellMatches,
    linksBelow,
    neverEnds(path) {
      const found = statSync(path, { throwIfNoEntry: false });
      return found !== undefined && !found.isFile() && !found.isDirectory();
    },
    namesOthers(path) {
      const thin = Buffer.from('!<thin>');
      const start = Buffer.alloc(thin.length);
      if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
      let file: number | undefined;
      try {
        file = openSync(path, 'r');
        readSync(file, start);
        return start.equals(thin);
      } catch {
        return true;
      } finally {
        if (file !== undefined) closeSync(file);
      }
    },
    filesBelow(path, globs, scope) {
      const key = JSON.stringify([path, globs, scope]);
      const now = performance.now();
      const known = files.get(key);
      if (known && known.until > now) return known.found;
      const found = filesBelow(binary, path, globs, scope);
      if (files.size > 100) files.clear();
      files.set(key, { found, until: now + keptMs });
      return found;
    },
  };
}
