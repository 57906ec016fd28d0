/** A failure that the person can mend: its message is one line that says how, and no stack is shown. */
export class SetupFailure extends Error {
  /** @override */
  name = 'SetupFailure';
}

/**
 * Runs a script's main function: a SetupFailure becomes one line and exit code 2 for wrong usage or 1 otherwise.
 * @param {() => Promise<number | undefined>} main resolves to the exit code, undefined for 0
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.exitCode = error instanceof UsageFailure ? 2 : 1;
    process.stderr.write(`${error instanceof SetupFailure ? error.message : stackOf(error)}\n`);
  }
}

/** A wrong option or argument. */
export class UsageFailure extends SetupFailure {
  /** @override */
  name = 'UsageFailure';
}

/** @param {unknown} error */
function stackOf(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
