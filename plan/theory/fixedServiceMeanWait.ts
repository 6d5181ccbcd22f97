import { erlangC } from './erlang.ts';

/**
 * The approximate mean wait in M/D/c, in seconds, for sizes at which solveFixedServiceQueue takes too long: half the wait
 * with exponential service times (Erlang C), with the correction of Cosmetatos, "Approximate explicit formulae for the
 * average queueing time in the processes (M/D/r) and (D/M/r)", INFOR 13 (1975).
 *
 * @returns infinity when the arrivals exceed what the servers can process
 */
export function approximateFixedServiceMeanWait(perSecond: number, serviceSeconds: number, servers: number): number {
  const offered = perSecond * serviceSeconds;
  if (offered >= servers) return Number.POSITIVE_INFINITY;
  const utilization = offered / servers;
  const exponentialSeconds = (erlangC(offered, servers) * serviceSeconds) / (servers - offered);
  const correction =
    ((1 - utilization) * (servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * utilization * servers);
  return (exponentialSeconds / 2) * (1 + correction);
}
