import { createVSIX } from '@vscode/vsce';
import { fileURLToPath } from 'node:url';
import { runMain } from '../setup/failure.mjs';

await runMain(async () => {
  await createVSIX({
    cwd: fileURLToPath(new URL('showBelay', import.meta.url)),
    packagePath: process.argv[2],
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return undefined;
});
