const THREE_DIGITS = { maximumSignificantDigits: 3 } as const;

/** A duration: `340 ms`, `5 s`, `1.25 s`, `20 min`; `–` for NaN, `unbounded` for infinity. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return Number.isNaN(seconds) ? '–' : 'unbounded';
  if (seconds >= 600) return `${formatSignificant(seconds / 60)} min`;
  return seconds < 0.9995 ? `${Math.round(1_000 * seconds)} ms` : `${formatSignificant(seconds)} s`;
}

/** Three significant digits with thousands separators: `1,230,000`, `0.034`. */
export function formatSignificant(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(0);
  return new Intl.NumberFormat('en-US', THREE_DIGITS).format(value);
}

/** Three significant digits and a suffix for the magnitude: `307M`, `3.08T`. */
export function formatCompact(value: number): string {
  return new Intl.NumberFormat('en-US', { notation: 'compact', ...THREE_DIGITS }).format(value);
}

/** The nearest integer with thousands separators. */
export function formatCount(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);
}

/** US dollars, with cents below 100 dollars. */
export function formatUsd(value: number): string {
  return `$${value < 100 ? value.toFixed(2) : formatCount(value)}`;
}
