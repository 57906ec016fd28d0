import { createHash } from 'node:crypto';

/** SHA-256 of bytes, in hex. Any changed byte shows: byte order mark, line ends and encoding included. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
