import { type Uri, workspace } from 'vscode';

/** A file's text and the editor's name of the encoding that gives exactly its bytes back. No byte order mark in it. */
export interface ExactText {
  readonly text: string;
  readonly encoding: string;
}

/** Bytes of single-byte files that no setting names; each byte of them survives being read and written. */
const singleByte = ['windows1252', 'iso88591'];

/**
 * Decodes bytes so that encoding the text again gives the same bytes; `undefined` where nothing does (binary files).
 * UTF-8 first, then what the editor makes of the file (its settings, byte order marks), then single-byte encodings.
 */
export async function decodeExactly(bytes: Uint8Array, uri: Uri): Promise<ExactText | undefined> {
  const utf8 = decodeUtf8(bytes);
  if (utf8) return utf8.text.includes('\0') ? undefined : utf8;
  const mark = markedEncoding(bytes);
  if (!mark && bytes.includes(0)) return undefined;
  const configured = workspace.getConfiguration('files', uri).get<unknown>('encoding');
  const candidates = mark ? [mark] : [...(typeof configured === 'string' ? [configured] : []), ...singleByte];
  for (const encoding of candidates) {
    const text = await decodeAs(bytes, encoding);
    if (text === undefined) continue;
    const again = await encodeExactly(text, encoding);
    if (again && sameBytes(again, bytes)) return { text, encoding };
  }
  return undefined;
}

/** The bytes of a text, or `undefined` where this encoding cannot write all of its characters. */
export async function encodeExactly(text: string, encoding: string): Promise<Uint8Array | undefined> {
  if (encoding === 'utf8') return new TextEncoder().encode(text);
  if (encoding === 'utf8bom') return new TextEncoder().encode(`\uFEFF${text}`);
  const bytes = await workspace.encode(text, { encoding });
  return (await decodeAs(bytes, encoding)) === text ? bytes : undefined;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function decodeUtf8(bytes: Uint8Array): ExactText | undefined {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      encoding: marked ? 'utf8bom' : 'utf8',
    };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf16be';
  return undefined;
}

/** `undefined` where the editor takes the content for binary. */
async function decodeAs(bytes: Uint8Array, encoding: string): Promise<string | undefined> {
  try {
    return (await workspace.decode(bytes, { encoding })).replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
