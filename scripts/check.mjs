import { ensureDependencies, runTool } from './setup/dependencies.mjs';
import { runMain } from './setup/failure.mjs';

/** Name → the script and its arguments. All are run, so that one sees everything that is wrong at once. */
const checks = {
  types: ['node_modules/typescript/bin/tsc', '--noEmit'],
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  'unused code': ['node_modules/knip/bin/knip.js'],
  licences: ['scripts/check/licences.mjs'],
  sizes: ['scripts/check/sizes.mjs'],
};

await runMain(async () => {
  await ensureDependencies();
  const failed = [];
  for (const [name, args] of Object.entries(checks)) {
    console.log(`\n== ${name} ==`);
    const { code } = await runTool(args);
    if (code !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
