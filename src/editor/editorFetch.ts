import { workspace } from 'vscode';

type Fetch = typeof globalThis.fetch;

/**
 * `fetch` as the settings of VS Code want it. The global one knows its proxy (`http.proxy`, `http.noProxy`) and the
 * certificates of the system, but always checks them: where `http.proxyStrictSSL` is off, `unchecked` makes one that does
 * not, for a proxy given as an environment would give it.
 */
export function editorFetch(unchecked: (environment: Readonly<Record<string, string>>) => Promise<Fetch>): Fetch {
  let made: { readonly for: string; readonly fetch: Promise<Fetch> } | undefined;
  return async (input, init) => {
    const http = workspace.getConfiguration('http');
    if (http.get<boolean>('proxyStrictSSL') !== false) return await globalThis.fetch(input, init);
    const environment = proxyEnvironment(
      http.get<string>('proxySupport') ?? '',
      http.get<string>('proxy') ?? '',
      http.get<string[]>('noProxy') ?? [],
    );
    const key = JSON.stringify(environment);
    if (made?.for !== key) made = { for: key, fetch: unchecked(environment) };
    return await (await made.fetch)(input, init);
  };
}

/** Without a proxy of its own VS Code takes that of the environment; with its support off, none. */
function proxyEnvironment(support: string, proxy: string, noProxy: readonly string[]): Record<string, string> {
  if (support === 'off') return {};
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  const inherited = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
  if (proxy === '') return Object.fromEntries(inherited);
  return { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: noProxy.join(',') };
}
