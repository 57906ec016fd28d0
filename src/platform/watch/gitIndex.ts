/** One entry of an index, as far as Belay looks at it. Paths are relative to the top of the repository. */
export interface IndexEntry {
  readonly path: string;
  /** In hex. */
  readonly id: string;
  /** Size of the working file when git last saw it equal to the blob; 0 where git wants to look again. */
  readonly size: number;
  /** Git was told not to look at the working file: `assume-unchanged` or `skip-worktree`. */
  readonly unwatched: boolean;
}

/**
 * Reads an index file of version 2 or 3 (see gitformat-index in git's documentation). Returns `undefined` for any other,
 * and for one that is split over several files.
 */
export function parseIndex(bytes: Buffer, idLength: number): IndexEntry[] | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  const count = bytes.readUInt32BE(8);
  const entries: IndexEntry[] = [];
  let at = 12;
  for (let index = 0; index < count; index++) {
    const flagsAt = at + statLength + idLength;
    if (flagsAt + 4 > bytes.length) return undefined;
    const flags = bytes.readUInt16BE(flagsAt);
    const extended = (flags & extendedBit) !== 0;
    const more = extended ? bytes.readUInt16BE(flagsAt + 2) : 0;
    const pathAt = flagsAt + (extended ? 4 : 2);
    const end = bytes.indexOf(0, pathAt);
    if (end === -1) return undefined;
    entries.push({
      path: bytes.toString('utf8', pathAt, end),
      id: bytes.toString('hex', at + statLength, flagsAt),
      size: bytes.readUInt32BE(at + sizeAt),
      unwatched: (flags & assumeUnchangedBit) !== 0 || (more & skipWorktreeBit) !== 0,
    });
    // Entries are padded with one to eight zero bytes to a multiple of eight.
    at += (end - at + 8) & ~7;
  }
  return hasExtension(bytes, at, idLength, 'link') ? undefined : entries;
}

const statLength = 40;
const sizeAt = 36;
const assumeUnchangedBit = 0x8000;
const extendedBit = 0x4000;
const skipWorktreeBit = 0x4000;

function hasExtension(bytes: Buffer, start: number, idLength: number, name: string): boolean {
  let at = start;
  while (at + 8 <= bytes.length - idLength) {
    if (bytes.toString('latin1', at, at + 4) === name) return true;
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  return false;
}
