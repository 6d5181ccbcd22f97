/**
 * Creates a generator of pseudorandom numbers from 0 to below 1. The same seed gives the same sequence.
 * Source: Tommy Ettinger, Mulberry32 (public domain).
 */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws from the exponential distribution: the time to the next event of a Poisson process. */
export function drawExponential(mean: number, random: () => number): number {
  return -mean * Math.log1p(-random());
}
