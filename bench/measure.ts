import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedRun } from '../cli/start/serviceProcess.ts';
import { p50AndP99 } from '../plan/percentile.ts';
import { type Bundle, bundles } from './footprint/bundles.ts';
import { footprint } from './footprint/processTree.ts';
import { npmStart, type Start } from './footprint/start.ts';
import { type Burst, burst } from './load/burst.ts';
import { Client, isAnswered } from './load/client.ts';
import { type ClosedLoop, type ClosedLoopOptions, closedLoop } from './load/closedLoop.ts';
import { type Submitting, submitting } from './load/submitting.ts';
import type { Progress } from './progress.ts';
import { withService } from './service.ts';

/** What any service of the first system's API can be measured by. */
export interface ServiceFigures {
  readonly submitting: readonly Submitting[];
  readonly loops: readonly ClosedLoop[];
}

/** What is measured of the service where its processes can be seen and its settings chosen. */
export interface EmbeddedFigures extends ServiceFigures {
  readonly startMs: number;
  /** Of all processes with npm's: when it is ready, and when the heartbeat has brought half of the functions in. */
  readonly readyMegabytes: number;
  readonly idleMegabytes: number;
  readonly megabytesPer1000Waiting: number;
  readonly pickUpP50Ms: number;
  readonly pickUpP99Ms: number;
  /** Of all its processes, from the question to the answer read, in the closed loop of 100 clients and 0.5 s. */
  readonly cpuMsPerQuestion: number;
  readonly bursts: readonly Burst[];
  readonly bundles: readonly Bundle[];
}

const SHORT_SECONDS = 0.5;
const LONG_SECONDS = 5;
const CONNECTIONS = [1, 10, 50, 100];
const SUBMIT_SECONDS = 5;
const CLIENTS = [10, 50, 100, 500, 1_000];
/** A system with few workers would only have more of them wait in line. */
const CLIENTS_OF_OTHERS = [10, 50, 100];
/** Until those who wait longest for one of few workers have had their turn. */
const OTHERS_WARM_UP_SECONDS = 40;
const LOOP_WARM_UP_ROUNDS = 2;
const LOOP_SECONDS = 20;
const CPU_CLIENTS = 100;
/** One for each client, so that the loops measure what is added to the processing time and not the wait for a worker. */
const LOOP_WORKERS = 1_000;
const BURSTS = [100, 1_000, 10_000];
const DEFAULT_SLOTS = 200;
const STARTS = 3;
const READY_SECONDS = 5;
const IDLE_SECONDS = 75;
const PICK_UPS = 100;
const PAUSE_MS = 100;
const WAITING = 10_000;
const WARM_UP_BURSTS = 3;
const WARM_UP_QUESTIONS = 200;
/** Until what was asked before is done with, and its garbage collected. */
const SETTLE_MS = 5_000;

/** How many steps `measureEmbedded` takes. */
export const EMBEDDED_STEPS = 4 + CONNECTIONS.length + 2 * CLIENTS.length + BURSTS.length;
/** How many steps `measureOther` takes. */
export const OTHER_STEPS = CLIENTS_OF_OTHERS.length + CONNECTIONS.length;

/** Measures the service as `npm start` runs it, each part on a run of its own. */
export async function measureEmbedded(progress: Progress): Promise<EmbeddedFigures> {
  const loaded = await progress.step('bundles', bundles);
  const starts = await progress.step('start-up', measureStarts);
  const pickUps = await progress.step('pick-up when idle', () =>
    withService({ processingSeconds: SHORT_SECONDS }, measurePickUps),
  );
  const submitted = await withService({ processingSeconds: LONG_SECONDS }, async ({ url }) => {
    await warmUp(url);
    return measureSubmitting(url, progress);
  });
  const loops: ClosedLoop[] = [];
  let cpuMsPerQuestion = Number.NaN;
  for (const processingSeconds of [LONG_SECONDS, SHORT_SECONDS]) {
    await withService({ processingSeconds, workerConcurrency: LOOP_WORKERS }, async ({ url, pid }) => {
      await warmUp(url);
      for (const clients of CLIENTS) {
        const before = footprint(pid).cpuSeconds;
        const warmUpSeconds = LOOP_WARM_UP_ROUNDS * processingSeconds;
        const loop = await measureLoop(url, { clients, processingSeconds, warmUpSeconds }, progress);
        if (clients === CPU_CLIENTS) cpuMsPerQuestion = (1000 * (footprint(pid).cpuSeconds - before)) / loop.questions;
        loops.push(loop);
      }
    });
  }
  const bursts = await withService({ processingSeconds: SHORT_SECONDS }, (service) => measureBursts(service, progress));
  const megabytesPer1000Waiting = await progress.step(`${WAITING} questions waiting`, () =>
    withService({ processingSeconds: 800, workerConcurrency: 2 }, measureWaiting),
  );
  return {
    ...starts,
    submitting: submitted,
    pickUpP50Ms: pickUps.p50,
    pickUpP99Ms: pickUps.p99,
    loops,
    cpuMsPerQuestion,
    bursts,
    megabytesPer1000Waiting,
    bundles: loaded,
  };
}

/** Measures a service that somebody else started; its workers take 5 seconds. */
export async function measureOther(origin: string, progress: Progress): Promise<ServiceFigures> {
  const loops: ClosedLoop[] = [];
  for (const clients of CLIENTS_OF_OTHERS) {
    const load = { clients, processingSeconds: LONG_SECONDS, warmUpSeconds: OTHERS_WARM_UP_SECONDS };
    loops.push(await measureLoop(origin, load, progress));
  }
  // Last, as it leaves questions waiting that few workers take minutes to answer.
  return { loops, submitting: await measureSubmitting(origin, progress) };
}

/** Compilers and connections are slow the first time, which is a figure of its own. */
async function warmUp(origin: string): Promise<void> {
  for (let round = 0; round < WARM_UP_BURSTS; round += 1) {
    const client = new Client(origin, WARM_UP_QUESTIONS);
    await Promise.all(Array.from({ length: WARM_UP_QUESTIONS }, () => client.ask({ Prefer: 'wait=25' })));
    client.close();
  }
}

async function measureStarts(): Promise<Pick<EmbeddedFigures, 'startMs' | 'readyMegabytes' | 'idleMegabytes'>> {
  // Bundles what has changed since somebody last started it, and compiles it.
  await npmStart(READY_SECONDS);
  const starts: Start[] = [];
  for (let run = 0; run < STARTS; run += 1) starts.push(await npmStart(READY_SECONDS));
  return {
    startMs: p50AndP99(starts.map(({ readyMs }) => readyMs)).p50,
    readyMegabytes: p50AndP99(starts.map(({ megabytes }) => megabytes)).p50,
    idleMegabytes: (await npmStart(IDLE_SECONDS)).megabytes,
  };
}

async function measurePickUps({ url }: EmbeddedRun): Promise<{ p50: number; p99: number }> {
  await warmUp(url);
  await sleep(SETTLE_MS);
  const client = new Client(url, 1);
  const queueMs: number[] = [];
  for (let question = 0; question < PICK_UPS; question += 1) {
    const task = await client.ask({ Prefer: 'wait=25' });
    if (!isAnswered(task)) throw new Error(`A question of ${SHORT_SECONDS} s is not answered after 25 s.`);
    queueMs.push(task.queue_ms ?? Number.NaN);
    await sleep(PAUSE_MS);
  }
  client.close();
  return p50AndP99(queueMs);
}

async function measureSubmitting(origin: string, progress: Progress): Promise<Submitting[]> {
  const figures: Submitting[] = [];
  for (const connections of CONNECTIONS) {
    figures.push(
      await progress.step(`submitting over ${connections} connections`, () =>
        submitting(origin, connections, SUBMIT_SECONDS),
      ),
    );
  }
  return figures;
}

function measureLoop(
  origin: string,
  load: Omit<ClosedLoopOptions, 'seconds'>,
  progress: Progress,
): Promise<ClosedLoop> {
  return progress.step(`${load.clients} clients, T = ${load.processingSeconds} s`, () =>
    closedLoop(origin, { ...load, seconds: LOOP_SECONDS }),
  );
}

async function measureBursts({ url }: EmbeddedRun, progress: Progress): Promise<Burst[]> {
  await warmUp(url);
  const figures: Burst[] = [];
  for (const questions of BURSTS) {
    figures.push(
      await progress.step(`a burst of ${questions}`, () =>
        burst(url, { questions, processingSeconds: SHORT_SECONDS, slots: DEFAULT_SLOTS }),
      ),
    );
  }
  return figures;
}

/** @returns what a thousand more take once the service has grown to its size under load, in megabytes */
async function measureWaiting({ url, pid }: EmbeddedRun): Promise<number> {
  const client = new Client(url, CPU_CLIENTS);
  const ask = async () => {
    await Promise.all(Array.from({ length: WAITING }, () => client.ask()));
    await sleep(SETTLE_MS);
    return footprint(pid).memoryMegabytes;
  };
  const before = await ask();
  const after = await ask();
  client.close();
  return ((after - before) * 1_000) / WAITING;
}
