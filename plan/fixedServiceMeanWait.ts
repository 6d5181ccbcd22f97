import { erlangC } from './erlang.ts';

/**
 * The mean wait in M/D/c, where {@link fixedServiceQueue} would take too long: half of what it is with exponential
 * service times (Erlang C), with the correction of Cosmetatos, "Approximate explicit formulae for the average queueing
 * time in the processes (M/D/r) and (D/M/r)", INFOR 13 (1975).
 *
 * @returns infinity when more comes than the servers can do
 */
export function fixedServiceMeanWaitSeconds(perSecond: number, serviceSeconds: number, servers: number): number {
  const offered = perSecond * serviceSeconds;
  if (offered >= servers) return Number.POSITIVE_INFINITY;
  const utilisation = offered / servers;
  const exponentialSeconds = (erlangC(offered, servers) * serviceSeconds) / (servers - offered);
  const correction =
    ((1 - utilisation) * (servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * utilisation * servers);
  return (exponentialSeconds / 2) * (1 + correction);
}
