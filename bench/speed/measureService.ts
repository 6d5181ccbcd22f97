import { type ClosedLoopOptions, type ClosedLoopResult, runClosedLoop } from '../load/closedLoop.ts';
import { runSubmissionLoad, type SubmissionResult } from '../load/submissionLoad.ts';
import type { Progress } from '../progress.ts';
import type { ServiceFigures } from './figures.ts';

const SUBMISSION_CONNECTIONS = [1, 10, 50, 100];
const SUBMISSION_SECONDS = 5;
const LOOP_SECONDS = 20;

const OTHER_PROCESSING_SECONDS = 5;
/** More clients would only wait longer for the few workers of the other service. */
const OTHER_CLIENTS = [10, 50, 100];
/** The longest response time of 100 clients with few workers is 30 s: the warm-up has to be longer than that. */
const OTHER_WARM_UP_SECONDS = 40;

export const SUBMISSION_STEPS = SUBMISSION_CONNECTIONS.length;
export const OTHER_STEPS = OTHER_CLIENTS.length + SUBMISSION_STEPS;

/** Measures a service that is already running and whose workers take 5 seconds. */
export async function measureOtherService(origin: string, progress: Progress): Promise<ServiceFigures> {
  const loops: ClosedLoopResult[] = [];
  for (const clients of OTHER_CLIENTS) {
    const load = { clients, processingSeconds: OTHER_PROCESSING_SECONDS, warmUpSeconds: OTHER_WARM_UP_SECONDS };
    loops.push(await measureClosedLoop(origin, load, progress));
  }
  // Last, because it leaves questions that a few workers take minutes to answer.
  return { loops, submitting: await measureSubmissions(origin, progress) };
}

/** Measures how many questions are accepted, for several numbers of connections. */
export async function measureSubmissions(origin: string, progress: Progress): Promise<SubmissionResult[]> {
  const results: SubmissionResult[] = [];
  for (const connections of SUBMISSION_CONNECTIONS) {
    const run = () => runSubmissionLoad(origin, connections, SUBMISSION_SECONDS);
    results.push(await progress.step(`submissions over ${connections} connections`, run));
  }
  return results;
}

/** Measures a closed loop for 20 seconds after its warm-up. */
export function measureClosedLoop(
  origin: string,
  load: Omit<ClosedLoopOptions, 'seconds'>,
  progress: Progress,
): Promise<ClosedLoopResult> {
  const name = `closed loop of ${load.clients} clients, T = ${load.processingSeconds} s`;
  return progress.step(name, () => runClosedLoop(origin, { ...load, seconds: LOOP_SECONDS }));
}
