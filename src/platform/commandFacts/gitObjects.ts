import { ToolError } from '../../agent/tool.ts';
import { askGit } from './askGit.ts';

type Kind = 'blob' | 'tree' | 'unclear';

/** More names than this are not asked about one by one. */
const maxSingly = 60;

/** Says which names stand for the content of a file or for a folder by itself; see `CommandFacts`. */
export function createGitObjects(environment: Readonly<Record<string, string>>) {
  return async (folder: string, names: readonly string[]): Promise<ReadonlyMap<string, Kind>> => {
    // An annotated tag is an object of its own, so what it leads to is asked as well.
    const asked = names.flatMap((name) => [name, `${name}^{}`]);
    const types = await typesOf(asked, folder, environment);
    const found = new Map<string, Kind>();
    names.forEach((name, index) => {
      const both = types.slice(2 * index, 2 * index + 2);
      // An abbreviation that fits several objects may well fit a file.
      if (both.some((type) => type.endsWith(' ambiguous'))) found.set(name, 'unclear');
      else if (both.includes('blob')) found.set(name, 'blob');
      else if (both.includes('tree')) found.set(name, 'tree');
    });
    return found;
  };
}

async function typesOf(
  names: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  try {
    const answers = await askGit(['cat-file', '--batch-check=%(objecttype)'], folder, environment, names.join('\n'));
    return answers.split('\n');
  } catch (error) {
    if (error instanceof ToolError || names.length > maxSingly) throw error;
    if (names.length === 1) return [''];
    // Some names end git, like `@{u}` without such a branch; a command would end there as well. But git itself must work.
    await askGit(['rev-parse', '--git-dir'], folder, environment);
    const types: string[] = [];
    for (const name of names) types.push((await typesOf([name], folder, environment))[0] ?? '');
    return types;
  }
}
