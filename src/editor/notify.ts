import { commands, l10n, window } from 'vscode';
import type { Log } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';

/** A message that needs no answer; nothing waits until the person has closed it. */
export function say(text: string): void {
  window.showInformationMessage(text);
}

/** The same for what did not work. */
export function warn(text: string): void {
  window.showWarningMessage(text);
}

/** The same with one thing to do about it. */
export function warnWith(text: string, button: string, press: () => Promise<void>, log: Log): void {
  window
    .showWarningMessage(text, button)
    .then((choice) => (choice === button ? press() : undefined))
    .then(undefined, (error: unknown) => reportFailure(`"${button}" failed`, error, log));
}

/** For a decision that came too late, or was taken elsewhere. */
export function sayDecided(): void {
  say(l10n.t('This was decided already, or its turn has ended.'));
}

/**
 * Tells the person that something did not work: an expected failure in its own words, a bug of ours in one plain
 * sentence with the way to the log.
 */
export function reportFailure(what: string, error: unknown, log: Log): void {
  if (error instanceof ToolError) {
    log.info(`${what}: ${error.message}`);
    warn(error.message);
    return;
  }
  log.error(what, error);
  const detail = error instanceof Error ? error.message : String(error);
  const showLog = l10n.t('Show Log');
  const asked = window.showErrorMessage(l10n.t('Something went wrong inside Belay: {0}', detail), showLog);
  asked.then(
    (choice) => (choice === showLog ? commands.executeCommand('belay.showLog') : undefined),
    (failed: unknown) => log.error('a message could not be shown', failed),
  );
}
