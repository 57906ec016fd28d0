import { workspace } from 'vscode';

const freshFor = 10_000;
const most = 20_000;
let known: { readonly at: number; readonly paths: Promise<readonly string[]> } | undefined;

/** Up to 20 files of the workspace that fit what was typed, best first; paths relative to their folder. */
export async function findFiles(query: string): Promise<readonly string[]> {
  if (!known || Date.now() - known.at > freshFor) known = { at: Date.now(), paths: list() };
  const wanted = query.trim().toLowerCase();
  return (await known.paths)
    .map((path) => ({ path, score: scoreOf(path.toLowerCase(), wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, 20)
    .map(({ path }) => path);
}

/** What the person's own settings exclude stays out, and the usual folders of dependencies and builds. */
async function list(): Promise<readonly string[]> {
  const excluded = workspace.getConfiguration('files').get<Record<string, boolean>>('exclude') ?? {};
  const patterns = Object.entries(excluded).flatMap(([pattern, on]) => (on === true ? [pattern] : []));
  const usual = ['**/node_modules', '**/.git', '**/dist', '**/out', '**/target', '**/.venv', '**/__pycache__'];
  const found = await workspace.findFiles('**/*', `{${[...patterns, ...usual].join(',')}}`, most);
  return found.map((uri) => workspace.asRelativePath(uri, false));
}

/** 0 where the letters do not even occur in this order. */
function scoreOf(path: string, query: string): number {
  if (query === '') return 1;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === query) return 6;
  if (name.startsWith(query)) return 5;
  if (name.includes(query)) return 4;
  if (path.includes(query)) return 3;
  let at = -1;
  for (const letter of query) {
    at = path.indexOf(letter, at + 1);
    if (at === -1) return 0;
  }
  return 2;
}
