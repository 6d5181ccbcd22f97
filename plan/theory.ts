import { batchServiceQueue } from './batchServiceQueue.ts';
import { fixedServiceMeanWaitSeconds } from './fixedServiceMeanWait.ts';
import { fixedServiceQueue, type QueueWaits } from './fixedServiceQueue.ts';
import { type Load, slotsOf, type WorkerSettings } from './load.ts';
import { betweenQuestionsSeconds, type Platform, platforms } from './platform.ts';

/** What queueing theory says of a load. */
export interface Theory {
  /** Which result of the theory, for people. */
  readonly model: string;
  /** Exact, or what it cannot exceed: see `isBound`. */
  readonly answersPerMinute: number;
  /** Whether the answers per minute are no more than an upper bound, and the mean wait a lower one. */
  readonly isBound: boolean;
  readonly meanWaitSeconds: number;
  /** Missing where only a mean is known. */
  readonly p50WaitSeconds?: number;
  readonly p99WaitSeconds?: number;
}

/** @param settings of one stack; a load for several is to be split first */
export function theoryOf(load: Load, settings: WorkerSettings, platform: Platform = platforms.aws): Theory {
  return 'connections' in load ? closedLoop(load, settings, platform) : open(load, settings);
}

/**
 * Little's law for N clients, each T at a worker, Z between questions and W waiting: N = X (T + Z + W). As X can be
 * neither more than N / (T + Z) nor more than slots / T, it is at most the smaller of the two: the asymptotic bounds
 * (Muntz and Wong, 1974; Denning and Buzen, "The Operational Analysis of Queueing Network Models", 1978). With fixed
 * times they are reached when there is a worker for every client, and when there is always a full batch waiting.
 */
function closedLoop(load: Load & { connections: number }, settings: WorkerSettings, platform: Platform): Theory {
  const cycleSeconds = load.processingSeconds + betweenQuestionsSeconds(load, platform);
  const { connections } = load;
  const perSecond = Math.min(connections / cycleSeconds, slotsOf(settings) / load.processingSeconds);
  const meanWaitSeconds = Math.max(0, connections / perSecond - cycleSeconds);
  const hasWorkerEach = connections <= settings.workerConcurrency;
  return {
    model: hasWorkerEach ? 'a worker for every client' : 'closed loop, asymptotic bounds',
    answersPerMinute: 60 * perSecond,
    isBound: !hasWorkerEach,
    meanWaitSeconds,
    ...(hasWorkerEach && { p50WaitSeconds: 0, p99WaitSeconds: 0 }),
  };
}

function open(load: Load & { perMinute: number }, settings: WorkerSettings): Theory {
  const { perMinute, processingSeconds } = load;
  const { workerConcurrency, batchSize } = settings;
  const perSecond = perMinute / 60;
  const offered = perSecond * processingSeconds;
  const slots = slotsOf(settings);
  if (offered >= slots) {
    return {
      model: 'overload: the queue grows without end',
      answersPerMinute: (60 * slots) / processingSeconds,
      isBound: true,
      meanWaitSeconds: Number.POSITIVE_INFINITY,
    };
  }
  const result = (model: string, waits: QueueWaits): Theory => ({
    model,
    answersPerMinute: perMinute,
    isBound: false,
    meanWaitSeconds: waits.meanWaitSeconds,
    p50WaitSeconds: waits.waitSeconds(0.5),
    p99WaitSeconds: waits.waitSeconds(0.99),
  });
  if (batchSize === 1) return result('M/D/c', fixedServiceQueue(perSecond, processingSeconds, slots));
  if (offered <= workerConcurrency) {
    return result('bulk service', batchServiceQueue(perSecond, processingSeconds, workerConcurrency, batchSize));
  }
  // Slots that need not begin together wait less than batches.
  const meanWaitSeconds = fixedServiceMeanWaitSeconds(perSecond, processingSeconds, slots);
  return { model: 'M/D/c, a lower bound', answersPerMinute: perMinute, isBound: true, meanWaitSeconds };
}
