/** A Markdown table that is also readable as text: the first row is its head, columns from `numbers` on end at the right. */
export function markdownTable(rows: readonly (readonly string[])[], numbers: number): string {
  const [head = [], ...rest] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number): string =>
    column < numbers ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const rule = widths.map((width, column) => (column < numbers ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [head.map(padded), rule, ...rest.map((row) => row.map(padded))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
