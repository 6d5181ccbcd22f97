/** A duration for people: `340 ms`, `5 s`, `1.25 s`, `3.3 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return Number.isNaN(seconds) ? '–' : 'endless';
  if (seconds >= 600) return `${significant(seconds / 60)} min`;
  return seconds < 0.9995 ? `${Math.round(1_000 * seconds)} ms` : `${significant(seconds)} s`;
}

/** Three digits that matter, and thousands set apart. */
export function significant(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(0);
  return new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }).format(value);
}

/** Three digits and a unit, for what is too much to read: `307M`, `3.08T`. */
export function compact(value: number): string {
  return new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

export function count(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);
}

export function usd(value: number): string {
  return `$${value < 100 ? value.toFixed(2) : count(value)}`;
}

/** Rows under each other, the first column to the left and the others to the right. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return rows.map((row) => (indent + line(row).join('  ')).trimEnd()).join('\n');
}

/** A time in milliseconds, with a decimal where it is short: `2.4 ms`, `1,530 ms`. */
export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : count(value)} ms`;
}

/** What was measured or wanted, and whether it was missed. */
export function withVerdict(text: string, isMet: boolean): string {
  return isMet ? text : `${text}, missed`;
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
