/**
 * Erlang's loss formula (1917): the probability that all servers are busy when customers do not wait. Computed by the
 * usual recursion over the number of servers.
 *
 * @param offered the offered load: arrival rate × service time
 */
export function erlangB(offered: number, servers: number): number {
  let blocking = 1;
  for (let number = 1; number <= servers; number += 1) blocking = (offered * blocking) / (number + offered * blocking);
  return blocking;
}

/**
 * Erlang's delay formula (1917): the probability that all servers are busy when customers wait.
 *
 * @param offered the offered load: arrival rate × service time, less than `servers`
 */
export function erlangC(offered: number, servers: number): number {
  const blocking = erlangB(offered, servers);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}
