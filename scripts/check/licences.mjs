import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import satisfies from 'spdx-satisfies';
import { root } from '../setup/dependencies.mjs';
import { runMain } from '../setup/failure.mjs';

const allowed = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
];
/** For tools only: weak copyleft, and permissive ones that ask for more than a notice. Nothing of it is shipped. */
const allowedInTools = [...allowed, 'Artistic-2.0', 'CC-BY-3.0', 'MPL-2.0', 'PSF-2.0', 'Zlib'];

/** Packages whose licence was read by a person, because their manifest does not name it in SPDX's words. */
const readByHand = new Map([
  [
    '@vscode/vsce-sign',
    "Comes with @vscode/vsce, under Microsoft's terms for extension developers. It signs packages: not run and not shipped here.",
  ],
]);

await runMain(async () => {
  /** @type {Record<string, { license?: string, dev?: boolean, version?: string }>} */
  const packages = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const offenders = [];
  let count = 0;
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '') continue;
    count += 1;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const family = [...readByHand.keys()].find((known) => name === known || name.startsWith(`${known}-`));
    const licence = entry.license ?? manifestLicence(path);
    if (family || (licence && isAllowed(licence, entry.dev ? allowedInTools : allowed))) continue;
    offenders.push(
      `${name} ${entry.version ?? ''}: ${licence ?? 'no licence named'}${entry.dev ? ' (tool)' : ' (shipped)'}`,
    );
  }
  for (const offender of offenders) console.log(offender);
  console.log(`Licences: ${count} packages, ${offenders.length} not allowed.`);
  return offenders.length === 0 ? 0 : 1;
});

/** @param {string} licence @param {readonly string[]} list */
function isAllowed(licence, list) {
  try {
    return satisfies(licence, [...list]);
  } catch (error) {
    console.log(`"${licence}" is not an SPDX expression: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/** @param {string} path @returns {string | undefined} */
function manifestLicence(path) {
  const { license, licenses } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  if (typeof license === 'string') return license;
  return license?.type ?? licenses?.[0]?.type;
}
