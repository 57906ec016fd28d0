import type { LogOutputChannel } from 'vscode';
import type { Log } from '../agent/ports.ts';

/** The `Log` port on an output channel. `mask` removes secrets from everything, stacks of errors included. */
export function createLog(channel: LogOutputChannel, mask: (text: string) => string): Log {
  return {
    debug: (message) => channel.debug(mask(message)),
    info: (message) => channel.info(mask(message)),
    warn: (message) => channel.warn(mask(message)),
    error: (message, cause) => channel.error(mask(cause === undefined ? message : `${message}\n${describe(cause)}`)),
  };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const own = cause.stack ?? `${cause.name}: ${cause.message}`;
  return cause.cause === undefined ? own : `${own}\nCaused by: ${describe(cause.cause)}`;
}
