/** How likely all servers are busy where nobody waits: Erlang's loss formula (1917), by its usual recursion. */
export function erlangB(offered: number, servers: number): number {
  let blocking = 1;
  for (let number = 1; number <= servers; number += 1) blocking = (offered * blocking) / (number + offered * blocking);
  return blocking;
}

/** How likely all servers are busy where those who come wait: Erlang's delay formula (1917). */
export function erlangC(offered: number, servers: number): number {
  const blocking = erlangB(offered, servers);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}
