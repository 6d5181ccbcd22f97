import { createHash } from 'node:crypto';
import type { LogEvent } from './logsEvent.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * The largest prime below a million. Consecutive event ids have different remainders, and so have ids that differ only by
 * multiples of powers of two or ten.
 */
const SEQUENCES = 999_983n;

/**
 * Timestamps in nanoseconds for log events, whose own have milliseconds. InfluxDB identifies a point by its tags and its
 * timestamp, and a later point overwrites an earlier one. So each event gets an offset within its millisecond, derived from
 * its id: a redelivery has the same timestamps and changes nothing.
 *
 * Within a delivery all timestamps differ. Two events of different deliveries in the same millisecond collide with a
 * probability of one in a million with AWS's ids, and never with consecutive ids.
 */
export function uniqueTimestamps(events: readonly Pick<LogEvent, 'id' | 'timestamp'>[]): bigint[] {
  const taken = new Set<bigint>();
  return events.map(({ id, timestamp }) => {
    const millisecond = BigInt(timestamp) * NANOSECONDS_PER_MILLISECOND;
    let offset = sequence(id) % SEQUENCES;
    while (taken.has(millisecond + offset)) offset = (offset + 1n) % SEQUENCES;
    taken.add(millisecond + offset);
    return millisecond + offset;
  });
}

function sequence(id: string): bigint {
  // AWS's ids are increasing decimal numbers. Compatible endpoints may have others.
  if (/^\d+$/.test(id)) return BigInt(id);
  return createHash('sha256').update(id).digest().readBigUInt64BE();
}
