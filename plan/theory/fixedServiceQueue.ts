import type { QueueWaits } from './queueWaits.ts';

const NO_WAIT: QueueWaits = { meanWaitSeconds: 0, waitProbability: 0, waitSeconds: () => 0 };

/** A Poisson number deviates from its mean by more than this many standard deviations with negligible probability. */
const DEVIATIONS = 8;
const NEGLIGIBLE = 1e-12;
const MAX_ITERATIONS = 100_000;
const BISECTIONS = 50;

/**
 * The exact solution of M/D/c: Poisson arrivals, a fixed service time, c servers of one question each, first come, first
 * served.
 *
 * The questions in service at t have left at t + T, and those that arrived in between have not: N(t + T) =
 * max(N(t) − c, 0) + Poisson(λT) (Crommelin, "Delay probability formulae when the holding times are constant", 1932). The
 * stationary distribution gives the mean wait by Little's law, and the distribution of the wait by Franx, "A simple
 * solution for the M/D/c waiting time distribution", Operations Research Letters 29 (2001).
 *
 * @throws RangeError when the arrivals exceed what the servers can process
 */
export function solveFixedServiceQueue(perSecond: number, serviceSeconds: number, servers: number): QueueWaits {
  const offered = perSecond * serviceSeconds;
  if (offered >= servers) throw new RangeError(`${servers} servers cannot process an offered load of ${offered}`);
  if (servers - offered > DEVIATIONS * Math.sqrt(offered) + DEVIATIONS) return NO_WAIT;

  const present = findStationaryDistribution(offered, servers);
  /** The probability that at most `index` questions wait. */
  const waitingAtMost: number[] = [];
  let sum = 0;
  for (const [number, probability] of present.entries()) {
    sum += probability;
    if (number >= servers) waitingAtMost.push(sum);
  }
  const meanWaiting = waitingAtMost.reduce((total, probability) => total + (1 - probability), 0);

  /** The probability that a wait is at most this long. */
  function waitDistribution(seconds: number): number {
    const services = Math.floor(seconds / serviceSeconds) + 1;
    const remainingSeconds = services * serviceSeconds - seconds;
    const ahead = services * servers - 1;
    const { from, probabilities } = computePoisson(perSecond * remainingSeconds);
    let result = 0;
    for (const [index, probability] of probabilities.entries()) {
      const rest = ahead - from - index;
      if (rest < 0) break;
      result += probability * (waitingAtMost[rest] ?? 1);
    }
    return result;
  }

  return {
    meanWaitSeconds: meanWaiting / perSecond,
    waitProbability: 1 - waitDistribution(0),
    waitSeconds(share) {
      if (waitDistribution(0) >= share) return 0;
      let [low, high] = [0, serviceSeconds];
      while (waitDistribution(high) < share) [low, high] = [high, 2 * high];
      for (let step = 0; step < BISECTIONS; step += 1) {
        const middle = (low + high) / 2;
        if (waitDistribution(middle) < share) low = middle;
        else high = middle;
      }
      return high;
    },
  };
}

/** The probability that `index` questions are present. */
function findStationaryDistribution(offered: number, servers: number): Float64Array {
  const { from, probabilities } = computePoisson(offered);
  const size = servers + findTailLength(offered, servers) + probabilities.length;
  let present = new Float64Array(size);
  present.set(probabilities.subarray(0, size - from), from);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration += 1) {
    const next = new Float64Array(size);
    let none = 0;
    for (let number = 0; number <= servers; number += 1) none += present[number] ?? 0;
    for (let left = 0; left + servers < size; left += 1) {
      const probability = left === 0 ? none : (present[left + servers] ?? 0);
      if (probability < NEGLIGIBLE / size) continue;
      for (let index = 0; index < probabilities.length; index += 1) {
        // Mass beyond the end is negligible, but the probabilities have to add up to 1.
        const number = Math.min(size - 1, left + from + index);
        next[number] = (next[number] ?? 0) + probability * (probabilities[index] ?? 0);
      }
    }
    const change = next.reduce(
      (total, probability, number) => total + Math.abs(probability - (present[number] ?? 0)),
      0,
    );
    present = next;
    if (change < NEGLIGIBLE) break;
  }
  return present;
}

/**
 * The queue length beyond which the probability is negligible: P(N > n) decreases as τ⁻ⁿ, with λT (τ − 1) = c ln τ (Tijms,
 * "A First Course in Stochastic Models", 2003).
 */
function findTailLength(offered: number, servers: number): number {
  let [low, high] = [1 + NEGLIGIBLE, 2];
  const isBelow = (decay: number) => offered * (decay - 1) < servers * Math.log(decay);
  while (isBelow(high)) high *= 2;
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return Math.ceil(-Math.log(NEGLIGIBLE) / Math.log(low));
}

/** The Poisson probabilities that are not negligible; `from` is the number that the first of them belongs to. */
function computePoisson(mean: number): { from: number; probabilities: Float64Array } {
  const spread = Math.ceil(DEVIATIONS * Math.sqrt(mean) + DEVIATIONS);
  const mode = Math.floor(mean);
  const from = Math.max(0, mode - spread);
  const probabilities = new Float64Array(mode + spread - from + 1);
  // Relative to the mode, because e^−mean underflows for a large mean.
  probabilities[mode - from] = 1;
  for (let number = mode; number > from; number -= 1) {
    probabilities[number - 1 - from] = ((probabilities[number - from] ?? 0) * number) / mean;
  }
  for (let index = mode - from + 1; index < probabilities.length; index += 1) {
    probabilities[index] = ((probabilities[index - 1] ?? 0) * mean) / (from + index);
  }
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  return { from, probabilities: probabilities.map((probability) => probability / sum) };
}
