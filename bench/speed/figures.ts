import type { Bundle } from '../footprint/bundles.ts';
import type { BurstResult } from '../load/burst.ts';
import type { ClosedLoopResult } from '../load/closedLoop.ts';
import type { SubmissionResult } from '../load/submissionLoad.ts';

/** What is measured of any service with the same API. */
export interface ServiceFigures {
  readonly submitting: readonly SubmissionResult[];
  readonly loops: readonly ClosedLoopResult[];
}

/** What is measured of a service that the benchmark starts itself, so that it sees its processes and sets its settings. */
export interface EmbeddedFigures extends ServiceFigures {
  /** Median time from `npm start` to the banner. */
  readonly startMs: number;
  /** Resident memory of all processes including npm's, 5 s after the banner: the median of several starts. */
  readonly readyMegabytes: number;
  /** The same 75 s after the banner, when the heartbeat has started its execution environments. */
  readonly idleMegabytes: number;
  /** Resident memory that 1,000 more waiting questions take. */
  readonly megabytesPer1000Waiting: number;
  /** From the question accepted to a worker, when the service is idle. */
  readonly pickUpP50Ms: number;
  readonly pickUpP99Ms: number;
  /** CPU time of all the service's processes per question, in the closed loop of 100 clients with T = 0.5 s. */
  readonly cpuMsPerQuestion: number;
  readonly bursts: readonly BurstResult[];
  readonly bundles: readonly Bundle[];
}
