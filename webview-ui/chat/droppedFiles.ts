import { useEffect, useRef, useState } from 'react';

/** Something is dragged over the view: VS Code lets it drop here with Shift held only, or it may drop now. */
export type Dragging = 'hold' | 'now' | undefined;

/** Milliseconds for which the hint stays once VS Code has taken the drag away. */
const lingerMs = 3000;

/**
 * Takes files that are dropped anywhere in the view. VS Code makes a view transparent to drags while Shift is not held:
 * of a drag from its own explorer the view then sees nothing, of one from the desktop its arrival, after which the drag
 * seems to leave. So what is known without Shift is told for a while, until the pointer is back without anything.
 */
export function useDroppedFiles(onDrop: (files: readonly File[], paths: readonly string[]) => void): Dragging {
  const [dragging, setDragging] = useState<Dragging>();
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    /** The drag began in the view itself: marked text, or an image of the conversation. */
    let own = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (next: Dragging): void => {
      clearTimeout(timer);
      timer = undefined;
      setDragging(next);
    };
    const over = (event: DragEvent): void => {
      if (own || !carriesFiles(event)) return;
      event.preventDefault();
      show(event.shiftKey ? 'now' : 'hold');
    };
    const leave = (event: DragEvent): void => {
      if (own || !carriesFiles(event) || event.relatedTarget !== null) return;
      show(event.shiftKey ? undefined : 'hold');
      timer = setTimeout(() => show(undefined), lingerMs);
    };
    const drop = (event: DragEvent): void => {
      show(undefined);
      if (own || !event.dataTransfer || !carriesFiles(event)) return;
      const files = [...event.dataTransfer.files];
      const paths = droppedPaths(event.dataTransfer.getData('text/uri-list'));
      if (files.length + paths.length === 0) return;
      event.preventDefault();
      latest.current(files, paths);
    };
    const begin = (): void => {
      own = true;
    };
    const end = (): void => {
      own = false;
      show(undefined);
    };
    const moved = (): void => {
      if (timer !== undefined) show(undefined);
    };
    const listeners = {
      dragenter: over,
      dragover: over,
      dragleave: leave,
      drop,
      dragstart: begin,
      dragend: end,
      mousemove: moved,
    } as const;
    const stopping = new AbortController();
    for (const [type, listener] of Object.entries(listeners)) {
      document.addEventListener(type, listener as EventListener, { signal: stopping.signal });
    }
    return () => {
      stopping.abort();
      clearTimeout(timer);
    };
  }, []);
  return dragging;
}

function carriesFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.some((type) => type === 'Files' || type === 'text/uri-list') ?? false;
}

/** Paths of files dragged from the editor's explorer; a remote window names them by its own scheme. */
export function droppedPaths(uriList: string): string[] {
  return uriList
    .split(/\r?\n/)
    .filter((line) => /^(?:file|vscode-remote):/.test(line) && URL.canParse(line))
    .map((line) => decoded(new URL(line).pathname).replace(/^\/([A-Za-z]:)/, '$1'));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A `%` that stands for itself.
    return path;
  }
}
