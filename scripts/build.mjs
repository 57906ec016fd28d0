import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context, build as esbuild } from 'esbuild';
import { runMain, UsageFailure } from './setup/failure.mjs';
import { ripgrepBinary } from './setup/ripgrep.mjs';
import { copySandboxRuntime } from './setup/sandboxRuntime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/** The WebAssembly of the second parser of commands. */
const parserFiles = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm',
];

/**
 * Packages that are large or rarely needed: each is a bundle of its own, loaded by the first `import()` of it. What is
 * exported is what the product uses.
 * @type {Record<string, { file: string, exports: string }>}
 */
const apart = {
  'gpt-tokenizer/encoding/o200k_base': { file: 'tokenizer', exports: 'countTokens' },
  '@growthbook/growthbook': { file: 'growthbook', exports: 'GrowthBook' },
};

/**
 * Builds everything that a person installs into `dist`.
 * @param {{ dev?: boolean }} [options] `dev`: readable, with source maps
 * @returns {Promise<Record<string, import('esbuild').Metafile>>} what each bundle is made of
 */
export async function build(options = {}) {
  rmSync(dist, { recursive: true, force: true });
  copyAssets();
  await copySandbox(`${process.platform}-${process.arch}`);
  /** @type {Record<string, import('esbuild').Metafile>} */
  const metafiles = {};
  for (const [name, bundle] of Object.entries(bundles(options.dev ?? false))) {
    metafiles[name] = (await esbuild(bundle)).metafile;
  }
  return metafiles;
}

/** @param {boolean} dev */
function sharedOptions(dev) {
  return /** @type {const} */ ({
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    logLevel: 'warning',
    legalComments: 'none',
    loader: { '.md': 'text', '.jsonl': 'text', '.ttf': 'file' },
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
  });
}

/**
 * The chat view: `main.js`, `main.css`, the icon font, and `grammars.js`, which the view loads with the first code block
 * that has colours.
 * @param {string} outdir
 * @param {{ dev?: boolean }} [options]
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
export function viewBundle(outdir, { dev = false } = {}) {
  return {
    ...sharedOptions(dev),
    entryPoints: { main: 'webview-ui/main.tsx', styles: 'webview-ui/styles.css' },
    outdir,
    format: 'esm',
    splitting: true,
    platform: 'browser',
    target: 'chrome128',
    charset: 'utf8',
    assetNames: '[name]',
    chunkNames: '[name]',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
    plugins: [withoutSvg],
  };
}

/**
 * The cost page: `cost.js` and `costStyles.css`, apart from the chat view, which needs no plots.
 * @param {string} outdir
 * @param {{ dev?: boolean }} [options]
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
export function costBundle(outdir, options = {}) {
  const { splitting: _, ...shared } = viewBundle(outdir, options);
  return { ...shared, entryPoints: { cost: 'webview-ui/cost/main.tsx', costStyles: 'webview-ui/cost/cost.css' } };
}

/** @param {boolean} dev @returns {Record<string, import('esbuild').BuildOptions & { metafile: true }>} */
function bundles(dev) {
  const shared = sharedOptions(dev);
  // The package's ES module asks for its own address, which a CommonJS bundle does not have.
  const alias = { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') };
  const node = /** @type {const} */ ({ ...shared, alias, platform: 'node', format: 'cjs', target: 'node20' });
  const withBeside = { ...node, plugins: [loadApart, clientsBeside] };
  return {
    ...Object.fromEntries(
      Object.entries(apart).map(([name, { file, exports }]) => [
        file,
        {
          ...node,
          stdin: { contents: `export { ${exports} } from '${name}';`, resolveDir: root },
          outfile: `dist/apart/${file}.js`,
        },
      ]),
    ),
    ...Object.fromEntries(
      modelClients.map((name) => [
        `models/${name}`,
        {
          ...node,
          plugins: [patchedByTheEditor],
          entryPoints: [`src/models/clients/${name}.ts`],
          outfile: `dist/models/${name}.js`,
        },
      ]),
    ),
    extension: {
      ...withBeside,
      entryPoints: ['src/extension.ts'],
      outfile: 'dist/extension.js',
      external: ['vscode'],
    },
    cli: { ...withBeside, entryPoints: ['src/cli.ts'], outfile: 'dist/cliMain.js' },
    webview: viewBundle(join(root, 'dist/webview'), { dev }),
    cost: costBundle(join(root, 'dist/webview'), { dev }),
  };
}

/** The SDKs of model providers: a bundle each, which is read when the first request needs it. */
export const modelClients = ['anthropic', 'bedrock', 'openai', 'vertex'];

/**
 * The roots load the clients from beside them, by `require`: what VS Code puts in the place of modules holds only there.
 * Other dynamic imports stay what they are, since the sandbox library is an ES module.
 * @type {import('esbuild').Plugin}
 */
const clientsBeside = {
  name: 'clients-beside',
  setup(build) {
    build.onResolve({ filter: /\/clients\/[a-z]+\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./models/${basename(path, '.ts')}.js`, namespace: 'beside' } : undefined,
    );
    build.onResolve({ filter: /./, namespace: 'beside' }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /./, namespace: 'beside' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * VS Code gives extensions its proxy and certificates through these modules, by the names without `node:` only.
 * @type {import('esbuild').Plugin}
 */
const patchedByTheEditor = {
  name: 'patched-by-the-editor',
  setup(build) {
    build.onResolve({ filter: /^node:(?:https?|net|tls)$/ }, ({ path }) => ({
      path: path.slice('node:'.length),
      external: true,
    }));
  },
};

/**
 * Leaves the packages that are bundled apart out of a bundle, and finds them beside it.
 * @type {import('esbuild').Plugin}
 */
const loadApart = {
  name: 'load-apart',
  setup(build) {
    build.onResolve({ filter: /^(?:gpt-tokenizer|@growthbook)\// }, ({ path }) => {
      const found = apart[path];
      return found ? { path: `./apart/${found.file}.js`, external: true } : undefined;
    });
  },
};

/**
 * The view draws Markdown, never SVG: the 10 KB table of SVG's attributes stays out of it.
 * @type {import('esbuild').Plugin}
 */
const withoutSvg = {
  name: 'without-svg',
  setup(build) {
    build.onLoad({ filter: /[\\/]property-information[\\/]lib[\\/]svg\.js$/ }, ({ path }) => ({
      resolveDir: dirname(path),
      contents: `import { create } from './util/create.js';
export const svg = create({ properties: {}, space: 'svg', transform: (_, property) => property });`,
    }));
  },
};

function copyAssets() {
  mkdirSync(join(dist, 'bin'), { recursive: true });
  const ripgrep = ripgrepBinary(join(root, 'node_modules'), `${process.platform}-${process.arch}`);
  const copy = join(dist, 'bin', process.platform === 'win32' ? 'rg.exe' : 'rg');
  cpSync(ripgrep, copy);
  chmodSync(copy, 0o755);
  mkdirSync(join(dist, 'parsers'), { recursive: true });
  for (const file of parserFiles) cpSync(join(root, file), join(dist, 'parsers', basename(file)));
  // A loader of its own, because V8's compile cache serves only what is loaded after it was enabled. The cache lies in
  // the user's own folder: the default is a shared one that others on the machine could have written.
  const loader = `#!/usr/bin/env node
'use strict';
const { join } = require('node:path');
const home = require('node:os').homedir();
require('node:module').enableCompileCache?.(join(process.env.XDG_CACHE_HOME || join(home, '.cache'), 'belay', 'compiled'));
require('./cliMain.js');
`;
  writeFileSync(join(dist, 'cli.js'), loader, { mode: 0o755 });
}

/**
 * Puts the sandbox library into `dist`, for one platform. Windows has no sandbox.
 * @param {string} platform e.g. `linux-x64`
 * @returns {Promise<string[]>} the folders of the packages that are in it
 */
export async function copySandbox(platform) {
  const folder = join(dist, 'sandbox');
  rmSync(folder, { recursive: true, force: true });
  return platform.startsWith('win32') ? [] : await copySandboxRuntime(root, platform, folder);
}

/** The size of a file, or of a folder's files together, in bytes.
 * @param {string} path
 * @returns {number}
 */
function sizeOf(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function printSizes() {
  for (const name of [
    'extension.js',
    'cliMain.js',
    ...modelClients.map((name) => `models/${name}.js`),
    'webview/main.js',
    'webview/styles.css',
    'webview/grammars.js',
    'webview/cost.js',
    'apart',
    'bin',
    'parsers',
    'sandbox',
  ]) {
    const path = join(dist, name);
    if (existsSync(path)) console.log(`${`${(sizeOf(path) / 1024).toFixed(0)} KB`.padStart(9)}  dist/${name}`);
  }
}

async function watch() {
  rmSync(dist, { recursive: true, force: true });
  copyAssets();
  await copySandbox(`${process.platform}-${process.arch}`);
  const report = {
    name: 'report',
    setup: (/** @type {import('esbuild').PluginBuild} */ plugin) =>
      plugin.onEnd((result) => console.log(`${new Date().toLocaleTimeString()} built, ${result.errors.length} errors`)),
  };
  for (const bundle of Object.values(bundles(true))) {
    await (await context({ ...bundle, plugins: [...(bundle.plugins ?? []), report] })).watch();
  }
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  await runMain(async () => {
    const options = process.argv.slice(2);
    const unknown = options.find((option) => !['--dev', '--watch'].includes(option));
    if (unknown) throw new UsageFailure(`Unknown option ${unknown}. Usage: npm run build -- [--dev | --watch]`);
    if (options.includes('--watch')) {
      await watch();
      return undefined;
    }
    const started = performance.now();
    await build({ dev: options.includes('--dev') });
    printSizes();
    console.log(
      `Built ${dirname(dist) === process.cwd() ? 'dist' : dist} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
    return undefined;
  });
}
