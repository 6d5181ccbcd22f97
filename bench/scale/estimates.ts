/** What a system of five said of itself: so many workers, each with one task at a time, for so many connections. */
export interface Estimate {
  readonly workers: string;
  /** The least and the most. */
  readonly perMinute: readonly [number, number];
  readonly text: string;
}

const upTo50: Estimate = { workers: '12–16', perMinute: [72, 96], text: '12–16 workers: 72–96/min' };
const from100: Estimate = { workers: '24–36', perMinute: [144, 216], text: '24–36 workers: 144–216/min' };

/**
 * What the five systems that Augur took the place of estimated in their documents, by simultaneous connections; nothing
 * of it was measured.
 */
export const estimates: ReadonlyMap<number, readonly Estimate[]> = new Map([
  [
    10,
    [
      { workers: '2', perMinute: [100, 100], text: '2 workers: over 100/min' },
      { workers: '6–8', perMinute: [48, 48], text: '6–8 workers: 48/min (T = 10 s)' },
    ],
  ],
  [50, [upTo50]],
  [100, [from100]],
  [500, [from100]],
]);
