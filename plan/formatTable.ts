/**
 * Plain text with aligned columns: the first column to the left, the others to the right.
 *
 * @param rows the cells of each row, of which the first may be a heading
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const align = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return rows.map((row) => `  ${align(row).join('  ')}`.trimEnd()).join('\n');
}
