import { BATCH_SIZE } from '../infra/sizes.ts';
import { type MonthlyCost, monthlyCost } from './cost.ts';
import { type Load, shareOf, type WorkerSettings } from './load.ts';
import { betweenQuestionsSeconds, type Platform, platforms } from './platform.ts';
import { type Prediction, predict } from './predict.ts';
import { quotas } from './quotas.ts';
import { type QuotaUse, quotaUses } from './quotaUse.ts';
import { type RampLook, rampOf } from './ramp.ts';
import { type Theory, theoryOf } from './theory.ts';
import { type Retention, type Usage, usageOf } from './usage.ts';

/** Of the processing time: a wait that nobody notices beside it. */
const DEFAULT_TARGET_SHARE = 0.1;
/** Less than this is lost in what the network takes. */
const LEAST_DEFAULT_TARGET_SECONDS = 0.1;
/** Workers beyond those that Poisson arrivals need on average, in standard deviations: enough that hardly one waits. */
const SPARE_DEVIATIONS = 4;
/** Of the slots, where questions come on their own: closer to all of them the queue hardly ever gets short again. */
const MAX_UTILISATION = 0.9;
/** How close to the fewest workers the search comes, where there are many. */
const SEARCH_PRECISION = 0.02;

export interface PlanOptions {
  readonly platform?: Platform;
  /** How long 99 % of the questions may wait at most. A tenth of the processing time when not given. */
  readonly p99WaitSeconds?: number;
  readonly retention?: Retention;
}

/** A number of workers for a load, and what comes of it. */
export interface Choice {
  readonly stacks: number;
  /** Of each stack. */
  readonly settings: WorkerSettings;
  /** Of each stack. */
  readonly prediction: Prediction;
  readonly answersPerMinute: number;
  /** Over all stacks. */
  readonly usage: Usage;
  readonly cost: MonthlyCost;
}

export interface Plan extends Choice {
  readonly load: Load;
  readonly targetSeconds: number;
  /** Of each stack. */
  readonly theory: Theory;
  /** The first one is met first when the load grows. */
  readonly quotaUses: readonly QuotaUse[];
  readonly ramp: readonly RampLook[];
  /** The fewest workers whose full batches could do the work, and a worker for every question. */
  readonly fewest: Choice;
  readonly workerEach: Choice;
}

/** Finds the fewest workers with which 99 % of the questions wait no longer than the target. */
export function planFor(load: Load, options: PlanOptions = {}): Plan {
  const { platform = platforms.aws, retention = { taskDays: 7, logDays: 14 } } = options;
  const targetSeconds =
    options.p99WaitSeconds ?? Math.max(LEAST_DEFAULT_TARGET_SECONDS, DEFAULT_TARGET_SHARE * load.processingSeconds);
  const choices = new Map<number, Choice>();
  const choose = (workers: number): Choice => {
    const choice = choices.get(workers) ?? choiceOf(load, workers, platform, retention);
    choices.set(workers, choice);
    return choice;
  };

  const offered = offeredSlots(load, platform);
  const least = quotas.eventSource.minimumConcurrency.value;
  const slots = 'perMinute' in load ? offered / MAX_UTILISATION : offered;
  const fewest = Math.max(least, Math.floor(slots / BATCH_SIZE) + 1);
  const each = Math.max(fewest, workerEach(load, offered));
  const enough = search(fewest, each, (workers) => choose(workers).prediction.p99WaitSeconds <= targetSeconds);

  const choice = choose(enough);
  const share = shareOf(load, choice.stacks);
  return {
    load,
    targetSeconds,
    ...choice,
    theory: theoryOf(share, choice.settings, platform),
    quotaUses: quotaUses(choice.usage, choice.stacks * choice.settings.workerConcurrency, choice.stacks),
    ramp: rampOf(share, choice.settings, platform),
    fewest: choose(fewest),
    workerEach: choose(each),
  };
}

function choiceOf(load: Load, workers: number, platform: Platform, retention: Retention): Choice {
  const stacks = Math.ceil(workers / quotas.eventSource.maximumConcurrency.value);
  const settings = { workerConcurrency: Math.ceil(workers / stacks), batchSize: BATCH_SIZE };
  const prediction = predict(shareOf(load, stacks), settings, platform);
  const usage = usageOf(load, prediction, stacks, retention);
  const answersPerMinute = stacks * prediction.answersPerMinute;
  return { stacks, settings, prediction, answersPerMinute, usage, cost: monthlyCost(usage) };
}

/** How many questions would be at a worker at a time if none had to wait (Little's law). */
function offeredSlots(load: Load, platform: Platform): number {
  const { processingSeconds } = load;
  if ('perMinute' in load) return (load.perMinute / 60) * processingSeconds;
  return (load.connections * processingSeconds) / (processingSeconds + betweenQuestionsSeconds(load, platform));
}

function workerEach(load: Load, offered: number): number {
  if ('connections' in load) return load.connections;
  return Math.ceil(offered + SPARE_DEVIATIONS * Math.sqrt(offered) + 1);
}

/** The smallest number from `low` to `high` that is enough, give or take; `high` when none is. */
function search(low: number, high: number, isEnough: (workers: number) => boolean): number {
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
