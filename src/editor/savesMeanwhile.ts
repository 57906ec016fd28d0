import { workspace } from 'vscode';
import { encodeExactly } from './applying/exactText.ts';
import { pathOf } from './folderPaths.ts';

/**
 * Notes what the person saves in this window, so that it is not taken for the work of a command that runs meanwhile.
 * Each
 * path is told at once, and `stop` resolves with the bytes that were saved last, by path.
 */
export const savesMeanwhile = {
  start(onSave: (path: string) => void) {
    const saved = new Map<string, { readonly text: string; readonly encoding: string }>();
    const listening = workspace.onDidSaveTextDocument((document) => {
      if (document.uri.scheme !== 'file') return;
      onSave(pathOf(document.uri));
      saved.set(pathOf(document.uri), { text: document.getText(), encoding: document.encoding });
    });
    return {
      async stop(): Promise<ReadonlyMap<string, Uint8Array>> {
        listening.dispose();
        const bytes = new Map<string, Uint8Array>();
        for (const [path, { text, encoding }] of saved) {
          const written = await encodeExactly(text, encoding);
          if (written) bytes.set(path, written);
        }
        return bytes;
      },
    };
  },
};
