import { ModelError } from '../agent/ports.ts';
import { BrokenStreamError, StreamErrorEvent } from './accumulate.ts';
import { explainConnection, proxyRefusalText, webPageText } from './connectionError.ts';
import type { ProviderWords } from './providerWords.ts';
import { inWords, retryAfterMs } from './retry.ts';

type Reason = ModelError['reason'];

/** What went wrong with one request, in the words of the person, and what may be done about it. */
export interface Failure {
  readonly error: ModelError;
  /** Asking again may help. */
  readonly retryable: boolean;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Why there is a wait, in a few words. */
  readonly brief: string;
  /** The status, 0 where there was no answer, and what the provider said, without keys. */
  readonly status: number;
  readonly said: string;
}

/** The provider said nothing for too long. */
export class IdleError extends Error {
  override readonly name = 'IdleError';
}

interface Context {
  readonly words: ProviderWords;
  /** Removes keys from a text. */
  redact(text: string): string;
  readonly now: number;
}

/**
 * The status that an error type within a stream stands for (platform.claude.com/docs/en/api/errors, and the exceptions
 * of Bedrock's event stream in docs.aws.amazon.com/bedrock/latest/APIReference).
 */
const statusOfType: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 402,
  api_error: 500,
  server_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
  throttlingException: 429,
  validationException: 400,
  internalServerException: 500,
  modelStreamErrorException: 500,
  modelTimeoutException: 504,
  serviceUnavailableException: 503,
};

const creditPattern =
  /credit balance|spend(ing)? limit|billing|usage limits|insufficient_quota|exceeded your current quota|insufficient (credits|balance|funds)/i;
const contextPattern =
  /prompt is too long|context_length_exceeded|context[ _](window|length|limit|size)|input (is|length).*too long|exceed.*context/i;
const noToolsPattern =
  /does not support (tools|tool use|tool calling|function)|support tool use|tool choice requires|tools param requires|--jinja|(function tools|tools) .*not supported/i;
const expiredPattern = /security token|expired ?token|ExpiredToken|UnrecognizedClient|signature .*(match|expired)/i;

/**
 * Sorts a failed request by what the person, or a retry, can do about it. The error's cause is words only, without a
 * key. `undefined` for what is neither the provider's nor the network's failure: a bug of ours.
 */
export function explainFailure(thrown: unknown, context: Context): Failure | undefined {
  const { words, redact } = context;
  const cause = new Error(redact(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)));
  const fail = (reason: Reason, text: string, more: Partial<Failure> = {}): Failure => ({
    retryable: false,
    retryAfterMs: undefined,
    brief: '',
    status: 0,
    said: '',
    ...more,
    error: new ModelError(reason, text, { cause }),
  });
  const status = statusOf(thrown);
  if (status !== undefined) {
    const said = redact(messageOf(thrown)).trim();
    return { ...ofStatus(status, said, thrown, context, fail), status, said };
  }
  if (thrown instanceof IdleError) {
    const text = `${words.host} stopped answering. Check the network connection, then try again.`;
    return fail('network', text, { brief: 'No answer', retryable: true });
  }
  if (thrown instanceof BrokenStreamError) {
    const text = `The answer from ${words.host} was cut off again and again. Check the network connection or proxy, then try again.`;
    return fail('network', text, { brief: 'The answer was cut off', retryable: true });
  }
  const setup = words.setup(thrown);
  if (setup) return fail(setup.reason, setup.text);
  const connection = explainConnection(thrown, words);
  if (!connection) return undefined;
  const { reason, text, brief, retryable } = connection;
  return fail(reason, text, { brief, retryable });
}

/** The provider asks to wait longer than is sensible. */
export function tooLongWait(failed: Failure, waitMs: number): ModelError {
  return new ModelError(
    failed.error.reason,
    `The provider asks to wait ${inWords(waitMs)} before the next request. Try again then, or choose another model.`,
    { cause: failed.error.cause },
  );
}

function ofStatus(
  status: number,
  said: string,
  thrown: unknown,
  { words, now }: Context,
  fail: (reason: Reason, text: string, more?: Partial<Failure>) => Failure,
): Failure {
  const { name, host, model } = words;
  const kind = `${field(thrown, 'type') ?? ''} ${field(thrown, 'code') ?? ''}`;
  const after = retryAfterMs(headersOf(thrown), now);
  const quoted = said === '' ? '' : ` ${name} says: ${said}`;

  if (field(field(thrown, 'error'), 'type') === 'web_page' || typeOfBody(thrown) === 'web_page') {
    const passes = status >= 500;
    return fail(passes ? 'overloaded' : 'proxy', `${webPageText(host)} Its title: ${said} (status ${status}).`, {
      retryable: passes,
      retryAfterMs: after,
      brief: `A web page came instead of an answer (${status})`,
    });
  }
  if (status === 407) return fail('proxy', proxyRefusalText(status, host));
  const mayBeCredit = status === 400 || status === 403 || status === 429;
  if (status === 402 || (mayBeCredit && creditPattern.test(`${kind} ${said}`))) {
    return fail(
      'credit',
      `The account has no credit left or has reached its limit. ${words.credit}, then try again.${quoted}`,
    );
  }
  if (status === 413 || ((status === 400 || status === 500) && contextPattern.test(`${kind} ${said}`))) {
    return fail(
      'contextFull',
      `The conversation no longer fits into what ${model} can read. Start a new session, or choose a model with a larger context.${quoted}`,
    );
  }
  if (status !== 429 && noToolsPattern.test(said)) {
    return fail(
      'unknownModel',
      `${model} cannot use tools on ${host}, and Belay works through tools. Choose another model, or start the server with its support for tool calls.${quoted}`,
    );
  }
  switch (status) {
    case 401:
      return fail('key', `${host} did not accept ${words.key}.`);
    case 403:
      if (expiredPattern.test(`${kind} ${said}`)) return fail('key', `${host} did not accept ${words.key}.${quoted}`);
      return fail('key', `${words.forbidden}${quoted}`);
    case 404:
      return fail('unknownModel', `${host} does not know the model "${model}". ${words.unknownModel}${quoted}`);
    case 429:
      return fail(
        'rateLimit',
        `The rate limit of the account is reached. Wait a little and try again, or choose another model.${quoted}`,
        { retryable: true, retryAfterMs: after, brief: 'Rate limit reached' },
      );
    default:
      if (status === 408 || status === 409 || status === 424 || status >= 500) {
        return fail(
          'overloaded',
          `${name} could not answer (status ${status}). This passes; try again in a few minutes.${quoted}`,
          {
            retryable: true,
            retryAfterMs: after,
            brief: status === 529 ? `${name} is overloaded` : `${name} had an error (${status})`,
          },
        );
      }
      return fail(
        'rejected',
        `${name} refused the request (status ${status}). Start a new session if this repeats, and see the log for details.${quoted}`,
      );
  }
}

/** The SDKs' errors are told by shape, so that this file does not load them. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof StreamErrorEvent) {
    const numeric = Number(thrown.type);
    return statusOfType[thrown.type] ?? (numeric >= 400 && numeric < 600 ? numeric : 500);
  }
  const status = field(thrown, 'status');
  return typeof status === 'number' ? status : undefined;
}

/** What the provider said: Anthropic's SDK has it in `apiMessage`, OpenAI's in the error's body. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof StreamErrorEvent) return thrown.message;
  const said = field(thrown, 'apiMessage') ?? field(field(thrown, 'error'), 'message');
  return typeof said === 'string' ? said : '';
}

/** Anthropic's SDK keeps the whole body as `error`, OpenAI's the error in it. */
function typeOfBody(thrown: unknown): unknown {
  return field(field(field(thrown, 'error'), 'error'), 'type');
}

function headersOf(thrown: unknown): Headers | undefined {
  const headers = field(thrown, 'headers');
  return headers instanceof Headers ? headers : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
