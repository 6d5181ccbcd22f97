import { formatCount } from '../plan/formatValue.ts';

/** A Markdown table. Cells must not contain `|`. */
export function formatMarkdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const formatRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [formatRow(head), formatRow(head.map(() => '---')), ...rows.map(formatRow)].join('\n');
}

/** A time in milliseconds, with a decimal below 10 ms: `2.4 ms`, `1,530 ms`. */
export function formatMs(value: number): string {
  return `${value < 10 ? value.toFixed(1) : formatCount(value)} ms`;
}

/** A figure or its target, marked where the target is missed. */
export function markIfMissed(text: string, isMet: boolean): string {
  return isMet ? text : `${text}, missed`;
}
