/** A link as it may be shown and opened: only web and mail addresses; `host` as it really is, in ASCII. */
export interface SafeLink {
  readonly href: string;
  readonly host: string;
}

export function safeLink(href: string | undefined): SafeLink | undefined {
  if (!href || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  if (url.protocol === 'mailto:') return { href, host: url.pathname };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return { href, host: url.host };
}

/** True where the words of a link name another place than the one it leads to, as in `[bank.com](https://evil.org)`. */
export function misleads(words: string, link: SafeLink): boolean {
  const named = /^\s*(?:https?:\/\/)?(?:[^\s/@]+@)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?=[/:?#\s]|$)/u.exec(words)?.[1];
  if (named === undefined) return false;
  const bare = (host: string): string => host.toLowerCase().replace(/^www\./, '');
  return bare(named) !== bare(link.host.replace(/:\d+$/, '').replace(/^.*@/, ''));
}

/** So much in the query of an address is more than a page needs to be named. */
const longQuery = 120;

/**
 * How many characters a link would carry to its host beyond what names a page: a way to send away what the model has
 * read. Long queries and fragments, encoded runs in any part, also in the name of the host; 0 for an ordinary address.
 */
export function carriedData({ href }: SafeLink): number {
  const url = new URL(href);
  const sent = url.search.length + url.hash.length;
  if (sent >= longQuery) return sent;
  return (
    encoded(url.hostname.split('.'), 32) + encoded(url.pathname.split('/'), longName) + encoded(parameters(url), 32)
  );
}

/** A checksum with its kind, as registries have it in a path. */
const longName = 'sha256-'.length + 64 + 1;

function parameters({ search, hash }: URL): string[] {
  return (search + hash).split(/[?&#=;]/);
}

/** Characters in parts of at least this length that are encoded rather than written: no titles in small letters. */
function encoded(parts: readonly string[], length: number): number {
  const long = parts.filter((part) => part.length >= length && !/^(?:[a-z]+|\d+)(?:[-_+][a-z0-9]*)+$/.test(part));
  return long.join('').length;
}

/** A path with an optional line, as people and models write it in code: `src/a.ts:12`, `package.json`. */
export function fileReference(code: string): { readonly path: string; readonly line?: number } | undefined {
  const found = /^((?:[A-Za-z]:)?[\w@.\-/\\()[\]+]+?)(?::(\d+)(?::\d+|-\d+)?)?$/.exec(code);
  const path = found?.[1];
  if (!found || path === undefined || path.length > 300) return undefined;
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const looksLikeFile = /^[\w@.\-()[\]+]*\.[A-Za-z][\w]{0,9}$/.test(name) && !/[()]$/.test(name);
  const certain = /[/\\]/.test(path) || found[2] !== undefined;
  if (!looksLikeFile || !certain || path.startsWith('//')) return undefined;
  return found[2] === undefined ? { path } : { path, line: Number(found[2]) };
}
