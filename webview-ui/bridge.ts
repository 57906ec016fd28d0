import type { ImageBlock } from '../src/protocol/content.ts';
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
  readonly images: readonly ImageBlock[];
  /** How many images of the draft were too large to be kept over the last reload. */
  readonly lostImages: number;
  readonly sessionId: string;
  /** First visible row, or -1 while the list follows its end. */
  readonly top: number;
  /** Rows that the person opened or closed against the default. */
  readonly expanded: Readonly<Record<string, boolean>>;
}

/**
 * Characters of image data that are written. VS Code keeps the state of a view as one text in its storage, and takes the
 * whole of it with each change. What is beyond stays in memory, so that it outlives the composer but no reload of the
 * view; the composer then says how many are gone.
 */
const imageRoom = 4 * 1024 * 1024;

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
  const { images, lostImages } = withinRoom(saved.images);
  host.setState({ ...saved, images, lostImages });
}

/** The images that are written, in their order; a smaller one may still fit where a larger one did not. */
function withinRoom(images: readonly ImageBlock[]): Pick<Saved, 'images' | 'lostImages'> {
  let room = imageRoom;
  const kept = images.filter(({ data }) => {
    if (data.length > room) return false;
    room -= data.length;
    return true;
  });
  return { images: kept, lostImages: images.length - kept.length };
}

document.addEventListener('visibilitychange', flush);
window.addEventListener('pagehide', flush);

function readSaved(value: unknown): Saved {
  const found: Partial<Record<keyof Saved, unknown>> = typeof value === 'object' && value !== null ? value : {};
  const expanded = typeof found.expanded === 'object' && found.expanded !== null ? Object.entries(found.expanded) : [];
  return {
    draft: typeof found.draft === 'string' ? found.draft : '',
    mentions: Array.isArray(found.mentions) ? found.mentions.filter(isMentioned) : [],
    images: Array.isArray(found.images) ? found.images.filter(isImage) : [],
    lostImages: typeof found.lostImages === 'number' ? found.lostImages : 0,
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

function isImage(one: unknown): one is ImageBlock {
  if (typeof one !== 'object' || one === null || !('mediaType' in one) || !('data' in one)) return false;
  return 'type' in one && one.type === 'image' && typeof one.mediaType === 'string' && typeof one.data === 'string';
}
