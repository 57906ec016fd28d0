/**
 * A piece of text that begins with backslashes or an HTML entity, taken apart. `text` is the piece as written, `plain`
 * what it stands for where it escapes something, `backslashes` how many stand in front.
 */
interface Escape {
  readonly text: string;
  readonly backslashes: number;
  /** What follows the backslashes, as written. */
  readonly rest: string;
  /** The character that is escaped (`n`, `t`, `"` …), `lt`, `amp` … for an entity; `undefined` for a lone backslash. */
  readonly name: string | undefined;
  readonly plain: string;
}

/** One way to read an over-escaped piece: the text that it becomes, and the escapes that are undone by it. */
export interface Reading {
  readonly text: string;
  readonly undone: readonly string[];
}

/** Name of the escape that doubles a backslash. */
export const doubledBackslash = '\\';

const plainOf: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '`': '`',
  $: '$',
  '/': '/',
};

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#039': "'",
  '#x27': "'",
  '#34': '"',
  '#60': '<',
  '#62': '>',
  '#38': '&',
};

const entityPattern = /&((?:amp;){0,8})(lt|gt|amp|quot|apos|#39|#039|#x27|#34|#60|#62|#38);/iy;
/** Longer runs of backslashes are cut into pieces, so that the length of a piece stays small. */
const longestRun = 100;

/** Length of the entity that begins at the offset, and the character that it stands for; `undefined` where none does. */
export function entityAt(text: string, at: number): { readonly length: number; readonly plain: string } | undefined {
  entityPattern.lastIndex = at;
  const found = entityPattern.exec(text);
  const plain = entities[found?.[2]?.toLowerCase() ?? ''];
  return found && plain !== undefined ? { length: found[0].length, plain } : undefined;
}

/**
 * Length of the piece that begins with the backslash at the offset: the backslashes, and what they may escape. `plain` is
 * the character that it stands for, `\` where they escape nothing known.
 */
export function backslashesAt(text: string, at: number): { readonly length: number; readonly plain: string } {
  let end = at;
  while (end < text.length && end - at < longestRun && text.charCodeAt(end) === 0x5c) end += 1;
  const next = text[end] ?? '';
  if (next === '\n') return { length: end + 1 - at, plain: '\n' };
  if (next === '\r' && text[end + 1] === '\n') return { length: end + 2 - at, plain: '\n' };
  if (next === 'r') {
    let line = end + 1;
    while (text.charCodeAt(line) === 0x5c && line - end < longestRun) line += 1;
    if (line > end + 1 && text[line] === 'n') return { length: line + 1 - at, plain: '\n' };
  }
  if (next === 'u' && /^[0-9a-f]{4}$/i.test(text.slice(end + 1, end + 5))) {
    return { length: end + 5 - at, plain: String.fromCharCode(Number.parseInt(text.slice(end + 1, end + 5), 16)) };
  }
  const plain = Object.hasOwn(plainOf, next) ? plainOf[next] : undefined;
  return plain === undefined ? { length: end - at, plain: '\\' } : { length: end + 1 - at, plain };
}

/** Takes a piece apart that begins with a backslash or is an entity; `undefined` for anything else. */
export function parseEscape(text: string): Escape | undefined {
  if (text.startsWith('&')) {
    const entity = entityAt(text, 0);
    if (entity?.length !== text.length) return undefined;
    const nested = /^&amp;/i.test(text) && text.length > 5;
    const inner = nested ? `&${text.slice(5)}` : entity.plain;
    return { text, backslashes: 0, rest: text, name: nested ? 'amp' : entityName(text), plain: inner };
  }
  if (!text.startsWith('\\')) return undefined;
  const rest = text.replace(/^\\+/, '');
  const backslashes = text.length - rest.length;
  const name = rest === '' || rest.endsWith('\n') ? undefined : rest[0];
  const plain =
    name === undefined ? rest : name === 'r' && rest.length > 1 ? '\r\n' : backslashesAt(`\\${rest}`, 0).plain;
  return { text, backslashes, rest, name, plain };
}

/** The names of the escapes that a piece has; kept, where the file has the very same piece. */
export function escapesIn(piece: Escape): string[] {
  if (piece.text.startsWith('&')) return piece.name === undefined ? [] : [`&${piece.name}`];
  return [
    ...(piece.name !== undefined && piece.backslashes % 2 === 1 ? [piece.name] : []),
    ...(piece.backslashes > 1 ? [doubledBackslash] : []),
  ];
}

/** Every way to undo one level of escaping in a piece. */
export function readings(piece: Escape): Reading[] {
  const { backslashes, rest, name, plain } = piece;
  if (piece.text.startsWith('&')) return name === undefined ? [] : [{ text: plain, undone: [`&${name}`] }];
  const pairs = Math.floor(backslashes / 2);
  const single = backslashes % 2;
  const found: Reading[] = [];
  const halved = '\\'.repeat(pairs + single) + (name === 'r' ? rest.replace(/\\\\/g, '\\') : rest);
  if (pairs > 0) found.push({ text: halved, undone: [doubledBackslash] });
  if (name !== undefined && single === 1) {
    found.push({ text: '\\'.repeat(backslashes - 1) + plain, undone: [name] });
    if (pairs > 0) found.push({ text: '\\'.repeat(pairs) + plain, undone: [doubledBackslash, name] });
  }
  return found;
}

function entityName(text: string): string | undefined {
  const plain = entityAt(text, 0)?.plain;
  return Object.keys(entities).find((name) => entities[name] === plain);
}
