/** A file that git tracks and that was, when the snapshot was taken, exactly the blob `id`. */
export interface Tracked {
  readonly path: string;
  /** Type and permission bits as git keeps them. */
  readonly mode: number;
  readonly id: string;
}

/** What could have changed since a snapshot. Absolute paths. */
export interface Suspects {
  readonly tracked: readonly Tracked[];
  /** Files that the snapshot does not know by a blob; most of them have not changed. */
  readonly others: readonly string[];
}

/** How the tracked files of a snapshot are known: by a copy of git's index, or not at all. */
export type Source = { readonly tree: 'git'; readonly index: string } | { readonly tree: 'walk' };

/** A project's files at one moment, as far as they are watched. */
export interface Snapshot {
  /** Files whose bytes are kept nowhere but in the folder itself. */
  readonly loose: readonly string[];
  readonly source: Source;
  suspects(): Promise<Suspects>;
  /** The contents of blobs up to `maxBytes` each; those that are larger or gone are left out. */
  blobs(ids: readonly string[], maxBytes: number): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Why a folder is not watched, in words for a person. */
export interface Unwatched {
  readonly unwatched: string;
}
