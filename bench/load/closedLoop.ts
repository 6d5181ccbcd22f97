import { setTimeout as sleep } from 'node:timers/promises';
import { p50AndP99 } from '../../plan/percentile.ts';
import { Client, hasSucceeded, type TaskView } from './client.ts';
import { preferWait } from './preferWait.ts';

export interface ClosedLoopOptions {
  readonly clients: number;
  /** The processing time of the service's workers. */
  readonly processingSeconds: number;
  /** How long answers are not measured at first: the waits of the first questions differ from those of the steady state. */
  readonly warmUpSeconds: number;
  /** How long answers are measured. */
  readonly seconds: number;
}

/** The result of a closed loop. */
export interface ClosedLoopResult extends ClosedLoopOptions {
  /** Answered questions, measured or not. */
  readonly questions: number;
  /**
   * A question counts with the share of its response time that lies within the measured `seconds`, so that the result
   * does not depend on how their start and end fall.
   */
  readonly answersPerMinute: number;
  /** Response time beyond the processing time: from the question sent to the answer received. */
  readonly beyondP50Ms: number;
  readonly beyondP99Ms: number;
  /** From the question accepted to a worker, according to the service; missing where it has no such field. */
  readonly waitP50Ms?: number;
  readonly waitP99Ms?: number;
  /** Mean number of questions at workers (Little's law); missing where the service has no processing time field. */
  readonly slotsInUse?: number;
}

/** Polling interval for services that ignore `Prefer: wait`. */
const POLL_INTERVAL_MS = 250;

/**
 * Runs a closed loop: each client asks, collects its answer, and asks again without think time. The clients start evenly
 * distributed over one processing time. They send `Prefer: wait`; a service that ignores it is polled once the processing
 * time has passed.
 */
export async function runClosedLoop(origin: string, options: ClosedLoopOptions): Promise<ClosedLoopResult> {
  const { clients, processingSeconds, warmUpSeconds, seconds } = options;
  const processingMs = processingSeconds * 1000;
  const client = new Client(origin, clients);
  const beyondMs: number[] = [];
  const waitsMs: number[] = [];
  const processingTimesMs: number[] = [];
  let questions = 0;
  let measuredQuestions = 0;
  const from = performance.now() + warmUpSeconds * 1000;
  const to = from + seconds * 1000;
  const runClient = async (_: unknown, index: number) => {
    await sleep((index * processingMs) / clients);
    for (let askedAt = performance.now(); askedAt < to; askedAt = performance.now()) {
      const task = await askAndCollect(client, processingMs);
      const answeredAt = performance.now();
      questions += 1;
      const measuredMs = Math.max(0, Math.min(answeredAt, to) - Math.max(askedAt, from));
      measuredQuestions += measuredMs / (answeredAt - askedAt);
      if (answeredAt < from || answeredAt >= to) continue;
      beyondMs.push(answeredAt - askedAt - processingMs);
      if (typeof task.queue_ms === 'number') waitsMs.push(task.queue_ms);
      if (typeof task.processing_ms === 'number') processingTimesMs.push(task.processing_ms);
    }
  };
  await Promise.all(Array.from({ length: clients }, runClient));
  client.close();
  const perSecond = measuredQuestions / seconds;
  const beyond = p50AndP99(beyondMs);
  const waits = p50AndP99(waitsMs);
  return {
    ...options,
    questions,
    answersPerMinute: 60 * perSecond,
    beyondP50Ms: beyond.p50,
    beyondP99Ms: beyond.p99,
    ...(waitsMs.length > 0 && { waitP50Ms: waits.p50, waitP99Ms: waits.p99 }),
    ...(processingTimesMs.length > 0 && { slotsInUse: (perSecond * mean(processingTimesMs)) / 1000 }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function askAndCollect(client: Client, processingMs: number): Promise<TaskView> {
  const start = performance.now();
  const task = await client.ask(preferWait);
  if (hasSucceeded(task)) return task;
  await sleep(Math.max(0, start + processingMs - performance.now()));
  return client.pollForAnswer(task.prediction_id, POLL_INTERVAL_MS);
}
