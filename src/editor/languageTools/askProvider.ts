import { commands } from 'vscode';

/** How often, and how long apart in ms, a language server that still starts is asked again. */
const tries = 4;
const pause = 700;

/**
 * Asks the language servers through one of the editor's `vscode.execute…` commands. An empty first answer may only mean
 * that a server is still starting, so it is asked again a few times. `[]` where nothing came.
 */
export async function askProvider<T>(signal: AbortSignal, command: string, ...args: readonly unknown[]): Promise<T[]> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    const found = await commands.executeCommand<T[] | undefined>(command, ...args);
    if ((found && found.length > 0) || attempt === tries) return found ?? [];
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
