import { p50AndP99 } from '../../plan/percentile.ts';
import { Client } from './client.ts';

export interface Submitting {
  readonly connections: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** In all. */
  readonly questions: number;
}

/** Asks over so many connections, on each one question after the other, for so long. */
export async function submitting(origin: string, connections: number, seconds: number): Promise<Submitting> {
  const client = new Client(origin, connections);
  const tookMs: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const connection = async () => {
    for (let asked = performance.now(); asked < end; asked = performance.now()) {
      await client.ask();
      tookMs.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const took = performance.now() - start;
  client.close();
  const { p50, p99 } = p50AndP99(tookMs);
  return {
    connections,
    perSecond: (tookMs.length * 1000) / took,
    p50Ms: p50,
    p99Ms: p99,
    questions: tookMs.length,
  };
}
