/**
 * A percentile by the nearest-rank method: the smallest value that is not exceeded by `share` of the values.
 *
 * @param sorted in ascending order
 * @param share from 0 to 1; 0.99 is the 99th percentile
 * @returns NaN when there are no values
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The median and the 99th percentile of values in any order; NaN when there are none. */
export function p50AndP99(values: readonly number[]): { p50: number; p99: number } {
  const sorted = Float64Array.from(values).sort();
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}
