/** Texts without the line numbers that were copied along with them. */
export interface Unnumbered {
  readonly oldText: string;
  readonly newText: string;
  /** The number of the first line where only its being right makes the numbers certain. */
  readonly firstLine: number | undefined;
}

interface Form {
  /** Groups: the number, and what follows it. */
  readonly pattern: RegExp;
  /** Read output pads the number, so that a single line is recognised as well. */
  readonly padded: RegExp | undefined;
}

/** The numbering of read_file, and that of other tools whose output models have seen. */
const forms: readonly Form[] = [
  { pattern: /^ *(\d+)\t(.*)$/s, padded: /^ *\d{4,}\t|^ +\d+\t/ },
  { pattern: /^ *(\d+) ?[→](.*)$/s, padded: undefined },
  { pattern: /^ *(\d+) ?[|│](.*)$/s, padded: undefined },
  { pattern: /^ *(\d+) ?[|│] (.*)$/s, padded: undefined },
  { pattern: /^ *(\d+):(.*)$/s, padded: undefined },
  { pattern: /^ *(\d+): (.*)$/s, padded: undefined },
];

/** A number alone stands for an empty line. */
const bare = /^ *(\d+) ?[\t→|│:]?$/;

/**
 * The texts without line numbers, once for each way to read them. Numbers count where every line of the old text carries
 * one and they ascend one by one; the new text loses its own where all of its lines carry them, and must have none at all
 * otherwise.
 */
export function unnumbered(oldText: string, newText: string): Unnumbered[] {
  if (!/^ *\d/.test(oldText)) return [];
  const found: Unnumbered[] = [];
  for (const form of forms) {
    const old = strip(oldText, form, false);
    if (old === undefined) continue;
    const single = old.count === 1 && !form.padded?.test(oldText);
    const fresh = strip(newText, form, true);
    if (fresh === undefined && carriesSome(newText, form)) continue;
    found.push({
      oldText: old.text,
      newText: fresh?.text ?? newText,
      firstLine: single ? old.first : undefined,
    });
  }
  return found;
}

/** A `lenient` reading lets numbers be left out or come twice, and empty lines have none. */
function strip(
  text: string,
  form: Form,
  lenient: boolean,
): { readonly text: string; readonly count: number; readonly first: number } | undefined {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n');
  const stripped: string[] = [];
  let before: number | undefined;
  let first: number | undefined;
  for (const line of lines) {
    if (lenient && first !== undefined && line.trim() === '') {
      stripped.push(line);
      continue;
    }
    const [, digits, rest] = form.pattern.exec(line) ?? bare.exec(line) ?? [];
    if (digits === undefined) return undefined;
    const number = Number(digits);
    if (before !== undefined && (lenient ? number < before : number !== before + 1)) return undefined;
    first ??= number;
    before = number;
    stripped.push(rest ?? '');
  }
  return { text: stripped.join('\n') + (ended ? '\n' : ''), count: lines.length, first: first ?? 0 };
}

function carriesSome(text: string, form: Form): boolean {
  return text.split('\n').some((line) => form.pattern.test(line));
}
