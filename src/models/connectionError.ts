/** What kept a request from being answered at all, in words and with what to do about it. */
export interface ConnectionFailure {
  readonly reason: 'network' | 'proxy' | 'certificate' | 'key' | 'settings';
  readonly text: string;
  /** Why there is a wait before another attempt, in a few words. */
  readonly brief: string;
  readonly retryable: boolean;
}

/** Names of the system's errors in the causes of a thrown value, outermost first. */
function* causes(thrown: unknown): Generator<Error> {
  let error = thrown;
  for (let depth = 0; error instanceof Error && depth < 10; depth++) {
    yield error;
    if (error instanceof AggregateError) yield* error.errors.filter((one) => one instanceof Error).slice(0, 4);
    error = error.cause;
  }
}

const certificateTexts: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has signed its certificate itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'uses a certificate from an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT: 'uses a certificate from an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'uses a certificate from an authority that this machine does not know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'uses a certificate from an authority that this machine does not know',
  CERT_HAS_EXPIRED: 'uses a certificate that has expired',
  CERT_NOT_YET_VALID: 'uses a certificate that is not valid yet',
  CERT_REVOKED: 'uses a certificate that was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'uses a certificate that was made for another host',
};
const wrongClock = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * Sorts what was thrown before there was a response. `address` is the setting that says where requests go, to be named
 * in the sentence. `undefined` for what is no failure of the connection.
 */
export function explainConnection(
  thrown: unknown,
  { host, address }: { readonly host: string; readonly address: string },
): ConnectionFailure | undefined {
  const chain = [...causes(thrown)];
  const codes = chain.flatMap(({ code }: Error & { code?: unknown }) =>
    typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? [code] : [],
  );
  const said = chain.map(({ message }) => message).join('\n');
  const failure = (
    reason: ConnectionFailure['reason'],
    text: string,
    more: Partial<ConnectionFailure> = {},
  ): ConnectionFailure => ({ reason, text, brief: '', retryable: false, ...more });

  const certificate = codes.find((code) => Object.hasOwn(certificateTexts, code));
  if (certificate !== undefined) return failure('certificate', certificateText(certificate, host));
  if (codes.some((code) => code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER')) {
    return failure(
      'certificate',
      `${host} does not answer with TLS. Check whether ${address} should begin with http:// instead of https://, or whether a proxy stands in between.`,
    );
  }
  // As undici, VS Code's own agent and ours put it; `fetch` hides a 407 from who asked.
  const refusal = /proxy (?:response|answered)[^\d]{0,20}(\d{3})/i.exec(said)?.[1];
  const unnamed = chain.some(({ message, cause }) => {
    return message === 'fetch failed' && cause instanceof Error && cause.message === '' && codes.length === 0;
  });
  if (refusal !== undefined || unnamed) return failure('proxy', proxyRefusalText(Number(refusal ?? 407), host));
  if (chain.some((error) => error.name === 'ProxyError') || isForProxy(chain, host)) {
    const detail = codes[0] === undefined ? '' : ` (${codes[0]})`;
    return failure(
      'proxy',
      `The proxy for ${host} cannot be reached${detail}. Check "http.proxy" in the settings of VS Code (in a terminal: HTTPS_PROXY), then try again.`,
    );
  }
  if (chain.some((error) => error.name === 'WebPageError')) return failure('proxy', webPageText(host));
  if (codes.length === 0 && !chain.some((error) => isOfSdk(error) || isTimeout(error))) return undefined;
  const detail = codes[0] === undefined ? '' : ` (${codes.at(-1)})`;
  return failure(
    'network',
    `${host} cannot be reached${detail}. Check the network connection, the proxy and ${address}, then try again.`,
    { brief: `No connection${detail}`, retryable: true },
  );
}

/** A proxy that wants a name and a password (RFC 9110, status 407), or does not let the request through. */
export function proxyRefusalText(status: number, host: string): string {
  if (status === 407) {
    return `The proxy wants a name and a password before it lets requests to ${host} through. Put them into "http.proxy" in the settings of VS Code (in a terminal: HTTPS_PROXY), as http://name:password@proxy:port.`;
  }
  return `The proxy does not let requests to ${host} through (status ${status}). Ask who runs it to allow ${host}, or add the host to "http.noProxy" (in a terminal: NO_PROXY).`;
}

/** Something in between answered with a page for people. */
export function webPageText(host: string): string {
  return `A web page came instead of an answer from ${host}: a proxy, a sign-in page of the network or a wrong address. Open the address in a browser to see it, then try again.`;
}

function certificateText(code: string, host: string): string {
  const what = certificateTexts[code] ?? 'uses a certificate that cannot be checked';
  const how = wrongClock.has(code)
    ? 'Check the clock of this machine, or ask who runs the server or proxy to renew it.'
    : code === 'ERR_TLS_CERT_ALTNAME_INVALID'
      ? 'Check the address, and whether a proxy stands in between.'
      : 'If a company proxy reads the traffic, install its root certificate in the system (in a terminal: NODE_EXTRA_CA_CERTS or SSL_CERT_FILE); "http.proxyStrictSSL" decides whether VS Code checks at all.';
  return `${host} ${what} (${code}). ${how}`;
}

/** A connection that failed at another address than that of the host was meant for a proxy. */
function isForProxy(chain: readonly Error[], host: string): boolean {
  const [hostName = '', hostPort] = splitHost(host);
  return chain.some((error: Error & { address?: unknown; port?: unknown; syscall?: unknown }) => {
    if (error.syscall !== 'connect' || typeof error.port !== 'number') return false;
    const local = /^(?:127\.|::1$)/.test(String(error.address));
    const own = /^(?:127\.|localhost$|\[?::1\]?$)/.test(hostName);
    return error.port !== hostPort || (local && !own);
  });
}

function splitHost(host: string): [string, number] {
  const match = /^(.*?)(?::(\d+))?$/.exec(host);
  return [match?.[1] ?? host, Number(match?.[2] ?? 443)];
}

/** The SDKs' errors of a request that was not answered: of the kind that has a status, and without one. */
function isOfSdk(error: Error): boolean {
  return 'status' in error && error.status === undefined && error.cause !== undefined;
}

function isTimeout(error: Error): boolean {
  return error.name === 'TimeoutError' || error.name === 'ConnectTimeoutError';
}
