import { createHash } from 'node:crypto';
import type { LogEvent } from './logsEvent.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * The largest prime below a million: event ids that follow each other, as those of one log stream do, have different
 * remainders, and so have ids that differ in high digits only, whatever the powers of two and ten are in their making.
 */
const SEQUENCES = 999_983n;

/**
 * Timestamps in nanoseconds for log events that have only milliseconds. InfluxDB takes two points with the same tags and
 * the same timestamp for one, and the later overwrites the earlier; so every event gets a place of its own within its
 * millisecond, made from its id. The same delivery has the same timestamps whenever it comes: to write it again changes
 * nothing.
 *
 * Within a delivery no two are the same. Events of two deliveries that share a millisecond have different ids, and
 * collide with a chance of one in a million where these are AWS's own; where they count up, not at all.
 */
export function uniqueTimestamps(events: readonly Pick<LogEvent, 'id' | 'timestamp'>[]): bigint[] {
  const taken = new Set<bigint>();
  return events.map(({ id, timestamp }) => {
    const millisecond = BigInt(timestamp) * NANOSECONDS_PER_MILLISECOND;
    let place = sequence(id) % SEQUENCES;
    while (taken.has(millisecond + place)) place = (place + 1n) % SEQUENCES;
    taken.add(millisecond + place);
    return millisecond + place;
  });
}

function sequence(id: string): bigint {
  // AWS's ids are decimal numbers that grow with time. What is not AWS may have others.
  if (/^\d+$/.test(id)) return BigInt(id);
  return createHash('sha256').update(id).digest().readBigUInt64BE();
}
