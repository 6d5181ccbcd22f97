/** Clients in a closed loop: each asks a question, collects the answer, thinks, and asks again. */
interface ClosedLoopClients {
  readonly connections: number;
  /** Time from receiving an answer to sending the next question. */
  readonly thinkSeconds: number;
}

/** Questions that arrive independently of each other: a Poisson process. */
interface PoissonArrivals {
  readonly perMinute: number;
}

/** How clients collect their answers: by polling from the question on, or with `Prefer: wait` (RFC 7240). */
type Collecting = { readonly by: 'poll'; readonly everySeconds: number } | { readonly by: 'wait' };

/** The questions that are sent to the service. */
export type Load = (ClosedLoopClients | PoissonArrivals) & {
  /** The fixed time that the worker takes to process a question. */
  readonly processingSeconds: number;
  readonly collecting: Collecting;
};

/** The settings of the questions queue's event source mapping. */
export interface WorkerSettings {
  /** The stack setting `workerConcurrency`: the maximum number of batches processed concurrently. */
  readonly workerConcurrency: number;
  readonly batchSize: number;
}

/** The number of slots: how many questions can be processed concurrently. */
export function countSlots({ workerConcurrency, batchSize }: WorkerSettings): number {
  return workerConcurrency * batchSize;
}

/** The load of one stack when `stacks` stacks share the load evenly. */
export function splitLoad(load: Load, stacks: number): Load {
  return 'connections' in load
    ? { ...load, connections: Math.ceil(load.connections / stacks) }
    : { ...load, perMinute: load.perMinute / stacks };
}
