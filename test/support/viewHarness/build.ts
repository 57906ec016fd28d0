import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Bundles the view as the product does and returns its folder, which holds main.js, main.css and the icon font. */
export async function buildView(): Promise<string> {
  const outdir = join(root, 'artifacts/view/bundle');
  mkdirSync(outdir, { recursive: true });
  await build({
    absWorkingDir: root,
    stdin: {
      contents: "import './main.tsx';\nimport './styles.css';\n",
      resolveDir: join(root, 'webview-ui'),
      loader: 'js',
    },
    outfile: join(outdir, 'main.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome128',
    jsx: 'automatic',
    legalComments: 'none',
    assetNames: '[name]',
    loader: { '.ttf': 'file' },
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  writeFileSync(join(outdir, 'stamp'), new Date().toISOString());
  return outdir;
}
