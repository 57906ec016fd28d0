/** Long side in pixels from which Anthropic scales an image down by itself (platform.claude.com/docs, "Vision"). */
export const longSide = 1568;
/**
 * Largest image in bytes that every provider takes. Anthropic allows 5 MB and counts the base64, which is a third longer;
 * OpenAI allows more.
 */
export const byteLimit = (5 * 1024 * 1024 * 3) / 4;
/** Largest file that is read in order to be scaled down. */
export const readLimit = 50 * 1024 * 1024;
/** As many as one message may carry. */
export const imageLimit = 10;
/**
 * Base64 characters of all images of a message: Bedrock takes requests of 20 MB, the others of 30 and more
 * (platform.claude.com/docs, "Request size limits"), and the conversation needs some of it.
 */
export const totalLimit = 16 * 1024 * 1024;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is known of an image once it is read; sizes in pixels and bytes. */
export interface Facts extends Size {
  /** MIME type by its content, `undefined` for one that providers do not take. */
  readonly type: string | undefined;
  readonly bytes: number;
  readonly moving: boolean;
}

/** How an image is sent: as it is, or drawn anew in the first of the formats in which it is small enough. */
export type Plan = { readonly draw: false } | { readonly draw: true; readonly size: Size; readonly as: string[] };

/**
 * An animated GIF or WebP is drawn, which leaves its first picture: OpenAI refuses those that move, and Claude looks at
 * the first picture only, so the rest would be paid for and not seen.
 */
export function planImage({ type, width, height, bytes, moving }: Facts): Plan {
  const size = fitted({ width, height });
  if (type !== undefined && !moving && bytes <= byteLimit && size.width === width) return { draw: false };
  // Photographs stay small as JPEG. All else keeps sharp edges and see-through parts as long as there is room.
  if (type === 'image/jpeg') return { draw: true, size, as: ['image/jpeg'] };
  return { draw: true, size, as: [type === 'image/webp' ? type : 'image/png', 'image/jpeg'] };
}

/** The size with the same proportions whose long side is at most `longSide`. */
export function fitted({ width, height }: Size): Size {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const signatures: readonly (readonly [type: string, start: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1A\n/],
  ['image/jpeg', /^\xFF\xD8\xFF/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
];

/** MIME type by the first bytes, of those that providers take: they refuse an image whose name lies. */
export function typeOf(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  return signatures.find(([, signature]) => signature.test(start))?.[0];
}

/** Whether a GIF or WebP has more than one picture. */
export function isMoving(bytes: Uint8Array): boolean {
  switch (typeOf(bytes)) {
    case 'image/webp':
      // The header of an extended file says so in the second bit of its flags.
      return String.fromCharCode(...bytes.subarray(12, 16)) === 'VP8X' && ((bytes[20] ?? 0) & 2) !== 0;
    case 'image/gif':
      return picturesOf(bytes) > 1;
    default:
      return false;
  }
}

/** Pictures of a GIF, counted up to two (GIF89a specification, www.w3.org/Graphics/GIF/spec-gif89a.txt). */
function picturesOf(bytes: Uint8Array): number {
  const at = (index: number): number => bytes[index] ?? 0;
  const colours = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  const afterBlocks = (start: number): number => {
    let index = start;
    while (at(index) !== 0) index += at(index) + 1;
    return index + 1;
  };
  let count = 0;
  let index = 13 + colours(at(10));
  while (count < 2 && index < bytes.length) {
    if (at(index) === 0x21) index = afterBlocks(index + 2);
    else if (at(index) === 0x2c) {
      count += 1;
      index = afterBlocks(index + 11 + colours(at(index + 9)));
    } else break;
  }
  return count;
}
