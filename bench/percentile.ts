/** The value that this share of the values does not exceed (nearest rank). @param sorted in ascending order */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
