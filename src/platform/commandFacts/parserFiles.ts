import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The two WebAssembly files of the second parser: beside the bundle, as the build puts them there, or in the packages
 * that they come from, at or above its folder. Throws where they are missing.
 */
export async function readParserFiles(bundleFolder: string): Promise<{ runtime: Uint8Array; grammar: Uint8Array }> {
  for (const [runtime, grammar] of candidates(bundleFolder)) {
    try {
      return { runtime: await readFile(runtime), grammar: await readFile(grammar) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  throw new Error('The parser for commands is missing from this installation of Belay. Install it again.');
}

function candidates(folder: string): [string, string][] {
  const found: [string, string][] = [
    [join(folder, 'parsers', 'web-tree-sitter.wasm'), join(folder, 'parsers', 'tree-sitter-bash.wasm')],
  ];
  for (let at = folder; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    found.push([
      join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm'),
      join(modules, '@vscode', 'tree-sitter-wasm', 'wasm', 'tree-sitter-bash.wasm'),
    ]);
    if (dirname(at) === at) return found;
  }
}
