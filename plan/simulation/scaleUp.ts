import type { Load, WorkerSettings } from '../load.ts';
import { percentile } from '../percentile.ts';
import type { Platform } from '../platform.ts';
import { type Observation, Simulation } from './simulation.ts';

const SEED = 1;
const MIN_SECONDS = 300;
const PROCESSING_TIMES = 10;
/** When samples are taken, as shares of the simulated time: 10 s, 30 s, 60 s, 120 s, 180 s and 300 s of five minutes. */
const SAMPLE_SHARES = [1 / 30, 1 / 10, 1 / 5, 2 / 5, 3 / 5, 1];

/** The state of a stack some time after the whole load started at once. */
export interface ScaleUpSample {
  /** Time since the start. */
  readonly atSeconds: number;
  /** The concurrency that the event source mapping has reached. */
  readonly workersAllowed: number;
  /** Since the previous sample. */
  readonly answersPerMinute: number;
  /** Mean since the previous sample. */
  readonly slotsInUse: number;
  /** Of the questions that a worker started since the previous sample. */
  readonly p99WaitSeconds: number;
  /** Questions in the queue at the time of the sample. */
  readonly waiting: number;
}

/** Simulates a stack from the start of the whole load, before its event source mapping has scaled up. */
export function simulateScaleUp(load: Load, settings: WorkerSettings, platform: Platform): ScaleUpSample[] {
  const simulation = new Simulation({ load, settings, platform, seed: SEED, start: 'cold' });
  const seconds = Math.max(MIN_SECONDS, PROCESSING_TIMES * load.processingSeconds);
  let previousSeconds = 0;
  return SAMPLE_SHARES.map((share) => {
    const atSeconds = share * seconds;
    const observation = simulation.run(atSeconds - previousSeconds);
    previousSeconds = atSeconds;
    return toSample(atSeconds, observation);
  });
}

function toSample(atSeconds: number, observation: Observation): ScaleUpSample {
  return {
    atSeconds,
    workersAllowed: observation.workersAllowed,
    answersPerMinute: (60 * observation.answers) / observation.seconds,
    slotsInUse: observation.slotsInUse,
    p99WaitSeconds: percentile(Float64Array.from(observation.waitsSeconds).sort(), 0.99),
    waiting: observation.waiting,
  };
}
