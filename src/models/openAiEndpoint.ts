/** Where requests of the OpenAI-compatible kind go when nothing else is set. */
export const defaultOpenAiUrl = 'https://api.openai.com/v1';

export interface Endpoint {
  /** With the version's path, without a slash at the end. */
  readonly url: string;
  readonly valid: boolean;
  /** Host and port only: an address may hold a password. */
  readonly host: string;
  readonly isOpenAi: boolean;
  /** On this machine or in its network, so that no key is needed and no price is known. */
  readonly isLocal: boolean;
}

/**
 * An address as people write it: with or without `/v1`, with the whole path of the API, or host and port only
 * (`localhost:11434`). The path `/v1` is added where there is none.
 */
export function readEndpoint(address: string | undefined): Endpoint {
  const given = address?.trim() || defaultOpenAiUrl;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const trimmed = whole.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  if (!URL.canParse(trimmed) || !/^https?:$/.test(new URL(trimmed).protocol) || /\s/.test(given)) {
    const host = 'the address in "belay.openai.baseUrl"';
    return { url: given, valid: false, host, isOpenAi: false, isLocal: false };
  }
  const { host, hostname, pathname } = new URL(trimmed);
  return {
    url: pathname === '/' || pathname === '' ? `${trimmed.replace(/\/$/, '')}/v1` : trimmed,
    valid: true,
    host,
    isOpenAi: hostname === 'api.openai.com',
    isLocal: isLocalHost(hostname),
  };
}

function isLocalHost(name: string): boolean {
  return (
    /^(?:localhost|.*\.localhost|.*\.local|host\.docker\.internal|[^.:[\]]+)$/i.test(name) ||
    /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(name) ||
    /^\[(?:::1|f[cd][0-9a-f]*:.*|fe80:.*)\]$/i.test(name)
  );
}
