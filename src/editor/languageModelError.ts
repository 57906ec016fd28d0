import type * as vscode from 'vscode';
import { ModelError } from '../agent/ports.ts';

/** VS Code has no such model, or its provider is not there yet. */
export function unknownEditorModel(name: string): ModelError {
  return new ModelError(
    'unknownModel',
    `VS Code has no model "${name}" now. Sign in to the extension that provides it, or run "Belay: Choose Model" to pick another.`,
  );
}

/** What the API threw, in the words of the person; a bug of ours as it is. */
export function explainEditorModel(
  LanguageModelError: typeof vscode.LanguageModelError,
  error: unknown,
  name: string,
): unknown {
  if (error instanceof ModelError) return error;
  if (!(error instanceof LanguageModelError)) {
    // What a provider's extension throws arrives as a plain error.
    const said = error instanceof Error ? error.message : String(error);
    if (error instanceof TypeError || error instanceof RangeError) return error;
    return providerFailure(said, name, error);
  }
  const quoted = error.message.trim() === '' ? '' : ` VS Code says: ${error.message}`;
  switch (error.code) {
    case 'NoPermissions':
      return new ModelError(
        'key',
        `Belay has no permission to use ${name}. Send the message again and allow it when VS Code asks, or run "Manage Language Model Access".${quoted}`,
        { cause: error },
      );
    case 'Blocked':
      return new ModelError(
        'rejected',
        `VS Code blocked the request to ${name}: a limit of the plan, or its content filter. Try again later, or choose another model.${quoted}`,
        { cause: error },
      );
    case 'NotFound':
      return unknownEditorModel(name);
    default: {
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      return providerFailure(cause, name, error);
    }
  }
}

function providerFailure(said: string, name: string, cause: unknown): ModelError {
  const quoted = said.trim() === '' ? '' : ` It says: ${said}`;
  if (/context|too (long|large|many tokens)|token limit|exceeds? .*limit/i.test(said)) {
    return new ModelError(
      'contextFull',
      `The conversation no longer fits into what ${name} can read. Start a new session, or choose a model with a larger context.${quoted}`,
      { cause },
    );
  }
  if (/rate.?limit|429|quota|too many requests/i.test(said)) {
    return new ModelError('rateLimit', `The rate limit of ${name} is reached. Wait a little and try again.${quoted}`, {
      cause,
    });
  }
  return new ModelError('overloaded', `${name} could not answer. Try again, or choose another model.${quoted}`, {
    cause,
  });
}
