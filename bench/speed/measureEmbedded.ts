import { setTimeout as sleep } from 'node:timers/promises';
import { BATCH_SIZE } from '../../infra/sizes.ts';
import { quotas } from '../../plan/aws/quotas.ts';
import { MAX_PROCESSING_SECONDS } from '../../plan/flags.ts';
import { p50AndP99 } from '../../plan/percentile.ts';
import { stackDefaults } from '../../plan/stackDefaults.ts';
import { withEmbeddedService } from '../embeddedService.ts';
import { measureBundles } from '../footprint/bundles.ts';
import { measureNpmStart, type StartUp } from '../footprint/npmStart.ts';
import { measureFootprint } from '../footprint/processTree.ts';
import { type BurstResult, runBurst } from '../load/burst.ts';
import { Client, hasSucceeded } from '../load/client.ts';
import type { ClosedLoopResult } from '../load/closedLoop.ts';
import { preferWait } from '../load/preferWait.ts';
import { warmUp } from '../load/warmUp.ts';
import type { Progress } from '../progress.ts';
import type { EmbeddedRun } from '../serviceProcess.ts';
import type { EmbeddedFigures } from './figures.ts';
import { measureClosedLoop, measureSubmissions, SUBMISSION_STEPS } from './measureService.ts';

const SHORT_SECONDS = 0.5;
const LONG_SECONDS = 5;

const LOOP_CLIENTS = [10, 50, 100, 500, 1_000];
const LOOP_WARM_UP_ROUNDS = 2;
/** A worker per client: the loops then measure what the service adds to the processing time, not the wait for a worker. */
const LOOP_WORKERS = quotas.eventSource.maximumConcurrency.value;
const CPU_CLIENTS = 100;

const BURSTS = [100, 1_000, 10_000];
const DEFAULT_SLOTS = stackDefaults.workerConcurrency * BATCH_SIZE;

const STARTS = 3;
const READY_SECONDS = 5;
/** More than the minute between two heartbeats. */
const IDLE_SECONDS = 75;

const PICK_UPS = 100;
const PICK_UP_INTERVAL_MS = 100;

const WAITING_QUESTIONS = 10_000;
const WAITING_CONNECTIONS = 100;

/** After a load, until the service has finished its work and collected its garbage. */
const SETTLE_MS = 5_000;

/** Number of steps that `measureEmbedded` reports: one each for bundles, start-up, pick-up and waiting questions. */
export const EMBEDDED_STEPS = 4 + SUBMISSION_STEPS + 2 * LOOP_CLIENTS.length + BURSTS.length;

/** Measures the service as `npm start` runs it, each part with a service of its own. */
export async function measureEmbedded(progress: Progress): Promise<EmbeddedFigures> {
  const bundles = await progress.step('bundles', measureBundles);
  const starts = await progress.step('start-up', measureStarts);
  const pickUp = await progress.step('pick-up when idle', () =>
    withEmbeddedService({ processingSeconds: SHORT_SECONDS }, measurePickUp),
  );
  const submitting = await withEmbeddedService({ processingSeconds: LONG_SECONDS }, async ({ url }) => {
    await warmUp(url);
    return measureSubmissions(url, progress);
  });
  const loops: ClosedLoopResult[] = [];
  let cpuMsPerQuestion = Number.NaN;
  for (const processingSeconds of [LONG_SECONDS, SHORT_SECONDS]) {
    const measured = await measureClosedLoops(processingSeconds, progress);
    loops.push(...measured.loops);
    cpuMsPerQuestion = measured.cpuMsPerQuestion;
  }
  const bursts = await withEmbeddedService({ processingSeconds: SHORT_SECONDS }, (service) =>
    measureBursts(service, progress),
  );
  const megabytesPer1000Waiting = await progress.step(`${WAITING_QUESTIONS} questions waiting`, () =>
    withEmbeddedService(
      { processingSeconds: MAX_PROCESSING_SECONDS, workerConcurrency: quotas.eventSource.minimumConcurrency.value },
      measureWaitingMemory,
    ),
  );
  return {
    ...starts,
    submitting,
    pickUpP50Ms: pickUp.p50,
    pickUpP99Ms: pickUp.p99,
    loops,
    cpuMsPerQuestion,
    bursts,
    megabytesPer1000Waiting,
    bundles,
  };
}

async function measureStarts(): Promise<Pick<EmbeddedFigures, 'startMs' | 'readyMegabytes' | 'idleMegabytes'>> {
  // The first start bundles the functions if their sources have changed; it is not measured.
  await measureNpmStart(READY_SECONDS);
  const starts: StartUp[] = [];
  for (let run = 0; run < STARTS; run += 1) starts.push(await measureNpmStart(READY_SECONDS));
  return {
    startMs: p50AndP99(starts.map(({ readyMs }) => readyMs)).p50,
    readyMegabytes: p50AndP99(starts.map(({ megabytes }) => megabytes)).p50,
    idleMegabytes: (await measureNpmStart(IDLE_SECONDS)).megabytes,
  };
}

async function measurePickUp({ url }: EmbeddedRun): Promise<{ p50: number; p99: number }> {
  await warmUp(url);
  await sleep(SETTLE_MS);
  const client = new Client(url, 1);
  const queueMs: number[] = [];
  for (let question = 0; question < PICK_UPS; question += 1) {
    const task = await client.ask(preferWait);
    if (!hasSucceeded(task)) throw new Error(`A question is ${task.status} although its client waited for the answer.`);
    queueMs.push(task.queue_ms ?? Number.NaN);
    await sleep(PICK_UP_INTERVAL_MS);
  }
  client.close();
  return p50AndP99(queueMs);
}

function measureClosedLoops(
  processingSeconds: number,
  progress: Progress,
): Promise<{ loops: ClosedLoopResult[]; cpuMsPerQuestion: number }> {
  return withEmbeddedService({ processingSeconds, workerConcurrency: LOOP_WORKERS }, async ({ url, pid }) => {
    await warmUp(url);
    const loops: ClosedLoopResult[] = [];
    let cpuMsPerQuestion = Number.NaN;
    for (const clients of LOOP_CLIENTS) {
      const { cpuSeconds } = measureFootprint(pid);
      const warmUpSeconds = LOOP_WARM_UP_ROUNDS * processingSeconds;
      const loop = await measureClosedLoop(url, { clients, processingSeconds, warmUpSeconds }, progress);
      if (clients === CPU_CLIENTS) {
        cpuMsPerQuestion = (1000 * (measureFootprint(pid).cpuSeconds - cpuSeconds)) / loop.questions;
      }
      loops.push(loop);
    }
    return { loops, cpuMsPerQuestion };
  });
}

async function measureBursts({ url }: EmbeddedRun, progress: Progress): Promise<BurstResult[]> {
  await warmUp(url);
  const results: BurstResult[] = [];
  for (const questions of BURSTS) {
    const run = () => runBurst(url, { questions, processingSeconds: SHORT_SECONDS, slots: DEFAULT_SLOTS });
    results.push(await progress.step(`burst of ${questions} questions`, run));
  }
  return results;
}

/** @returns memory of 1,000 more waiting questions in MiB, once the service has reached its size under load */
async function measureWaitingMemory({ url, pid }: EmbeddedRun): Promise<number> {
  const client = new Client(url, WAITING_CONNECTIONS);
  const askAndMeasure = async () => {
    await Promise.all(Array.from({ length: WAITING_QUESTIONS }, () => client.ask()));
    await sleep(SETTLE_MS);
    return measureFootprint(pid).memoryMegabytes;
  };
  const before = await askAndMeasure();
  const after = await askAndMeasure();
  client.close();
  return ((after - before) * 1_000) / WAITING_QUESTIONS;
}
