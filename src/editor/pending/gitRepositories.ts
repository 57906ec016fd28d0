import { type Disposable, extensions } from 'vscode';
import * as z from 'zod';

type Listen = (listener: () => void) => Disposable;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const Exports = z.object({ getAPI: z.custom<(version: 1) => unknown>(isFunction) });
const Api = z.object({ onDidOpenRepository: z.custom<Listen>(isFunction) });

/**
 * Calls back when the editor's own git has found a repository. Where it is switched off there is none to be found, and
 * where its API has changed nothing is called.
 */
export function onGitRepository(listener: () => void, failed: (error: unknown) => void): { dispose(): void } {
  let listening: Disposable | undefined;
  let disposed = false;
  const start = async (): Promise<void> => {
    const exported = Exports.safeParse(await extensions.getExtension('vscode.git')?.activate());
    if (!exported.success || disposed) return;
    const api = Api.safeParse(exported.data.getAPI(1));
    if (api.success) listening = api.data.onDidOpenRepository(listener);
  };
  start().catch(failed);
  return {
    dispose() {
      disposed = true;
      listening?.dispose();
    },
  };
}
