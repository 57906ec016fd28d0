/** Compares names label by label, never by how they begin or end. `*.example.com` stands for all names below it. */
export function matchesHost(pattern: string, host: string): boolean {
  const wanted = labels(pattern);
  const given = labels(host);
  if (wanted[0] !== '*') return wanted.join('.') === given.join('.');
  const below = wanted.slice(1);
  return given.length > below.length && given.slice(-below.length).join('.') === below.join('.');
}

function labels(host: string): string[] {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '').split('.');
}

/** Names of hosts that a word may hold: of a URL, of `user@host:path`, or by itself. */
export function hostsIn(word: string): string[] {
  return [...word.matchAll(/[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi)].map(([host]) => host.toLowerCase());
}
