import type { ToHost, ToView } from '../src/protocol/webview.ts';
import type { Mentioned } from './chat/mention.ts';

interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const host = acquireVsCodeApi();

export function post(message: ToHost): void {
  host.postMessage(message);
}

/** Calls the listener with each message of the host; returns the way to stop. Messages come from our own host only. */
export function listen(listener: (message: ToView) => void): () => void {
  const receive = ({ data }: MessageEvent<ToView | null>): void => {
    if (typeof data === 'object' && data !== null) listener(data);
  };
  window.addEventListener('message', receive);
  return () => window.removeEventListener('message', receive);
}

/** What is the view's alone and outlives a reload of it. */
export interface Saved {
  readonly draft: string;
  readonly mentions: readonly Mentioned[];
  readonly sessionId: string;
  /** First visible row, or -1 while the list follows its end. */
  readonly top: number;
  /** Rows that the person opened or closed against the default. */
  readonly expanded: Readonly<Record<string, boolean>>;
}

let saved: Saved = readSaved(host.getState());
let timer: ReturnType<typeof setTimeout> | undefined;

export function loadSaved(): Saved {
  return saved;
}

/** Keeps part of the view's state; written at most every 200 ms, and when the view is hidden. */
export function save(patch: Partial<Saved>): void {
  saved = { ...saved, ...patch };
  timer ??= setTimeout(flush, 200);
}

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  host.setState(saved);
}

document.addEventListener('visibilitychange', flush);
window.addEventListener('pagehide', flush);

function readSaved(value: unknown): Saved {
  const found: Partial<Record<keyof Saved, unknown>> = typeof value === 'object' && value !== null ? value : {};
  const expanded = typeof found.expanded === 'object' && found.expanded !== null ? Object.entries(found.expanded) : [];
  return {
    draft: typeof found.draft === 'string' ? found.draft : '',
    mentions: Array.isArray(found.mentions) ? found.mentions.filter(isMentioned) : [],
    sessionId: typeof found.sessionId === 'string' ? found.sessionId : '',
    top: typeof found.top === 'number' ? found.top : -1,
    expanded: Object.fromEntries(expanded.filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean')),
  };
}

/** The host checks what is in it once more, as with everything that the view sends. */
function isMentioned(one: unknown): one is Mentioned {
  if (typeof one !== 'object' || one === null || !('word' in one) || !('attachment' in one)) return false;
  const { word, attachment } = one;
  return (
    typeof word === 'string' &&
    typeof attachment === 'object' &&
    attachment !== null &&
    'path' in attachment &&
    typeof attachment.path === 'string'
  );
}
