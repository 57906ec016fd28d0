import { askGit } from './askGit.ts';

/** Says which names stand for the content of a file by itself; git tells no path with it, so nobody knows what it holds. */
export function createGitBlobs(environment: Readonly<Record<string, string>>) {
  return async (folder: string, names: readonly string[]): Promise<readonly string[]> => {
    const answers = await askGit(['cat-file', '--batch-check=%(objecttype)'], folder, environment, names.join('\n'));
    const types = answers.split('\n');
    // An abbreviation that fits several objects may well fit a file.
    return names.filter((_, index) => types[index] === 'blob' || types[index]?.endsWith(' ambiguous'));
  };
}
