import { erlangB } from './erlang.ts';
import type { QueueWaits } from './queueWaits.ts';

const BISECTIONS = 60;

/**
 * Poisson arrivals, and workers that each take what is in the queue when they become free, up to a batch: the bulk
 * service rule (1, b) (Neuts, 1967). For exponential service times the probabilities are exact: Erlang's loss formula
 * without a queue, and geometric for the queue length (Chaudhry and Templeton, "A First Course in Bulk Queues", 1983). For
 * a fixed service time T the remaining times of the busy workers are uniform instead, so the next of w workers becomes
 * free within T / (w + 1) on average.
 *
 * The approximation holds while the workers could process nearly everything one by one. Beyond that, with every worker
 * always busy, the order in which they become free persists for hours, and we know of no formula: simulate.
 *
 * @throws RangeError when the arrivals exceed what full batches can process
 */
export function solveBulkServiceQueue(
  perSecond: number,
  serviceSeconds: number,
  workers: number,
  batchSize: number,
): QueueWaits {
  const offeredPerWorker = (perSecond * serviceSeconds) / workers;
  if (offeredPerWorker >= batchSize) {
    throw new RangeError(`${workers} workers cannot process an offered load of ${offeredPerWorker * workers}`);
  }

  const allBusy = erlangB(perSecond * serviceSeconds, workers);
  const queueRatio = findGeometricRatio(offeredPerWorker, batchSize);
  const waiting = allBusy / (1 - queueRatio);
  const waitProbability = waiting / (1 - allBusy + waiting);
  return {
    meanWaitSeconds: (waitProbability * serviceSeconds) / (workers + 1),
    waitProbability,
    waitSeconds(share) {
      const longer = 1 - share;
      return longer >= waitProbability ? 0 : serviceSeconds * (1 - (longer / waitProbability) ** (1 / workers));
    },
  };
}

/** The root r between 0 and 1 of r + r² + … + rᵇ = λT / w. */
function findGeometricRatio(offeredPerWorker: number, batchSize: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const ratio = (low + high) / 2;
    const sum = (ratio * (1 - ratio ** batchSize)) / (1 - ratio);
    if (sum < offeredPerWorker) low = ratio;
    else high = ratio;
  }
  return low;
}
