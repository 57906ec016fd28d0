import { ModelError } from '../agent/ports.ts';
import { BrokenStreamError } from './accumulate.ts';
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
  /** The provider refuses thinking of earlier answers, because something before it has changed since. */
  readonly staleThinking: boolean;
}

/** An `error` event within a stream that had begun with status 200. */
export class StreamErrorEvent extends Error {
  override readonly name = 'StreamErrorEvent';
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The provider said nothing for too long. */
export class IdleError extends Error {
  override readonly name = 'IdleError';
}

interface Context {
  readonly model: string;
  /** Host and port of the endpoint, without user or path. */
  readonly host: string;
  /** Removes keys from a text. */
  redact(text: string): string;
  readonly now: number;
}

/** The status that an error type within a stream stands for (platform.claude.com/docs/en/api/errors). */
const statusOfType: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

const creditPattern = /credit balance|spend(ing)? limit|billing|usage limits/i;
const contextPattern = /prompt is too long|context (window|length|limit)|input (is|length).*too long|exceed.*context/i;
const staleThinkingPattern = /thinking/i;
const staleReasonPattern = /different conversation|signature|cannot be modified/i;

/**
 * Sorts a failed request by what the person, or a retry, can do about it. The error's cause is words only, without a
 * key. `undefined` for what is neither the provider's nor the network's failure: a bug of ours.
 */
export function explainFailure(thrown: unknown, context: Context): Failure | undefined {
  const cause = new Error(
    context.redact(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)),
  );
  const status = statusOf(thrown);
  if (status !== undefined) return ofStatus(status, thrown, cause, context);
  if (!isNetworkFailure(thrown)) return undefined;
  const { text, brief } = networkText(thrown, context);
  return failure(new ModelError('network', text, { cause }), { retryable: true, brief });
}

/** The provider asks to wait longer than is sensible. */
export function tooLongWait(failed: Failure, waitMs: number): ModelError {
  return new ModelError(
    failed.error.reason,
    `Anthropic asks to wait ${inWords(waitMs)} before the next request. Try again then, or choose another model.`,
    { cause: failed.error.cause },
  );
}

function ofStatus(status: number, thrown: unknown, cause: Error, context: Context): Failure {
  const said = context.redact(messageOf(thrown)).trim();
  const quoted = said === '' ? '' : ` Anthropic says: ${said}`;
  const fail = (reason: Reason, text: string, more: Partial<Omit<Failure, 'error'>> = {}): Failure =>
    failure(new ModelError(reason, text, { cause }), more);
  const after = retryAfterMs(headersOf(thrown), context.now);

  if (status === 402 || ((status === 400 || status === 403 || status === 429) && creditPattern.test(said))) {
    return fail(
      'credit',
      `The account has no credit left or has reached its limit. Add credit or raise the limit in the Anthropic Console (Plans & Billing), then try again.${quoted}`,
    );
  }
  if (status === 413 || (status === 400 && contextPattern.test(said))) {
    return fail(
      'contextFull',
      `The conversation no longer fits into what ${context.model} can read. Start a new session, or choose a model with a larger context.${quoted}`,
    );
  }
  switch (status) {
    case 401:
      return fail(
        'key',
        `${context.host} did not accept the API key. Run "Belay: Set API Key" to enter a valid one (in a terminal: set ANTHROPIC_API_KEY).`,
      );
    case 403:
      return fail(
        'key',
        `The API key may not use ${context.model}. Choose another model, or check the key's workspace in the Anthropic Console.${quoted}`,
      );
    case 404:
      return fail(
        'unknownModel',
        `${context.host} does not know the model "${context.model}". Run "Belay: Choose Model" to pick another, or check "belay.model" and "belay.anthropic.baseUrl".${quoted}`,
      );
    case 429:
      return fail(
        'rateLimit',
        `The rate limit of the account is reached. Wait a little and try again, or choose another model.${quoted}`,
        {
          retryable: true,
          retryAfterMs: after,
          brief: 'Rate limit reached',
        },
      );
    default:
      if (status === 408 || status === 409 || status >= 500) {
        return fail(
          'overloaded',
          `Anthropic could not answer (status ${status}). This passes; try again in a few minutes.${quoted}`,
          {
            retryable: true,
            retryAfterMs: after,
            brief: status === 529 ? 'Anthropic is overloaded' : `Anthropic had an error (${status})`,
          },
        );
      }
      return fail(
        'rejected',
        `Anthropic refused the request (status ${status}). Start a new session if this repeats, and see the log for details.${quoted}`,
        {
          staleThinking: status === 400 && staleThinkingPattern.test(said) && staleReasonPattern.test(said),
        },
      );
  }
}

function failure(error: ModelError, more: Partial<Omit<Failure, 'error'>>): Failure {
  return { retryable: false, retryAfterMs: undefined, brief: '', staleThinking: false, ...more, error };
}

function isNetworkFailure(thrown: unknown): boolean {
  if (thrown instanceof IdleError || thrown instanceof BrokenStreamError) return true;
  return codeOf(thrown) !== undefined || (thrown instanceof Error && /^APIConnection/.test(thrown.name));
}

function networkText(thrown: unknown, { host }: Context): { text: string; brief: string } {
  if (thrown instanceof IdleError) {
    return { brief: 'No answer', text: `${host} stopped answering. Check the network connection, then try again.` };
  }
  if (thrown instanceof BrokenStreamError) {
    return {
      brief: 'The answer was cut off',
      text: `The answer from ${host} was cut off again and again. Check the network connection or proxy, then try again.`,
    };
  }
  const code = codeOf(thrown);
  const detail = code === undefined ? '' : ` (${code})`;
  return {
    brief: `No connection${detail}`,
    text: `${host} cannot be reached${detail}. Check the network connection, the proxy and "belay.anthropic.baseUrl", then try again.`,
  };
}

/** The SDK's errors are told by shape, so that this file does not load it. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof StreamErrorEvent) return statusOfType[thrown.type] ?? 500;
  const status = field(thrown, 'status');
  return typeof status === 'number' ? status : undefined;
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof StreamErrorEvent) return thrown.message;
  const said = field(thrown, 'apiMessage');
  return typeof said === 'string' ? said : '';
}

function headersOf(thrown: unknown): Headers | undefined {
  const headers = field(thrown, 'headers');
  return headers instanceof Headers ? headers : undefined;
}

/** The system's error code, wherever in the chain of causes it is. */
function codeOf(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const code = field(error, 'code');
    if (typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code)) return code;
  }
  return undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
