import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate made for this test, signed by itself, and its key. `days` below nought: it has expired. */
export function selfSigned(host: string, days = 2): { cert: string; key: string; file: string; dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'belay-tls-'));
  const file = join(folder, 'cert.pem');
  const [key, request] = [join(folder, 'key.pem'), join(folder, 'request.pem')];
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
  openssl('req', ...newKey, '-out', request, '-subj', `/CN=${host}`);
  const names = join(folder, 'names.txt');
  writeFileSync(names, `subjectAltName=DNS:${host}\n`);
  openssl('x509', '-req', '-in', request, '-signkey', key, '-days', String(days), '-extfile', names, '-out', file);
  return {
    cert: readFileSync(file, 'utf8'),
    key: readFileSync(key, 'utf8'),
    file,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An HTTPS server on the loopback interface. */
export async function startTlsServer(
  { cert, key }: { readonly cert: string; readonly key: string },
  listener: http.RequestListener,
): Promise<{ port: number; close(): Promise<void> }> {
  return await opened(https.createServer({ cert, key }, listener));
}

export interface ProxyServer {
  readonly port: number;
  /** Each target that it was asked for, `host:port`, or the whole address for plain requests. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * A proxy on the loopback interface that connects every name to one port of this machine. With `credentials`
 * (`name:password`) it lets nobody else through; with `status` nobody at all.
 */
export async function startProxy(
  targetPort: number,
  { credentials, status }: { readonly credentials?: string; readonly status?: number } = {},
): Promise<ProxyServer> {
  const asked: string[] = [];
  const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      response.writeHead(407);
      response.end();
      return;
    }
    const forward = http.request(
      {
        host: '127.0.0.1',
        port: targetPort,
        path: new URL(request.url ?? '').pathname,
        method: request.method,
        headers: request.headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(forward);
  });
  server.on('connect', (request, socket, head) => {
    asked.push(request.url ?? '');
    const refused =
      status ?? (wanted !== undefined && request.headers['proxy-authorization'] !== wanted ? 407 : undefined);
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return Object.assign(await opened(server), { asked });
}

async function opened(
  server: Server & { closeAllConnections?(): void },
): Promise<{ port: number; close(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<import('node:net').Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
