import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { runMain, UsageFailure } from '../setup/failure.mjs';

await runMain(async () => {
  const [packagePath] = process.argv.slice(2);
  if (!packagePath) throw new UsageFailure('Usage: packShowBelay.mjs PATH');
  await createVSIX({
    cwd: fileURLToPath(new URL('showBelay', import.meta.url)),
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return undefined;
});
