/** An estimate in the documents of one of the five systems: a number of workers with one task at a time each. */
export interface Estimate {
  /** Answers per minute: the lowest and the highest estimate. */
  readonly perMinute: readonly [number, number];
  /** For the table. */
  readonly text: string;
}

const upTo50: Estimate = { perMinute: [72, 96], text: '12–16 workers: 72–96/min' };
const from100: Estimate = { perMinute: [144, 216], text: '24–36 workers: 144–216/min' };

/**
 * The estimates in the documents of the five systems that Augur replaces (docs/five-systems.md), by the number of
 * simultaneous connections. They were not measured.
 */
export const fiveSystemEstimates: ReadonlyMap<number, readonly Estimate[]> = new Map([
  [
    10,
    [
      { perMinute: [100, 100], text: '2 workers: over 100/min' },
      { perMinute: [48, 48], text: '6–8 workers: 48/min (T = 10 s)' },
    ],
  ],
  [50, [upTo50]],
  [100, [from100]],
  [500, [from100]],
]);
