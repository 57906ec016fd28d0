/** Letters that are written from right to left, for which the marks of direction are made. */
export const rightToLeft = /[\u0590-\u061B\u061D-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]|[\uD802\uD803\uD83A\uD83B]/;

const mirroredStart = new RegExp(`^(?:${rightToLeft.source})`);

/** Every character that cannot be seen, or that changes how others are shown, and so has to justify itself. */
const candidates = String.raw`[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB]|\uD82F[\uDCA0-\uDCA3]|\uD834[\uDD73-\uDD7A]|[\uDB40-\uDB43][\uDC00-\uDFFF]`;
export const candidate = new RegExp(candidates, 'g');
const isCandidate = new RegExp(candidates);

/** Scripts whose spelling needs the joiner and the non-joiner. */
const joining = scripts(
  'Arab Syrc Mand Nkoo Rohg Sogd Mong Phag Hebr Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt Thai Laoo Java Bali Sund Newa Gran Tirh Khoj Sidd Modi Takr Limb Cham Lana Mtei',
);

/** Scripts without spaces between words, where the zero-width space marks where a line may break. */
const unspaced = scripts('Thai Laoo Khmr Mymr Tibt Java Bali Sund Lana Talu Cham');

const conjoiningJamo = /^[\u1100-\u115E\u1161-\u11FF\uA960-\uA97C\uD7B0-\uD7FB]/;

/** What has registered variations besides emoji. */
const varied =
  /[\p{Script=Han}\p{Script=Myanmar}\p{Script=Phags_Pa}\p{Script=Manichaean}\u3001\u3002\uFF01-\uFF1F]|(?![ -~])\p{Sm}/u;

const emojiEnd = /\p{Extended_Pictographic}(?:\uFE0F|[\u{1F3FB}-\u{1F3FF}])?$/u;
const pictograph = /^\p{Extended_Pictographic}/u;
const emoji = /^(?![ -~])\p{Emoji}$/u;
const keycap = '\u20E3';

function scripts(names: string): RegExp {
  const sets = names.split(' ').map((name) => `\\p{scx=${name}}`);
  return new RegExp(`^[${sets.join('')}]`, 'u');
}

/** What stands around a candidate. */
export interface Around {
  /** The last characters of the output before it. */
  readonly before: string;
  /** The text behind it, empty at the end; `undefined` where it is not known yet. */
  readonly after: string | undefined;
  /** The line up to here holds a letter that is written from right to left. */
  mirrored(): boolean;
}

/**
 * True where what stands before a candidate needs it: a script or an emoji. Neighbours are characters that stay
 * themselves, so that removing one candidate never gives another a reason to stay or to go.
 */
export function isNeededBehind(code: number, before: string): boolean {
  const previous = lastCharacter(before);
  switch (code) {
    case 0x200c:
    case 0x200d:
      return joining.test(previous);
    case 0x200b:
      return unspaced.test(previous);
    case 0x034f:
      return /\p{M}/u.test(previous);
    case 0x115f:
    case 0x1160:
      return conjoiningJamo.test(previous);
    case 0x180b:
    case 0x180c:
    case 0x180d:
    case 0x180e:
    case 0x180f:
      return /^(?=\p{L})\p{scx=Mong}/u.test(previous);
    case 0xfe0e:
    case 0xfe0f:
      return emoji.test(previous);
    default:
      if (code >= 0xfe00 && code <= 0xfe02) return varied.test(previous);
      // The variations of ideographs are registered for these only.
      return code >= 0xe0100 && code <= 0xe01ef && /\p{Unified_Ideograph}/u.test(previous);
  }
}

/** The same of what stands behind it, for one that nothing before it needs. `more`: what follows decides. */
export function isNeededBefore(code: number, { before, after, mirrored }: Around): boolean | 'more' {
  const followed = (by: RegExp): boolean | 'more' =>
    after === undefined ? 'more' : by.test(after) && after.search(isCandidate) !== 0;

  switch (code) {
    case 0x200c:
      return followed(joining);
    case 0x200d:
      return followed(emojiEnd.test(before) ? pictograph : joining);
    case 0x200b:
      return followed(unspaced);
    case 0x061c:
    case 0x200e:
    case 0x200f:
      if (/[\u061C\u200E\u200F]/.test(lastCharacter(before))) return false;
      return mirrored() || followed(mirroredStart);
    case 0x115f:
    case 0x1160:
      return followed(conjoiningJamo);
    case 0xfe0e:
    case 0xfe0f:
      return after === undefined ? 'more' : after.startsWith(keycap);
    default:
      return false;
  }
}

function lastCharacter(text: string): string {
  const low = text.charCodeAt(text.length - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(-2) : text.slice(-1);
}
