import { quotas } from './aws/quotas.ts';
import type { Load } from './load.ts';

/** The properties of the environment of a stack that affect how long questions wait. */
export interface Platform {
  /** Number of batches that the event source mapping processes concurrently when the first messages arrive. */
  readonly startingConcurrency: number;
  /** Number of concurrent batches that the mapping adds per minute while messages wait. */
  readonly addedPerMinute: number;
  /**
   * How long the mapping delays a batch that is not full, in seconds.
   *
   * @param busyShare busy workers as a share of the maximum concurrency, from 0 to below 1
   */
  readonly gatheringSeconds: (busyShare: number) => number;
  /** Mean time from an answer in the table to the same client's next message in the queue, without think time and polling. */
  readonly turnaroundSeconds: number;
}

/**
 * AWS does not document how its pollers share a low rate of messages. The planner assumes the worst case: a free worker
 * takes whatever is in the queue at once, even a single message. The turnaround is an assumption, not a measurement.
 */
const aws: Platform = {
  startingConcurrency: quotas.eventSource.startingConcurrency.value,
  addedPerMinute: quotas.eventSource.addedPerMinute.value,
  gatheringSeconds: () => 0,
  turnaroundSeconds: 0.1,
};

/** The gathering of the mapping in `local/`; runtimeConstants.test.ts compares them. */
const MAX_GATHERING_SECONDS = 0.08;
const MIN_GATHERING_SECONDS = 0.001;

/**
 * `npm start`: the mapping of `local/` needs no scale-up, and it gathers batches. The turnaround is what `npm run scale`
 * measured in addition to processing time and wait on 2026-11-24, on two otherwise idle cores: 26 to 46 ms.
 */
const embedded: Platform = {
  startingConcurrency: Number.POSITIVE_INFINITY,
  addedPerMinute: 0,
  gatheringSeconds(busyShare) {
    const seconds = MAX_GATHERING_SECONDS * busyShare ** 2;
    return seconds < MIN_GATHERING_SECONDS ? 0 : seconds;
  },
  turnaroundSeconds: 0.03,
};

export const platforms = { aws, embedded } as const;

export type PlatformName = keyof typeof platforms;

/**
 * The mean time, in seconds, in which a client of a closed loop has no question in the queue or at a worker: it finds
 * its answer half a polling interval late, thinks, and sends the next question.
 */
export function secondsBetweenQuestions(load: Load, platform: Platform): number {
  const pollingDelaySeconds = load.collecting.by === 'poll' ? load.collecting.everySeconds / 2 : 0;
  return ('connections' in load ? load.thinkSeconds : 0) + pollingDelaySeconds + platform.turnaroundSeconds;
}
