import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/dependencies.mjs';

/** In the package but in no bundle. */
const besideTheBundles = ['@vscode/ripgrep', '@vscode/tree-sitter-wasm'];
/** Works inside such a package that has no licence text of their own there. */
const inside = ['tree-sitter-bash (MIT), in @vscode/tree-sitter-wasm: Copyright (c) 2017 Max Brunsfeld'];

/**
 * The names and licence texts of the packages whose code is in the bundles, as their metafiles tell, and of those beside.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {readonly string[]} unbundled folders of packages that are copied as they are
 * @returns {string}
 * @throws {Error} where a package brings neither a licence text nor a licence name
 */
export function thirdPartyNotices(metafiles, unbundled) {
  const beside = besideTheBundles.map((name) => `node_modules/${name}`);
  const folders = [...bundledPackages(metafiles), ...unbundled, ...beside];
  const notices = [...new Set(folders)].sort().map(noticeOf);
  return `Belay contains the following third-party software.\n\n${notices.join('\n')}\n${inside.join('\n')}\n`;
}

/**
 * The folders of the packages that are in the bundles, relative to the root, e.g. `node_modules/zod`.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function bundledPackages(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  return [
    ...new Set(
      inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))?.[0] ?? []),
    ),
  ];
}

/** @param {string} folder */
function noticeOf(folder) {
  const path = join(root, folder);
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const texts = existsSync(path)
    ? readdirSync(path).filter((name) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(name))
    : [];
  if (texts.length === 0 && typeof manifest.license !== 'string') throw new Error(`${folder} names no licence.`);
  const text = texts.map((name) => readFileSync(join(path, name), 'utf8').trim()).join('\n\n');
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`;
  return `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n${text || `Licensed under ${manifest.license}.`}\n`;
}
