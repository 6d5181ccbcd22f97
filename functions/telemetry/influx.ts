import { HttpError, InfluxDB, Point, setLogger } from '@influxdata/influxdb-client';
import type { PointData } from './points.ts';

export interface InfluxOptions {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
}

/** How long InfluxDB may be silent. */
const TIMEOUT_MS = 10_000;

/** A status for which InfluxDB's message quotes the line that it could not read, which is nothing for a log. */
const BAD_REQUEST = 400;

/**
 * Writes points to InfluxDB 2.x, all in one request and without trying again: that is up to whoever delivers them.
 *
 * @returns writes points; once that has returned, InfluxDB has all of them. It throws an Error otherwise, also where
 * InfluxDB took some points and refused others. To write the same points again changes nothing.
 */
export function influxWriter({ url, token, org, bucket }: InfluxOptions) {
  // What goes wrong is thrown, and logged by Lambda: once is enough.
  setLogger({ error() {}, warn() {} });
  const influx = withoutDeprecations(() => new InfluxDB({ url, token, timeout: TIMEOUT_MS }));

  return async (points: readonly PointData[]): Promise<void> => {
    if (points.length === 0) return;
    const lines = points.map((point) => lineOf(point));
    // One for each call, because concurrent invocations may share this. It must never send by itself: of what it sends
    // before it is asked to, it tells nobody how that went, and neither `flush` nor `close` waits for it.
    const api = influx.getWriteApi(org, bucket, 'ns', {
      batchSize: lines.length + 1,
      maxBatchBytes: Number.POSITIVE_INFINITY,
      flushInterval: 0,
      maxRetries: 0,
    });
    api.writeRecords(lines);
    try {
      await api.flush();
    } catch (error) {
      throw failure(error, points.length);
    }
  };
}

/** A point in InfluxDB's line protocol. */
export function lineOf({ measurement, tags, fields, time }: PointData): string {
  const point = new Point(measurement).timestamp(String(time));
  for (const [name, value] of Object.entries(tags)) point.tag(name, value);
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'number') point.floatField(name, value);
    else point.stringField(name, value);
  }
  return point.toLineProtocol() ?? '';
}

/** The client reads its URL in a way that Node advises against, and Node says so in the log of every cold start. */
function withoutDeprecations<Result>(work: () => Result): Result {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    return work();
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
}

function failure(cause: unknown, count: number): Error {
  if (!(cause instanceof HttpError)) {
    const reason = cause instanceof Error ? cause.message || cause.name : 'unknown';
    return new Error(`InfluxDB did not take ${count} points: ${reason}`, { cause });
  }
  const said = cause.statusCode === BAD_REQUEST ? '' : `, ${cause.message}`;
  return new Error(`InfluxDB refused some or all of ${count} points: ${cause.statusCode}${said}`);
}
