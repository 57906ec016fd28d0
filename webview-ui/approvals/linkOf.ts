/** A touched path as the host words it: `path`, or for a link `path → real`. An arrow inside a file's name is no link. */
export function linkOf(target: string): { readonly path: string; readonly real: string | undefined } {
  const at = target.lastIndexOf(arrow);
  const real = at < 0 ? '' : target.slice(at + arrow.length);
  // Both are absolute; what follows an arrow within a name is not.
  return /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(real)
    ? { path: target.slice(0, at), real }
    : { path: target, real: undefined };
}

const arrow = ' → ';
