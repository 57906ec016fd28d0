import { l10n, type TextDocument, window, workspace } from 'vscode';
import type { Held, Processes } from '../agent/ports.ts';

/**
 * Commands see the bytes on disk. Before one runs while files of the project hold unsaved work, the person is asked once
 * for this set of files whether to save them; the model reads at the top of the output which bytes the command saw.
 * After `patience` milliseconds without an answer the command runs without saving.
 */
export function askBeforeCommands(processes: Processes, patience = 30_000): Processes {
  const declined = new Set<string>();

  async function note(cwd: string, signal: AbortSignal | undefined, options: Held): Promise<string> {
    const unsaved = unsavedFiles();
    if (unsaved.length === 0) return '';
    const fresh = unsaved.filter((document) => !declined.has(document.uri.toString()));
    if (fresh.length > 0 && (await heldWhile(options, () => wantsSaving(fresh, signal, patience)))) {
      for (const document of fresh) await document.save();
    } else {
      for (const document of fresh) declined.add(document.uri.toString());
    }
    const left = unsavedFiles();
    for (const key of declined) if (!left.some((document) => document.uri.toString() === key)) declined.delete(key);
    if (left.length === 0) return '';
    const names = left.map((document) => workspace.asRelativePath(document.uri, false)).join(', ');
    return `[Note: unsaved in the person's editor: ${names}. This command sees the older bytes on disk, in ${cwd}.]\n`;
  }

  return {
    read: (id) => processes.read(id),
    kill: (id) => processes.kill(id),
    running: () => processes.running(),
    async run(command, options) {
      const said = await note(options.cwd, options.signal, options);
      if (said) options.output(said);
      const result = await processes.run(command, options);
      return said ? { ...result, output: said + result.output } : result;
    },
    async start(command, options) {
      await note(options.cwd, undefined, options);
      return await processes.start(command, options);
    },
  };
}

function unsavedFiles(): readonly TextDocument[] {
  return workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && workspace.getWorkspaceFolder(uri) !== undefined,
  );
}

/** Asks without blocking the window; a stopped turn counts as no, and so does silence. */
async function wantsSaving(
  documents: readonly TextDocument[],
  signal: AbortSignal | undefined,
  patience: number,
): Promise<boolean> {
  const save = l10n.t('Save');
  const leave = l10n.t('Run Without Saving');
  const names = documents.map((document) => workspace.asRelativePath(document.uri, false)).join(', ');
  const question = l10n.t('Belay is about to run a command. It will not see your unsaved work in: {0}', names);
  const choice = window.showWarningMessage(question, save, leave);
  const silence = new Promise<undefined>((resolve) => {
    const timer = setTimeout(resolve, patience);
    const stop = (): void => {
      clearTimeout(timer);
      resolve(undefined);
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
  return (await Promise.race([choice, silence])) === save;
}

/** Says that the command waits for as long as it does, whatever comes of the question. */
async function heldWhile<T>({ held }: Held, ask: () => Promise<T>): Promise<T> {
  held?.(true);
  try {
    return await ask();
  } finally {
    held?.(false);
  }
}
