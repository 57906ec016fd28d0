import { commands, l10n, window } from 'vscode';
import type { Log } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';

/**
 * Tells the person that something did not work: an expected failure in its own words, a bug of ours in one plain
 * sentence with the way to the log.
 */
export async function reportFailure(what: string, error: unknown, log: Log): Promise<void> {
  if (error instanceof ToolError) {
    log.info(`${what}: ${error.message}`);
    await window.showWarningMessage(error.message);
    return;
  }
  log.error(what, error);
  const detail = error instanceof Error ? error.message : String(error);
  const showLog = l10n.t('Show Log');
  const choice = await window.showErrorMessage(l10n.t('Something went wrong inside Belay: {0}', detail), showLog);
  if (choice === showLog) await commands.executeCommand('belay.showLog');
}
