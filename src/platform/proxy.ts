import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy did not let a connection through, or is none. */
class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

/**
 * The proxy that the environment names for an address: HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, in capitals or small
 * letters, less what NO_PROXY lists (`*`, hosts, `.domain`, `host:port`). This machine itself is never asked by proxy.
 * Throws `ProxyError` for an address of a proxy that is none.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const read = (name: string): string => environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || '';
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (isOwnMachine(url.hostname) || isExempt(url.hostname, port, read('NO_PROXY'))) return undefined;
  const given = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY');
  if (given === '') return undefined;
  const address = given.includes('://') ? given : `http://${given}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new ProxyError('The proxy of the environment is no http:// or https:// address.');
  }
  return new URL(address);
}

function isOwnMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isExempt(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (only !== undefined && only !== port) return false;
      const domain = name.replace(/^\*?\./, '');
      return host === domain || host.endsWith(`.${domain}`);
    });
}

/** The header with which a proxy knows who asks, where its address holds a name and a password. */
export function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** An agent whose connections lead through a proxy (CONNECT, RFC 9110 section 9.3.6) and are encrypted to the very end. */
export function tunnelAgent(proxy: URL, trust: Pick<tls.ConnectionOptions, 'ca' | 'rejectUnauthorized'>): https.Agent {
  const agent = new https.Agent({ keepAlive: true });
  Object.assign(agent, {
    createConnection(
      options: tls.ConnectionOptions & { host?: string; port?: number | string },
      done: (error: Error | null, socket?: Duplex) => void,
    ): void {
      const target = `${options.host}:${options.port}`;
      const request = (proxy.protocol === 'https:' ? https : http).request({
        host: proxy.hostname.replace(/^\[|\]$/g, ''),
        port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
        method: 'CONNECT',
        path: target,
        headers: { host: target, ...proxyAuthorization(proxy) },
        agent: false,
        ...trust,
      });
      request.once('connect', (response, socket) => {
        if (response.statusCode !== 200) {
          socket.destroy();
          done(new ProxyError(`The proxy answered ${response.statusCode}.`));
          return;
        }
        const { host, servername = host } = options;
        const own = /^[\d.]+$|:/.test(servername ?? '') ? {} : { servername: servername ?? '' };
        const secured = tls.connect({ ...options, socket, ...own, ...trust });
        secured.once('error', done);
        secured.once('secureConnect', () => {
          secured.off('error', done);
          done(null, secured);
        });
      });
      request.once('response', (response) => {
        response.resume();
        done(new ProxyError(`The proxy answered ${response.statusCode}.`));
      });
      request.once('error', (cause) => done(new ProxyError('The proxy cannot be reached.', { cause })));
      request.end();
    },
  });
  return agent;
}
