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
