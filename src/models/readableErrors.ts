/** A web page came where an answer of an API was due. */
class WebPageError extends Error {
  override readonly name = 'WebPageError';
}

const longestMessage = 600;

/**
 * `fetch` whose error answers all have the form that the SDKs read, `{"error":{"type","message","code"}}`: platforms,
 * gateways, local servers and proxies each have their own (`{"message"}`, `{"error":"…"}`, `{"detail"}`, plain text, a
 * web page). A web page with status 200 is a `WebPageError`.
 */
export function withReadableErrors(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const isPage = (response.headers.get('content-type') ?? '').includes('text/html');
    if (response.ok && !isPage) return response;
    if (response.ok) {
      await response.body?.cancel();
      throw new WebPageError(`Status ${response.status}, content type text/html.`);
    }
    const error = readError(await response.text(), isPage, response.headers.get('x-amzn-errortype'));
    const headers = new Headers(response.headers);
    for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) headers.delete(name);
    headers.set('content-type', 'application/json');
    const { status, statusText } = response;
    return new Response(JSON.stringify({ type: 'error', error }), { status, statusText, headers });
  };
}

interface ReadError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
}

function readError(text: string, isPage: boolean, amazonType: string | null): ReadError {
  if (isPage || /^\s*<(?:!doctype|html)/i.test(text)) return { type: 'web_page', message: pageTitle(text) };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { type: 'not_json', message: text.trim().slice(0, longestMessage) };
  }
  // Google's errors come in a list.
  const body = Array.isArray(json) ? json[0] : json;
  const inner = field(body, 'error');
  const holder = typeof inner === 'object' && inner !== null ? inner : body;
  const message = firstText(field(holder, 'message'), inner, field(body, 'detail'), field(body, 'Message'), body);
  const code = firstText(field(holder, 'code'));
  return {
    type: firstText(field(holder, 'type'), amazonType?.split(':')[0], field(holder, 'status')) || 'error',
    message: message.slice(0, longestMessage),
    ...(code === '' ? {} : { code }),
  };
}

/** The first of the values that says anything: a text as it is, a structure as JSON. */
function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number') return String(value);
    if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  }
  return '';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function pageTitle(page: string): string {
  return /<title[^>]*>([^<]{1,200})/i.exec(page)?.[1]?.replace(/\s+/g, ' ').trim() ?? 'A web page';
}
