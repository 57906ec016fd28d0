import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { temporaryFolder } from './temporary.ts';

/** A TypeScript program, importing as from `src/platform`, run in a process of its own. */
export function spawnScript(
  contents: string,
  args: readonly string[],
  options: { readonly uid?: number } = {},
): {
  readonly child: ChildProcess;
  readonly outcome: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
} {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const bundle = join(folder, 'script.cjs');
  const resolveDir = join(import.meta.dirname, '../../src/platform');
  buildSync({
    stdin: { contents: asProgram(contents), resolveDir, loader: 'ts' },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const child = spawn(process.execPath, [bundle, ...args], { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const outcome = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { child, outcome };
}

/** Imports stay on top; the rest may wait for promises, which a bundle of this format cannot at its top level. */
function asProgram(contents: string): string {
  const lines = contents.split('\n');
  const imports = lines.filter((line) => /^\s*import /.test(line));
  const rest = lines.filter((line) => !/^\s*import /.test(line));
  return [
    ...imports,
    '(async () => {',
    ...rest,
    '})().catch((error) => { console.error(error); process.exit(1); });',
  ].join('\n');
}
