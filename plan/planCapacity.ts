import { BATCH_SIZE } from '../infra/sizes.ts';
import { computeMonthlyCost, type MonthlyCost } from './aws/cost.ts';
import { quotas } from './aws/quotas.ts';
import { compareWithQuotas, type QuotaUsage } from './aws/quotaUsage.ts';
import { computeUsage, type Retention, type Usage } from './aws/usage.ts';
import { type Load, splitLoad, type WorkerSettings } from './load.ts';
import { type Platform, platforms, secondsBetweenQuestions } from './platform.ts';
import { type ScaleUpSample, simulateScaleUp } from './simulation/scaleUp.ts';
import { type Prediction, predictSteadyState } from './simulation/steadyState.ts';
import { stackDefaults } from './stackDefaults.ts';
import { applyQueueingTheory, type TheoryResult } from './theory/queueingTheory.ts';

/** The default target as a share of the processing time: a wait that is short compared with it. */
const DEFAULT_TARGET_SHARE = 0.1;
/** The latency of the network is of this order. */
const MIN_DEFAULT_TARGET_SECONDS = 0.1;
/** Standard deviations of the number of workers that Poisson arrivals need beyond its mean, so that almost none waits. */
const SPARE_DEVIATIONS = 4;
/** The utilization of the slots up to which Poisson arrivals are planned: close to 1 the queue rarely drains. */
const MAX_UTILIZATION = 0.9;
/** The search for the fewest workers stops when its bounds are this close to each other, relative to the lower one. */
const SEARCH_PRECISION = 0.02;

const RETENTION: Retention = {
  taskDays: stackDefaults.taskRetentionDays,
  logDays: stackDefaults.logRetentionDays,
};

export interface PlanOptions {
  /** Where the stack runs; AWS by default. */
  readonly platform?: Platform;
  /** The target: the longest wait of 99 % of the questions. By default a tenth of the processing time, at least 0.1 s. */
  readonly p99WaitSeconds?: number;
}

/** A number of workers for a load, and its consequences. */
export interface Sizing {
  readonly stacks: number;
  /** Of each stack. */
  readonly settings: WorkerSettings;
  /** Of each stack. */
  readonly prediction: Prediction;
  /** Over all stacks. */
  readonly answersPerMinute: number;
  /** Over all stacks. */
  readonly usage: Usage;
  /** Over all stacks. */
  readonly cost: MonthlyCost;
}

/** The proposed sizing, and what to compare it with. */
export interface Plan extends Sizing {
  readonly load: Load;
  /** The longest wait of 99 % of the questions that was asked for. */
  readonly targetSeconds: number;
  /** Of each stack. */
  readonly theory: TheoryResult;
  /** The quota that a growing load reaches first is the first. */
  readonly quotaUsages: readonly QuotaUsage[];
  /** Of each stack. */
  readonly scaleUp: readonly ScaleUpSample[];
  /** The fewest workers whose full batches can process the load. */
  readonly fewest: Sizing;
  /** A worker for every question, so that none waits. */
  readonly workerEach: Sizing;
}

/** Finds the fewest workers with which 99 % of the questions wait no longer than the target. */
export function planCapacity(load: Load, options: PlanOptions = {}): Plan {
  const { platform = platforms.aws } = options;
  const targetSeconds =
    options.p99WaitSeconds ?? Math.max(MIN_DEFAULT_TARGET_SECONDS, DEFAULT_TARGET_SHARE * load.processingSeconds);
  const sizings = new Map<number, Sizing>();
  const size = (workers: number): Sizing => {
    const sizing = sizings.get(workers) ?? evaluateSizing(load, workers, platform);
    sizings.set(workers, sizing);
    return sizing;
  };

  const offered = computeOfferedLoad(load, platform);
  const slots = 'perMinute' in load ? offered / MAX_UTILIZATION : offered;
  const fewest = Math.max(quotas.eventSource.minimumConcurrency.value, Math.floor(slots / BATCH_SIZE) + 1);
  const workerEach = Math.max(fewest, countWorkersWithoutWait(load, offered));
  const proposed = findSmallest(
    fewest,
    workerEach,
    (workers) => size(workers).prediction.p99WaitSeconds <= targetSeconds,
  );

  const sizing = size(proposed);
  const loadOfStack = splitLoad(load, sizing.stacks);
  return {
    load,
    targetSeconds,
    ...sizing,
    theory: applyQueueingTheory(loadOfStack, sizing.settings, platform),
    quotaUsages: compareWithQuotas(sizing.usage, sizing.stacks * sizing.settings.workerConcurrency, sizing.stacks),
    scaleUp: simulateScaleUp(loadOfStack, sizing.settings, platform),
    fewest: size(fewest),
    workerEach: size(workerEach),
  };
}

function evaluateSizing(load: Load, workers: number, platform: Platform): Sizing {
  const stacks = Math.ceil(workers / quotas.eventSource.maximumConcurrency.value);
  const settings = { workerConcurrency: Math.ceil(workers / stacks), batchSize: BATCH_SIZE };
  const prediction = predictSteadyState(splitLoad(load, stacks), settings, platform);
  const usage = computeUsage(load, prediction, stacks, RETENTION);
  const answersPerMinute = stacks * prediction.answersPerMinute;
  return { stacks, settings, prediction, answersPerMinute, usage, cost: computeMonthlyCost(usage) };
}

/** The mean number of questions at workers if none had to wait (Little's law). */
function computeOfferedLoad(load: Load, platform: Platform): number {
  const { processingSeconds } = load;
  if ('perMinute' in load) return (load.perMinute / 60) * processingSeconds;
  return (load.connections * processingSeconds) / (processingSeconds + secondsBetweenQuestions(load, platform));
}

function countWorkersWithoutWait(load: Load, offered: number): number {
  if ('connections' in load) return load.connections;
  return Math.ceil(offered + SPARE_DEVIATIONS * Math.sqrt(offered) + 1);
}

/**
 * Bisects for the smallest number from `low` to `high` that is enough, within SEARCH_PRECISION.
 *
 * @returns `high` when no number is enough
 */
function findSmallest(low: number, high: number, isEnough: (workers: number) => boolean): number {
  if (isEnough(low)) return low;
  let [tooFew, enough] = [low, high];
  while (enough - tooFew > Math.max(1, SEARCH_PRECISION * tooFew)) {
    const middle = Math.floor(Math.sqrt(tooFew * enough));
    const between = Math.min(enough - 1, Math.max(tooFew + 1, middle));
    if (isEnough(between)) enough = between;
    else tooFew = between;
  }
  return enough;
}
