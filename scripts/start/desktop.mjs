import { SetupFailure } from '../setup/failure.mjs';
import { run } from '../setup/run.mjs';

/**
 * Installs the package into the desktop VS Code that is `code` on the path, and opens the folder there.
 * @param {string} vsix
 * @param {string} folder
 */
export async function openInDesktop(vsix, folder) {
  await code(['--install-extension', vsix, '--force']);
  await code([folder]);
  console.log(`Belay is installed in your VS Code, and ${folder} is open there.`);
}

/** @param {readonly string[]} args */
async function code(args) {
  const windows = process.platform === 'win32';
  const quoted = windows ? args.map((arg) => `"${arg}"`) : args;
  const { code: exit, output } = await run('code', quoted, { capture: true, shell: windows });
  if (exit === 0) return;
  if (exit === 127 || /not recognized/.test(output)) {
    throw new SetupFailure(
      "There is no `code` on the path. In VS Code run “Shell Command: Install 'code' command in PATH”, then try again.",
    );
  }
  throw new SetupFailure(`code ${args[0]} failed: ${output.trim()}`);
}
