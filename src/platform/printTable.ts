import { plain, print } from './terminal.ts';

/** Rows of equal length as columns; the first `left` ones begin at the left, the others end at the right. */
export function printTable(rows: readonly (readonly string[])[], left: number): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    print(plain(cells.join('  ').trimEnd()));
  }
}
