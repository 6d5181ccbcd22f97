import { countSlots, type Load, type WorkerSettings } from '../load.ts';
import { percentile } from '../percentile.ts';
import { type Platform, platforms, secondsBetweenQuestions } from '../platform.ts';
import { Simulation } from './simulation.ts';

/** The steady state of a stack under a load. A wait is the time from the queue to a worker. */
export interface Prediction {
  readonly answersPerMinute: number;
  readonly meanWaitSeconds: number;
  readonly p50WaitSeconds: number;
  readonly p99WaitSeconds: number;
  /** Mean number of workers that process a batch. */
  readonly workersInUse: number;
  /** Mean number of slots that process a question. */
  readonly slotsInUse: number;
  /** Slots in use as a share of all slots. */
  readonly utilisation: number;
  readonly questionsPerBatch: number;
  /** Mean time from the question in the queue to the answer in the table. */
  readonly meanSystemSeconds: number;
}

const SEED = 1;
const WARM_UP_CYCLES = 10;
const MIN_CYCLES = 10;
/** With this many answers, another seed changes the p99 by a few percent. */
const MIN_ANSWERS = 50_000;

/**
 * Predicts the steady state by simulation, which covers what no formula does: a batch that is not full still occupies a
 * worker. theory/queueingTheory.test.ts compares the simulation with queueing theory.
 *
 * @param load of one stack: split the load of several stacks first
 */
export function predictSteadyState(
  load: Load,
  settings: WorkerSettings,
  platform: Platform = platforms.aws,
): Prediction {
  const cycleSeconds = load.processingSeconds + secondsBetweenQuestions(load, platform);
  const perSecond = 'connections' in load ? load.connections / cycleSeconds : load.perMinute / 60;
  const simulation = new Simulation({ load, settings, platform, seed: SEED, start: 'running' });
  simulation.run(WARM_UP_CYCLES * cycleSeconds);
  const observation = simulation.run(Math.max(MIN_CYCLES * cycleSeconds, MIN_ANSWERS / perSecond));

  const waits = Float64Array.from(observation.waitsSeconds).sort();
  const meanWaitSeconds = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  return {
    answersPerMinute: (60 * observation.answers) / observation.seconds,
    meanWaitSeconds,
    p50WaitSeconds: percentile(waits, 0.5),
    p99WaitSeconds: percentile(waits, 0.99),
    workersInUse: observation.workersInUse,
    slotsInUse: observation.slotsInUse,
    utilisation: observation.slotsInUse / countSlots(settings),
    questionsPerBatch: waits.length / observation.batches,
    meanSystemSeconds: meanWaitSeconds + load.processingSeconds,
  };
}
