import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { costBundle, viewBundle } from '../../../scripts/build.mjs';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Folder of the view and the cost page as the tests see them. */
export const bundle = join(root, 'artifacts/view/bundle');

/** Bundles the view and the cost page as the product does. Once before all test files, which run beside each other. */
export async function setup(): Promise<void> {
  mkdirSync(bundle, { recursive: true });
  await build(viewBundle(bundle));
  await build(costBundle(bundle));
}
