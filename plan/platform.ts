import type { Load } from './load.ts';
import { quotas } from './quotas.ts';

/** What matters to waiting about where the stack runs. */
export interface Platform {
  /** How many batches the event source mapping processes at once when the first messages come. */
  readonly startingConcurrency: number;
  /** How many it adds in a minute while messages wait. */
  readonly addedPerMinute: number;
  /** How long a batch that is not full waits for company when every worker but one is in use. */
  readonly gatheringSeconds: number;
  /** From an answer in the table to the same client's next message in the queue, the client's own time left out. */
  readonly turnaroundSeconds: number;
}

/**
 * AWS does not document how its pollers share a trickle of messages, so the planner takes the worst: whatever waits when
 * a worker is free goes with it at once, be it a single message. The turnaround is an assumption, not a measurement.
 */
const aws: Platform = {
  startingConcurrency: quotas.eventSource.startingConcurrency.value,
  addedPerMinute: quotas.eventSource.addedPerMinute.value,
  gatheringSeconds: 0,
  turnaroundSeconds: 0.1,
};

/**
 * `npm start`: all workers at once, and the gathering of local/queueSource.ts. The turnaround is what `npm run scale` measured
 * on two quiet cores beyond the processing time and the wait: 26 to 46 ms.
 */
const embedded: Platform = {
  startingConcurrency: Number.POSITIVE_INFINITY,
  addedPerMinute: 0,
  gatheringSeconds: 0.08,
  turnaroundSeconds: 0.03,
};

export const platforms = { aws, embedded } as const;

/**
 * How long a client of a closed loop is without a question in the queue or at a worker, on average: it finds its answer
 * half a polling interval late, thinks, and asks.
 */
export function betweenQuestionsSeconds(load: Load, platform: Platform): number {
  const lateSeconds = load.collecting.by === 'poll' ? load.collecting.everySeconds / 2 : 0;
  return ('connections' in load ? load.thinkSeconds : 0) + lateSeconds + platform.turnaroundSeconds;
}
