/**
 * One piece of the system prompt, from a Markdown file. `static` ones come first and are the same bytes for everyone who
 * has the same flags and variants of one version; whatever depends on the machine, the project, the model or the day is
 * `dynamic`.
 */
export interface Section {
  readonly id: string;
  /** `default`, or the name of another wording of the same section. */
  readonly variant: string;
  readonly order: number;
  readonly boundary: 'static' | 'dynamic';
  /** The flag that must be on. */
  readonly flag: string | undefined;
  /**
   * Tools that it speaks of; without one of them it is left out. A static section is measured against the tools of this
   * version, never against those of a session: what a session offers must not move the bytes before the boundary.
   */
  readonly tools: readonly string[];
  /** Most characters of each value that is inserted. */
  readonly cap: number;
  /** A project may put its own in its place. */
  readonly replaceable: boolean;
  readonly from: 'belay' | 'person' | 'project';
  readonly body: string;
  /** What it takes the place of: that stands where this one is left out. */
  readonly replaces?: readonly Section[];
}

const known = ['id', 'variant', 'order', 'boundary', 'flag', 'tools', 'cap', 'replaceable'];
const name = /^[a-z][A-Za-z0-9]{0,39}$/;
const variantName = /^[a-z][A-Za-z0-9-]{0,39}$/;
/** Most characters of the text of a section, and of a value where the section says nothing else. */
const bodyCap = 12_000;
const valueCap = 4_000;
const largestCap = 100_000;

export const defaultVariant = 'default';

/**
 * Reads a section file: front matter with `id`, `order` and `boundary`, then the text. `file` is its name without the
 * ending: `working.terse` is the variant `terse` of `working`. Throws an error that says what to mend.
 */
export function parseSection(text: string, from: Section['from'] = 'belay', file?: string): Section {
  const match = /^\uFEFF?---\n([\s\S]*?)\n---(?:\n([\s\S]*))?$/.exec(text.replaceAll('\r\n', '\n'));
  if (!match) throw new Error('it needs front matter between two lines of ---, with id, order and boundary');
  const fields = fieldsOf(match[1] ?? '');
  const [fileId, fileVariant, ...more] = file?.split('.') ?? [];
  if (more.length > 0)
    throw new Error('its name has more than one dot before .md; use SECTION.md or SECTION.VARIANT.md');
  const id = fields.get('id') ?? fileId ?? '';
  if (!name.test(id))
    throw new Error(`it needs an id of letters and digits that begins with a small letter, not "${id}"`);
  const variant = fields.get('variant') ?? fileVariant ?? defaultVariant;
  if (!variantName.test(variant)) throw new Error(`"${variant}" is no name for a variant`);
  if (fileVariant !== undefined && variant !== fileVariant) {
    throw new Error(`its name says variant "${fileVariant}", its front matter "${variant}"; they must agree`);
  }
  const order = numberOf(fields, 'order');
  if (order === undefined) throw new Error('it needs an order (a number)');
  const boundary = fields.get('boundary');
  if (boundary !== 'static' && boundary !== 'dynamic')
    throw new Error('it needs boundary: static or boundary: dynamic');
  const cap = numberOf(fields, 'cap') ?? valueCap;
  if (cap < 1 || cap > largestCap) throw new Error(`its cap must be from 1 to ${largestCap} characters`);
  const body = (match[2] ?? '').trim();
  if (body === '') throw new Error('it has no text below the front matter');
  if (body.length > bodyCap) throw new Error(`its text has ${body.length} characters; ${bodyCap} is the most`);
  const placeholder = boundary === 'static' ? /\{\{\w+\}\}/.exec(body)?.[0] : undefined;
  if (placeholder) throw new Error(`a static section must not hold ${placeholder}: values stand behind the boundary`);
  return {
    id,
    variant,
    order,
    boundary,
    flag: fields.get('flag'),
    tools: listOf(fields.get('tools')),
    cap,
    replaceable: booleanOf(fields, 'replaceable'),
    from,
    body,
  };
}

function fieldsOf(frontMatter: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of frontMatter.split('\n')) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const [, key = '', value = ''] = /^(\w+)\s*:\s*(.*)$/.exec(line) ?? [];
    if (!known.includes(key)) throw new Error(`its front matter has "${line.trim()}"; known are ${known.join(', ')}`);
    if (fields.has(key)) throw new Error(`its front matter has ${key} twice`);
    fields.set(key, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
  }
  return fields;
}

function numberOf(fields: ReadonlyMap<string, string>, key: string): number | undefined {
  const value = fields.get(key);
  if (value === undefined) return undefined;
  const number = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw new Error(`its ${key} must be a number, not "${value}"`);
  return number;
}

function booleanOf(fields: ReadonlyMap<string, string>, key: string): boolean {
  const value = fields.get(key) ?? 'false';
  if (value !== 'true' && value !== 'false') throw new Error(`its ${key} must be true or false, not "${value}"`);
  return value === 'true';
}

function listOf(value: string | undefined): string[] {
  return (value ?? '')
    .replace(/^\[(.*)\]$/, '$1')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
