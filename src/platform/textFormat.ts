import { ToolError } from '../agent/tool.ts';
import type { TextCodec } from '../edits/takeBack.ts';

/** How a text was written as bytes, so that it can be written back the same way. */
export interface TextFormat {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly bom: boolean;
}

export const plainFormat: TextFormat = { encoding: 'utf-8', bom: false };

/**
 * The text of a file's bytes, without a byte order mark, and its format. Throws `ToolError` for bytes that are no text in
 * UTF-8, or in UTF-16 with a byte order mark; `name` is the file's name in that sentence.
 */
export function decodeText(bytes: Uint8Array, name: string): { readonly text: string; readonly format: TextFormat } {
  const format = formatOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(format.encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (bytes.includes(0)) throw new ToolError(binaryMessage(name), { cause });
    throw new ToolError(
      `${name} is not valid ${format.encoding.toUpperCase()} text, so it cannot be read or edited without damage. If it is text in another encoding, convert it with a command such as iconv.`,
      { cause },
    );
  }
  if (text.includes('\0')) throw new ToolError(binaryMessage(name));
  return { text: format.bom ? text.slice(1) : text, format };
}

/** The bytes of a text in a format. Throws `ToolError` where the text cannot be written in it (half a surrogate pair). */
export function encodeText(text: string, format: TextFormat): Uint8Array {
  if (/\p{Surrogate}/u.test(text)) {
    throw new ToolError(
      'The new text has half of a surrogate pair in it, which no file can hold. Write the whole character.',
    );
  }
  const whole = format.bom ? `\uFEFF${text}` : text;
  if (format.encoding === 'utf-8') return Buffer.from(whole, 'utf8');
  const bytes = Buffer.from(whole, 'utf16le');
  return format.encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

/** For merging: any text whose bytes come back as they were, single-byte encodings included. */
export const textCodec: TextCodec = {
  async decode(bytes) {
    const format = formatOf(bytes);
    try {
      const { text } = decodeText(bytes, '');
      return { text, format: nameOf(format) };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // Bytes that are no UTF-8 come through whole when each is taken for a character.
      const single = !format.bom && !bytes.includes(0);
      return single ? { text: Buffer.from(bytes).toString('latin1'), format: singleByte } : undefined;
    }
  },
  async encode(text, name) {
    if (name === singleByte) return /[^\u0000-\u00ff]/.test(text) ? undefined : Buffer.from(text, 'latin1');
    const format = formats.find((one) => nameOf(one) === name);
    return format && encodeText(text, format);
  },
};

const singleByte = 'latin1';
const formats: readonly TextFormat[] = [
  plainFormat,
  { encoding: 'utf-8', bom: true },
  { encoding: 'utf-16le', bom: true },
  { encoding: 'utf-16be', bom: true },
];

function nameOf({ encoding, bom }: TextFormat): string {
  return bom ? `${encoding} with a byte order mark` : encoding;
}

function formatOf(bytes: Uint8Array): TextFormat {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', bom: true };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', bom: true };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', bom: true };
  return plainFormat;
}

function binaryMessage(name: string): string {
  return `${name} is a binary file, not text. Look at it with a command that knows its format.`;
}
