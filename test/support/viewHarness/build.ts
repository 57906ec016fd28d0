import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { costBundle, viewBundle } from '../../../scripts/build.mjs';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Bundles the view and the cost page as the product does and returns their folder. */
export async function buildView(): Promise<string> {
  const outdir = join(root, 'artifacts/view/bundle');
  mkdirSync(outdir, { recursive: true });
  await build(viewBundle(outdir));
  await build(costBundle(outdir));
  writeFileSync(join(outdir, 'stamp'), new Date().toISOString());
  return outdir;
}
