import type { Log } from '../agent/ports.ts';
import { maskSecrets } from './maskSecrets.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** A log on a stream such as standard error: one line per message, secrets masked, nothing below `level`. */
export function createStreamLog(options: { readonly level: Level; write(text: string): void }): Log {
  const from = levels.indexOf(options.level);
  const at =
    (level: Level) =>
    (message: string, cause?: unknown): void => {
      if (levels.indexOf(level) < from) return;
      const detail = cause === undefined ? '' : `: ${describe(cause)}`;
      options.write(`${level}: ${maskSecrets(message + detail)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const stack = cause.stack ?? cause.message;
  return cause.cause === undefined ? stack : `${stack}\ncaused by: ${describe(cause.cause)}`;
}
