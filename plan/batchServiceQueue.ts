import { erlangB } from './erlang.ts';
import type { QueueWaits } from './fixedServiceQueue.ts';

const BISECTIONS = 60;

/**
 * Poisson arrivals, and workers that each take what waits when they get free, at most a batch: the bulk service rule
 * (1, b) (Neuts, 1967). For exponential service times the probabilities are exact: as without a queue in Erlang's loss
 * formula, and geometric for the queue (Chaudhry and Templeton, "A First Course in Bulk Queues", 1983). For a fixed service time
 * what the busy workers have left is uniform instead, so the next of w gets free within T / (w + 1) on average.
 *
 * That holds while the workers could do nearly all of it one by one. Beyond, with every worker always busy, the moments
 * at which they get free keep their order for hours and no formula is known to us: simulate.
 *
 * @throws RangeError when more comes than full batches can do.
 */
export function batchServiceQueue(
  perSecond: number,
  serviceSeconds: number,
  workers: number,
  batchSize: number,
): QueueWaits {
  const perWorker = (perSecond * serviceSeconds) / workers;
  if (perWorker >= batchSize) throw new RangeError(`${workers} workers cannot do the work of ${perWorker * workers}`);

  const allBusy = erlangB(perSecond * serviceSeconds, workers);
  const queueRatio = geometricRatio(perWorker, batchSize);
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

/** The r between 0 and 1 with r + r² + … + rᵇ = λT / w. */
function geometricRatio(perWorker: number, batchSize: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const ratio = (low + high) / 2;
    const sum = (ratio * (1 - ratio ** batchSize)) / (1 - ratio);
    if (sum < perWorker) low = ratio;
    else high = ratio;
  }
  return low;
}
