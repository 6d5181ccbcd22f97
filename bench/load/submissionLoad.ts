import { p50AndP99 } from '../../plan/percentile.ts';
import { Client } from './client.ts';

/** The throughput and latency of accepting questions. */
export interface SubmissionResult {
  readonly connections: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Accepted questions. */
  readonly questions: number;
}

/** Sends questions for `seconds` over each connection, the next one when the one before is accepted. */
export async function runSubmissionLoad(
  origin: string,
  connections: number,
  seconds: number,
): Promise<SubmissionResult> {
  const client = new Client(origin, connections);
  const latenciesMs: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const runConnection = async () => {
    for (let sentAt = performance.now(); sentAt < end; sentAt = performance.now()) {
      await client.ask();
      latenciesMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, runConnection));
  const elapsedMs = performance.now() - start;
  client.close();
  const { p50, p99 } = p50AndP99(latenciesMs);
  return {
    connections,
    perSecond: (latenciesMs.length * 1000) / elapsedMs,
    p50Ms: p50,
    p99Ms: p99,
    questions: latenciesMs.length,
  };
}
