import { type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';

/** A document that a person can only read, made afresh at each opening. */
export interface ReadOnlyDocument extends Disposable {
  open(): Promise<void>;
}

/** `name` is the title of its tab, with the ending that says how it is drawn; one document for each scheme. */
export function registerReadOnlyDocument(scheme: string, name: string, text: () => Promise<string>): ReadOnlyDocument {
  const changed = new EventEmitter<Uri>();
  const uri = Uri.from({ scheme, path: `/${name}` });
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: text,
  });
  return {
    async open() {
      const document = await workspace.openTextDocument(uri);
      changed.fire(uri);
      await window.showTextDocument(document, { preview: false });
    },
    dispose() {
      changed.dispose();
      provider.dispose();
    },
  };
}
