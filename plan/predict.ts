import type { Load, WorkerSettings } from './load.ts';
import { percentile } from './percentile.ts';
import { betweenQuestionsSeconds, type Platform, platforms } from './platform.ts';
import { Simulation } from './simulation.ts';

/** How a load is served in the long run. Waits are from the queue to a worker. */
export interface Prediction {
  readonly answersPerMinute: number;
  readonly meanWaitSeconds: number;
  readonly p50WaitSeconds: number;
  readonly p99WaitSeconds: number;
  /** On average. Each worker has a batch. */
  readonly workersInUse: number;
  /** On average. Each slot has a question. */
  readonly slotsInUse: number;
  readonly utilisation: number;
  readonly questionsPerBatch: number;
  /** From the question in the queue to the answer in the table, on average. */
  readonly meanSystemSeconds: number;
}

const SEED = 1;
const WARM_UP_CYCLES = 10;
const MIN_CYCLES = 10;
/** Enough for a p99 that another seed changes by a few percent. */
const MIN_ANSWERS = 50_000;

/**
 * Predicts by simulation, which knows what no formula does: that a batch which is not full still takes a worker. See
 * theory.ts for what it is checked against.
 *
 * @param settings of one stack; a load for several is to be split first
 */
export function predict(load: Load, settings: WorkerSettings, platform: Platform = platforms.aws): Prediction {
  const cycleSeconds = load.processingSeconds + betweenQuestionsSeconds(load, platform);
  const perSecond = 'connections' in load ? load.connections / cycleSeconds : load.perMinute / 60;
  const simulation = new Simulation({ load, settings, platform, seed: SEED, start: 'running' });
  simulation.run(WARM_UP_CYCLES * cycleSeconds);
  const seen = simulation.run(Math.max(MIN_CYCLES * cycleSeconds, MIN_ANSWERS / perSecond));

  const waits = Float64Array.from(seen.waitsSeconds).sort();
  const meanWaitSeconds = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  return {
    answersPerMinute: (60 * seen.answers) / seen.seconds,
    meanWaitSeconds,
    p50WaitSeconds: percentile(waits, 0.5),
    p99WaitSeconds: percentile(waits, 0.99),
    workersInUse: seen.workersInUse,
    slotsInUse: seen.slotsInUse,
    utilisation: seen.slotsInUse / (settings.workerConcurrency * settings.batchSize),
    questionsPerBatch: waits.length / seen.batches,
    meanSystemSeconds: meanWaitSeconds + load.processingSeconds,
  };
}
