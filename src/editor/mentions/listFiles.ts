import { workspace } from 'vscode';

const freshFor = 10_000;
const most = 20_000;
let known: { readonly at: number; readonly paths: Promise<readonly string[]> } | undefined;

/** Files of the workspace that can be mentioned, by their paths relative to their folder. */
export async function listFiles(): Promise<readonly string[]> {
  if (!known || Date.now() - known.at > freshFor) known = { at: Date.now(), paths: list() };
  return await known.paths;
}

/** What the person's own settings exclude stays out, and the usual folders of dependencies and builds. */
async function list(): Promise<readonly string[]> {
  const excluded = workspace.getConfiguration('files').get<Record<string, boolean>>('exclude') ?? {};
  const patterns = Object.entries(excluded).flatMap(([pattern, on]) => (on === true ? [pattern] : []));
  const usual = ['**/node_modules', '**/.git', '**/dist', '**/out', '**/target', '**/.venv', '**/__pycache__'];
  const found = await workspace.findFiles('**/*', `{${[...patterns, ...usual].join(',')}}`, most);
  return found.map((uri) => workspace.asRelativePath(uri, false));
}
