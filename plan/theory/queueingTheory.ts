import { countSlots, type Load, type WorkerSettings } from '../load.ts';
import { type Platform, platforms, secondsBetweenQuestions } from '../platform.ts';
import { solveBulkServiceQueue } from './bulkServiceQueue.ts';
import { approximateFixedServiceMeanWait } from './fixedServiceMeanWait.ts';
import { solveFixedServiceQueue } from './fixedServiceQueue.ts';
import type { QueueWaits } from './queueWaits.ts';

/** The result of queueing theory for a load. */
export interface TheoryResult {
  /** The name of the model, for the report. */
  readonly model: string;
  /** Exact, or an upper bound: see `isBound`. */
  readonly answersPerMinute: number;
  /** Whether the answers per minute are an upper bound, and the mean wait a lower bound. */
  readonly isBound: boolean;
  readonly meanWaitSeconds: number;
  /** Missing where the model gives only a mean. */
  readonly p50WaitSeconds?: number;
  readonly p99WaitSeconds?: number;
}

/**
 * Applies the model of queueing theory that fits the load.
 *
 * @param load of one stack: split the load of several stacks first
 */
export function applyQueueingTheory(
  load: Load,
  settings: WorkerSettings,
  platform: Platform = platforms.aws,
): TheoryResult {
  return 'connections' in load ? boundClosedLoop(load, settings, platform) : solveOpenQueue(load, settings);
}

/**
 * Little's law for N clients with processing time T, time between questions Z and wait W: N = X (T + Z + W). The
 * throughput X exceeds neither N / (T + Z) nor slots / T: the asymptotic bounds (Muntz and Wong, 1974; Denning and Buzen,
 * "The Operational Analysis of Queueing Network Models", 1978). With fixed times they are reached when every client has a
 * worker, and when a full batch is always waiting.
 */
function boundClosedLoop(
  load: Load & { connections: number },
  settings: WorkerSettings,
  platform: Platform,
): TheoryResult {
  const cycleSeconds = load.processingSeconds + secondsBetweenQuestions(load, platform);
  const { connections } = load;
  const perSecond = Math.min(connections / cycleSeconds, countSlots(settings) / load.processingSeconds);
  const meanWaitSeconds = Math.max(0, connections / perSecond - cycleSeconds);
  const isWorkerPerClient = connections <= settings.workerConcurrency;
  return {
    model: isWorkerPerClient ? 'one worker per client' : 'closed loop, asymptotic bounds',
    answersPerMinute: 60 * perSecond,
    isBound: !isWorkerPerClient,
    meanWaitSeconds,
    ...(isWorkerPerClient && { p50WaitSeconds: 0, p99WaitSeconds: 0 }),
  };
}

function solveOpenQueue(load: Load & { perMinute: number }, settings: WorkerSettings): TheoryResult {
  const { perMinute, processingSeconds } = load;
  const { workerConcurrency, batchSize } = settings;
  const perSecond = perMinute / 60;
  const offered = perSecond * processingSeconds;
  const slots = countSlots(settings);
  if (offered >= slots) {
    return {
      model: 'overload: the queue grows without bound',
      answersPerMinute: (60 * slots) / processingSeconds,
      isBound: true,
      meanWaitSeconds: Number.POSITIVE_INFINITY,
    };
  }
  const result = (model: string, waits: QueueWaits): TheoryResult => ({
    model,
    answersPerMinute: perMinute,
    isBound: false,
    meanWaitSeconds: waits.meanWaitSeconds,
    p50WaitSeconds: waits.waitSeconds(0.5),
    p99WaitSeconds: waits.waitSeconds(0.99),
  });
  if (batchSize === 1) return result('M/D/c', solveFixedServiceQueue(perSecond, processingSeconds, slots));
  if (offered <= workerConcurrency) {
    return result('bulk service', solveBulkServiceQueue(perSecond, processingSeconds, workerConcurrency, batchSize));
  }
  // Slots that start independently of each other have shorter waits than batches.
  const meanWaitSeconds = approximateFixedServiceMeanWait(perSecond, processingSeconds, slots);
  return { model: 'M/D/c, lower bound', answersPerMinute: perMinute, isBound: true, meanWaitSeconds };
}
