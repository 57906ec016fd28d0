import { chained, type Hit, type Judgement, type Place, reach } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { kindOfName } from './secretName.ts';
import { looksPasswordInCell, looksSecret } from './secretValue.ts';

// Values below a heading that names them: in lists of values between signs, in tables of Markdown and of databases.

/** So far behind the heading rows are looked at. */
const limit = 4096;
const cellEnd = /["'`*]{0,2}[ \t]{0,60}(?:[,;|\t]|\r?\n)/y;
const separator = /[|\t;,]/;
const heading = /^\s*["'`*]{0,2}[A-Za-z][\w.()#/-]{0,40}(?: [\w.()#/-]{1,20}){0,3}["'`*]{0,2}\s*$/;
const ruler = /^[\s|:+=-]*$/;
const content = /^(\s*["'`]?)(.*?)["'`]?\s*$/;

/** The hits below the heading in which a name of `length` stands; only the first secret one of a line looks for all. */
export function columnHit(place: Place, length: number): Judgement {
  const { text, at, last } = place;
  cellEnd.lastIndex = at + length;
  const [ended] = cellEnd.exec(text) ?? [];
  if (ended === undefined) return undefined;
  const close = place.behind();
  const lineStart = close.lastIndexOf('\n') + 1;
  if (ended.endsWith('\n') && lineStart > 0 && !separator.test(close.slice(lineStart))) return undefined;
  const rest = text.slice(at, at + reach).indexOf('\n');
  if (rest < 0) return !last && text.length - at < reach ? 'more' : undefined;
  const behind = place.behind(reach);
  const start = behind.lastIndexOf('\n') + 1;
  if (start === 0 && behind.length >= reach) return undefined;
  const before = behind.slice(start);
  const end = at + rest;
  const line = before + text.slice(at, end);
  const sign = separator.exec(line.replace(/^[ \t]*/, ''))?.[0] ?? ',';
  const names = cellsOf(line, sign);
  // Below a row of as many cells it is one more of them: a heading stands above all.
  const above = start === 0 ? '' : behind.slice(behind.lastIndexOf('\n', start - 2) + 1, start - 1);
  if (above.trim() !== '' && cellsOf(above, sign).length === names.length) return undefined;
  const own = before.split(sign).length - 1;
  const kinds = names.map((name) =>
    heading.test(name) ? kindOfName(name.replaceAll(/["'`*]/g, '').trim()) : undefined,
  );
  const written = names.filter((name) => name.trim() !== '');
  if (written.length < 2 || !written.every((name) => heading.test(name))) return undefined;
  if (kinds.findIndex((kind) => kind !== undefined) !== own) return undefined;
  const hits: Hit[] = [];
  for (let from = end + 1; from - at < limit; ) {
    const next = text.indexOf('\n', from);
    if (next < 0 && !last && text.length - at < limit) return 'more';
    const row = text.slice(from, Math.min(next < 0 ? text.length : next, at + limit));
    if (!ruler.test(row) || row.trim() === '') {
      const cells = cellsOf(row, sign);
      if (cells.length !== names.length) break;
      let cellStart = from;
      for (const [index, cell] of cells.entries()) {
        const [, space = '', value = ''] = content.exec(cell) ?? [];
        const begin = cellStart + space.length;
        const kind = kinds[index];
        if (kind !== undefined && !value.includes('[secret:') && !isKnownForm(text, begin) && isSecret(value, kind))
          hits.push({ from: begin, to: begin + value.length, kind: `secret:${kind}` });
        cellStart += cell.length + 1;
      }
    }
    if (next < 0) break;
    from = next + 1;
  }
  return chained(hits);
}

function cellsOf(line: string, sign: string): string[] {
  return line.replace(/\r$/, '').split(sign);
}

function isSecret(value: string, kind: string): boolean {
  if (/\s/.test(value)) return false;
  if (looksSecret(value, true)) return true;
  return kind === 'password' ? looksPasswordInCell(value) : looksSecret(value, false) && looksPasswordInCell(value);
}
