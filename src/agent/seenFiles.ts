import type { Event } from '../protocol/events.ts';
import type { SeenTexts } from './ports.ts';

/** What the model knows of files: for each path the content that it last read, or wrote itself. */
export interface SeenFiles {
  /** Takes one event of the session, stored or new. */
  take(event: Event): void;
  /** Forgets all, and knows again what these events tell. */
  recall(events: readonly Event[]): void;
  /** Hash of the content that the model last saw of a file, `undefined` when it never did. */
  hash(path: string): string | undefined;
  /** Keeps the text of a content, so that a later change of it can be told. */
  keepText(hash: string, text: string): void;
  /** The content that the model last saw of a file; `undefined` where it is not kept any more. */
  text(path: string): Promise<string | undefined>;
}

/** Characters of texts that are kept in memory, about 32 MB; the oldest go first. */
const mostCharacters = 16 * 1024 * 1024;

/** `store` has the texts that are not in memory, as after a reload. */
export function createSeenFiles(store?: SeenTexts): SeenFiles {
  const hashes = new Map<string, string>();
  const texts = new Map<string, string>();
  let characters = 0;

  function drop(hash: string): void {
    characters -= texts.get(hash)?.length ?? 0;
    texts.delete(hash);
  }

  /** A file or folder goes by another name now: what was known of it, or of what is in it, is still known. */
  function move(from: string, to: string): void {
    for (const [path, hash] of [...hashes]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      hashes.delete(path);
      hashes.set(to + path.slice(from.length), hash);
    }
  }

  const files: SeenFiles = {
    take(event) {
      if (event.type === 'user') for (const { path, hash } of event.seen ?? []) hashes.set(path, hash);
      if (event.type === 'result') for (const { path, hash } of event.seen) hashes.set(path, hash);
      if (event.type !== 'applied') return;
      for (const { kind, path, to } of event.summary) {
        if (kind === 'move' && to !== undefined) move(path, to);
      }
    },
    recall(events) {
      hashes.clear();
      for (const event of events) files.take(event);
    },
    hash: (path) => hashes.get(path),
    keepText(hash, text) {
      store?.keep(hash, text);
      drop(hash);
      texts.set(hash, text);
      characters += text.length;
      for (const oldest of texts.keys()) {
        if (characters <= mostCharacters) break;
        drop(oldest);
      }
    },
    async text(path) {
      const hash = hashes.get(path);
      return hash === undefined ? undefined : (texts.get(hash) ?? (await store?.get(hash)));
    },
  };
  return files;
}
