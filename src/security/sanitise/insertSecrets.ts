import { chained, type Hit, type Judgement, type Place, type Rule, reach } from './rule.ts';
import { kindOfName } from './secretName.ts';
import { valueHit } from './valueHit.ts';

// Values that a statement of SQL stores in a column whose name says what they are.

/** So far behind `VALUES` rows are looked at. */
const limit = 4096;
const columns = /insert\s+(?:ignore\s+|or\s+\w+\s+)?into\s+[\w.`"]{1,80}\s*\(([^()\]]{3,400})\)\s*$/i;
const gap = /\s{0,40}/y;
/** A text between quotes, or anything else up to the next comma, with one pair of brackets. */
const item =
  /\s{0,40}(?:[NE]?'((?:[^'\\]|''|\\[\s\S]){0,1024})'|"((?:[^"\\]|""|\\[\s\S]){0,1024})"|[^,()'"]{0,80}(?:\([^()]{0,200}\))?[^,()'"]{0,40})\s{0,40}/y;

export const insertRule: Rule = {
  anchors: ['VALUES', 'values'],
  judge(place): Judgement {
    const before = place.behind(reach);
    const names = columns.exec(before.slice(before.lastIndexOf(']') + 1))?.[1]?.split(',');
    if (!names) return undefined;
    const kinds = names.map((name) => kindOfName(name.replaceAll(/[`"\s]/g, '')));
    if (kinds.every((kind) => kind === undefined)) return undefined;
    const { text, at, last } = place;
    if (!last && text.length - at < limit && !/;/.test(text.slice(at))) return 'more';
    return chain(place, kinds);
  },
};

const copied = /copy\s+[\w.`"]{1,80}\s*\(([^()\]]{3,400})\)\s+from $/i;
const copyStart = /stdin[^\n]{0,200}\r?\n/iy;

/** The rows that a dump of PostgreSQL has below its statement. */
export const copyRule: Rule = {
  anchors: ['stdin', 'STDIN'],
  judge(place): Judgement {
    if (!/\bfrom $/i.test(place.behind())) return undefined;
    const before = place.behind(reach);
    const names = copied.exec(before.slice(before.lastIndexOf(']') + 1))?.[1]?.split(',');
    const kinds = names?.map((name) => kindOfName(name.replaceAll(/["\s]/g, '')));
    if (!kinds?.some((kind) => kind !== undefined)) return undefined;
    const { text, at, last } = place;
    if (!last && text.length - at < limit && !text.includes('\n\\.', at)) return 'more';
    copyStart.lastIndex = at;
    if (!copyStart.test(text)) return undefined;
    const hits: Hit[] = [];
    let from = copyStart.lastIndex;
    // A row that goes on behind the limit is left alone.
    const rows = text.slice(from, at + limit).split('\n');
    if (at + limit < text.length) rows.pop();
    for (const row of rows) {
      const cells = row.replace(/\r$/, '').split('\t');
      if (cells.length !== kinds.length) break;
      let begin = from;
      for (const [index, cell] of cells.entries()) {
        const kind = kinds[index];
        if (kind !== undefined && !/\s/.test(cell)) hits.push(...[valueHit(place, begin, cell, kind) ?? []].flat());
        begin += cell.length + 1;
      }
      from += row.length + 1;
    }
    return chained(hits);
  },
};

function chain(place: Place, kinds: readonly (string | undefined)[]): Judgement {
  const { text, at } = place;
  const hits: Hit[] = [];
  let from = at + 'VALUES'.length;
  while (from - at < limit) {
    from = behindGap(text, from);
    if (text.charAt(from) !== '(') break;
    from++;
    for (const kind of kinds) {
      item.lastIndex = from;
      const found = item.exec(text);
      const next = text.charAt(item.lastIndex);
      if (!found || (next !== ',' && next !== ')')) return chained(hits);
      const value = found[1] ?? found[2] ?? '';
      const begin = from + found[0].indexOf(value, /["']/.exec(found[0])?.index ?? 0);
      if (kind !== undefined && begin + value.length - at < limit && !/[\s·]/.test(value))
        hits.push(...[valueHit(place, begin, value, kind) ?? []].flat());
      from = item.lastIndex + 1;
    }
    from = behindGap(text, from);
    if (text.charAt(from) !== ',') break;
    from++;
  }
  return chained(hits);
}

function behindGap(text: string, from: number): number {
  gap.lastIndex = from;
  gap.test(text);
  return gap.lastIndex;
}
