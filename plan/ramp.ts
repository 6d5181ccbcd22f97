import type { Load, WorkerSettings } from './load.ts';
import { percentile } from './percentile.ts';
import type { Platform } from './platform.ts';
import { type Observation, Simulation } from './simulation.ts';

const SEED = 1;
const LEAST_SECONDS = 300;
const PROCESSING_TIMES = 10;
const LOOKS = [1 / 30, 1 / 10, 1 / 5, 2 / 5, 3 / 5, 1];

/** A look at a stack that everybody began to ask at once. */
export interface RampLook {
  readonly atSeconds: number;
  /** How many workers the mapping has scaled to. */
  readonly workersAllowed: number;
  /** Since the look before. */
  readonly answersPerMinute: number;
  readonly slotsInUse: number;
  /** Of the questions that a worker took since the look before. */
  readonly p99WaitSeconds: number;
  /** At that moment. */
  readonly waiting: number;
}

/** What a stack's clients meet when all of them ask at once and its event source has yet to scale up. */
export function rampOf(load: Load, settings: WorkerSettings, platform: Platform): RampLook[] {
  const simulation = new Simulation({ load, settings, platform, seed: SEED, start: 'cold' });
  const seconds = Math.max(LEAST_SECONDS, PROCESSING_TIMES * load.processingSeconds);
  let before = 0;
  return LOOKS.map((share) => {
    const atSeconds = share * seconds;
    const seen = simulation.run(atSeconds - before);
    before = atSeconds;
    return look(atSeconds, seen);
  });
}

function look(atSeconds: number, seen: Observation): RampLook {
  return {
    atSeconds,
    workersAllowed: seen.workersAllowed,
    answersPerMinute: (60 * seen.answers) / seen.seconds,
    slotsInUse: seen.slotsInUse,
    p99WaitSeconds: percentile(Float64Array.from(seen.waitsSeconds).sort(), 0.99),
    waiting: seen.waiting,
  };
}
