import { setTimeout as sleep } from 'node:timers/promises';
import { p50AndP99 } from '../../plan/percentile.ts';
import { Client, isAnswered, type TaskSeen } from './client.ts';

export interface ClosedLoopOptions {
  readonly clients: number;
  /** What the service's workers take. */
  readonly processingSeconds: number;
  /** How long answers do not count: what the first ones wait is not what comes of it in the long run. */
  readonly warmUpSeconds: number;
  /** How long they count. */
  readonly seconds: number;
}

export interface ClosedLoop extends ClosedLoopOptions {
  /** In all, counted or not. */
  readonly questions: number;
  /** Each question counts by the share of its time that lies within `seconds`, so that nothing depends on where that begins. */
  readonly answersPerMinute: number;
  /** From the question sent to the answer received, beyond the processing time. */
  readonly beyondP50Ms: number;
  readonly beyondP99Ms: number;
  /** From the question accepted to a worker, as the service tells; missing where it does not. */
  readonly waitP50Ms?: number;
  readonly waitP99Ms?: number;
  /** How many questions were at a worker at a time on average, if the service tells (Little's law). */
  readonly slotsInUse?: number;
}

/** How often a client looks that was not made to wait. */
const POLL_MS = 250;
const PREFERENCE = { Prefer: 'wait=25' };

/**
 * Clients that each ask, get their answer and ask again; they begin one after the other over a processing time. Each
 * prefers to wait (RFC 7240), which a service may not know: then it looks from the processing time on.
 */
export async function closedLoop(origin: string, options: ClosedLoopOptions): Promise<ClosedLoop> {
  const { clients, processingSeconds, warmUpSeconds, seconds } = options;
  const processingMs = processingSeconds * 1000;
  const connections = new Client(origin, clients);
  const beyondMs: number[] = [];
  const waitsMs: number[] = [];
  const workedMs: number[] = [];
  let questions = 0;
  let counted = 0;
  const from = performance.now() + warmUpSeconds * 1000;
  const to = from + seconds * 1000;
  const client = async (_: unknown, index: number) => {
    await sleep((index * processingMs) / clients);
    for (let asked = performance.now(); asked < to; asked = performance.now()) {
      const task = await answerOf(connections, processingMs);
      const answered = performance.now();
      questions += 1;
      counted += Math.max(0, Math.min(answered, to) - Math.max(asked, from)) / (answered - asked);
      if (answered < from || answered >= to) continue;
      beyondMs.push(answered - asked - processingMs);
      if (typeof task.queue_ms === 'number') waitsMs.push(task.queue_ms);
      if (typeof task.processing_ms === 'number') workedMs.push(task.processing_ms);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  connections.close();
  const perSecond = counted / seconds;
  const beyond = p50AndP99(beyondMs);
  const waits = p50AndP99(waitsMs);
  return {
    ...options,
    questions,
    answersPerMinute: 60 * perSecond,
    beyondP50Ms: beyond.p50,
    beyondP99Ms: beyond.p99,
    ...(waitsMs.length > 0 && { waitP50Ms: waits.p50, waitP99Ms: waits.p99 }),
    ...(workedMs.length > 0 && { slotsInUse: (perSecond * mean(workedMs)) / 1000 }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function answerOf(connections: Client, processingMs: number): Promise<TaskSeen> {
  const start = performance.now();
  const asked = await connections.ask(PREFERENCE);
  if (isAnswered(asked)) return asked;
  await sleep(Math.max(0, start + processingMs - performance.now()));
  return connections.answer(asked.prediction_id, POLL_MS);
}
