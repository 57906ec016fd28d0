/** Type bits of a mode as `stat` gives it. */
const typeMask = 0o170000;
const fileType = 0o100000;
export const folderType = 0o040000;
const linkType = 0o120000;

interface Moded {
  readonly mode?: number | undefined;
}

export function isFolder({ mode }: Moded): boolean {
  return typeOf(mode) === folderType;
}

export function isLink({ mode }: Moded): boolean {
  return typeOf(mode) === linkType;
}

/** True where both are files, both folders, or both links. A mode without type bits is that of a file. */
export function sameKind(one: Moded, other: Moded): boolean {
  return (typeOf(one.mode) || fileType) === (typeOf(other.mode) || fileType);
}

/** The permission bits, `undefined` where the mode is not known. */
export function permissions(mode: number | undefined): number | undefined {
  return mode === undefined ? undefined : mode & ~typeMask;
}

function typeOf(mode: number | undefined): number {
  return (mode ?? 0) & typeMask;
}
