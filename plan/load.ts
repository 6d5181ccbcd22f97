/** Clients that each ask, collect their answer, think, and ask again. */
interface Connections {
  readonly connections: number;
  /** How long a client takes from its answer to its next question. */
  readonly thinkSeconds: number;
}

/** Questions that come on their own, at any moment as likely as at any other (a Poisson process). */
interface Arrivals {
  readonly perMinute: number;
}

/** How a client gets its answer: it looks every so often from its question on, or it prefers to wait (RFC 7240). */
type Collecting = { readonly by: 'poll'; readonly everySeconds: number } | { readonly by: 'wait' };

/** What is asked of the service. */
export type Load = (Connections | Arrivals) & {
  /** The worker's fixed processing time. */
  readonly processingSeconds: number;
  readonly collecting: Collecting;
};

/** What the queue's consumer is set to. */
export interface WorkerSettings {
  /** The stack's setting: how many batches are processed at once. */
  readonly workerConcurrency: number;
  readonly batchSize: number;
}

/** How many questions can be processed at once: the slots. */
export function slotsOf({ workerConcurrency, batchSize }: WorkerSettings): number {
  return workerConcurrency * batchSize;
}

/** A share of a load, for one of several stacks that split it evenly. */
export function shareOf(load: Load, stacks: number): Load {
  return 'connections' in load
    ? { ...load, connections: Math.ceil(load.connections / stacks) }
    : { ...load, perMinute: load.perMinute / stacks };
}
