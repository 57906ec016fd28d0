import { randomUUID } from 'node:crypto';
import { type FSWatcher, lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../errorCode.ts';

/** What no mount can hold: a name that must stay missing although nothing may stand in for it, and links. */
export interface Unholdable {
  readonly missing: readonly string[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

/** The guarded paths that are links: what they lead to is mounted, but the link itself could be replaced. */
export function linksAmong(paths: readonly string[]): { path: string; target: string }[] {
  return paths.flatMap((path) => {
    const target = linkTarget(path);
    return target === undefined ? [] : [{ path, target }];
  });
}

/**
 * Looks after them while a command runs and once more at the end. What appears in such a place is moved into the
 * quarantine folder at once, and the link put back. `stop` says what happened, in words.
 */
export function guardUnholdable(what: Unholdable, quarantine: string): { stop(): string[] } {
  const said = new Set<string>();
  const check = (): void => {
    for (const path of what.missing) {
      if (!isThere(path)) continue;
      said.add(`write ${path} (moved to ${putAway(path, quarantine)})`);
    }
    for (const { path, target } of what.links) {
      if (linkTarget(path) === target) continue;
      const moved = isThere(path) ? ` (moved to ${putAway(path, quarantine)})` : '';
      symlinkSync(target, path);
      said.add(`replace the link ${path}${moved}`);
    }
  };
  const watchers = watchNames([...what.missing, ...what.links.map(({ path }) => path)], check);
  return {
    stop() {
      for (const watcher of watchers) watcher.close();
      check();
      return [...said];
    },
  };
}

function watchNames(paths: readonly string[], changed: () => void): FSWatcher[] {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    const names = folders.get(dirname(path)) ?? new Set();
    folders.set(dirname(path), names.add(basename(path)));
  }
  return [...folders].flatMap(([folder, names]) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name !== null && !names.has(name)) return;
        try {
          changed();
        } catch {
          // The look at the end says so.
        }
      });
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      // Out of watches: the look at the end remains.
      return [];
    }
  });
}

function putAway(path: string, quarantine: string): string {
  mkdirSync(quarantine, { recursive: true, mode: 0o700 });
  const place = join(quarantine, `${basename(path)}-${randomUUID()}`);
  // On another file system it is at least no longer found under its name.
  for (const to of [place, `${path}.refused-${randomUUID()}`]) {
    try {
      renameSync(path, to);
      return to;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return 'nowhere, it was gone again';
    }
  }
  throw new Error(`${path} must not be there and could not be moved away`);
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
