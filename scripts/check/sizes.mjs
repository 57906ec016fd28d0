import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build.mjs';
import { root } from '../setup/dependencies.mjs';
import { runMain } from '../setup/failure.mjs';

/** Upper limits in KB for the minified bundles. */
const limits = [
  { name: 'extension', files: ['dist/extension.js'], limit: 1500 },
  { name: 'command line', files: ['dist/cliMain.js'], limit: 1500 },
  { name: 'client of Anthropic', files: ['dist/models/anthropic.js'], limit: 480 },
  { name: 'client of Bedrock', files: ['dist/models/bedrock.js'], limit: 1150 },
  { name: 'client of OpenAI', files: ['dist/models/openai.js'], limit: 440 },
  { name: 'client of Vertex', files: ['dist/models/vertex.js'], limit: 780 },
  { name: 'token counter, loaded with the first count', files: ['dist/apart/tokenizer.js'], limit: 2800 },
  { name: 'feature flags, loaded where there are features', files: ['dist/apart/growthbook.js'], limit: 100 },
  {
    name: 'chat view',
    files: ['dist/webview/main.js', 'dist/webview/chunk.js', 'dist/webview/styles.css'],
    limit: 700,
  },
  { name: 'cost page', files: ['dist/webview/cost.js', 'dist/webview/costStyles.css'], limit: 560 },
  { name: 'colours of code', files: ['dist/webview/grammars.js'], limit: 110 },
];

await runMain(async () => {
  const metafiles = await build();
  let failed = false;
  for (const { name, files, limit } of limits) {
    const size = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0) / 1000;
    const over = size > limit;
    failed ||= over;
    console.log(`${name}: ${size.toFixed(0)} KB of ${limit} KB${over ? ', too large. The largest inputs:' : ''}`);
    if (over) for (const line of largestInputs(metafiles, files)) console.log(`  ${line}`);
  }
  if (!readFileSync(join(root, 'dist/cli.js'), 'utf8').startsWith('#!')) throw new Error('dist/cli.js has no #! line.');
  return failed ? 1 : 0;
});

/**
 * @param {Record<string, import('esbuild').Metafile>} metafiles
 * @param {readonly string[]} files
 */
function largestInputs(metafiles, files) {
  const outputs = Object.values(metafiles).flatMap((metafile) => Object.entries(metafile.outputs));
  const inputs = outputs
    .filter(([path]) => files.includes(path))
    .flatMap(([, output]) => Object.entries(output.inputs));
  return inputs
    .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .slice(0, 10)
    .map(([path, { bytesInOutput }]) => `${(bytesInOutput / 1000).toFixed(0)} KB ${path}`);
}
