import { HttpError, InfluxDB, Point, setLogger } from '@influxdata/influxdb-client';
import type { PointData } from './points.ts';

export interface InfluxOptions {
  readonly url: string;
  /** Reads the token: before the first write, and again after InfluxDB has refused it. */
  readonly readToken: () => Promise<string>;
  readonly org: string;
  readonly bucket: string;
}

/** Time limit of one write to InfluxDB. A third of the function's timeout (`infra/functions.ts`). */
export const WRITE_TIMEOUT_MS = 10_000;

/** For this status InfluxDB's message quotes the line that it could not parse. It may contain client input, so it is not logged. */
const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;

/**
 * Writes points to InfluxDB 2.x in one request, without retries: Lambda retries the invocation.
 *
 * @returns a function that resolves when InfluxDB has accepted all points, and throws an Error otherwise, also when it
 *   accepted only some. Writing the same points again changes nothing.
 */
export function createInfluxWriter({ url, readToken, org, bucket }: InfluxOptions) {
  // Errors are thrown and logged by Lambda; the client would log them a second time.
  setLogger({ error() {}, warn() {} });
  let connection: Promise<InfluxDB> | undefined;
  const connect = async () => {
    const token = await readToken();
    return withoutDeprecations(() => new InfluxDB({ url, token, timeout: WRITE_TIMEOUT_MS }));
  };

  return async (points: readonly PointData[]): Promise<void> => {
    if (points.length === 0) return;
    const lines = points.map((point) => lineOf(point));
    connection ??= connect().catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    const influx = await connection;
    // A new API per call, because concurrent invocations may share this function. It must not send before `flush`: it
    // reports no result of earlier requests, and neither `flush` nor `close` waits for them.
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
      // The token may have been replaced: the retry of this invocation reads it again.
      if (error instanceof HttpError && error.statusCode === UNAUTHORIZED) connection = undefined;
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

/** The client parses its URL with a deprecated API of Node, which would log a warning at every cold start. */
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
    return new Error(`InfluxDB did not accept ${count} points: ${reason}`, { cause });
  }
  const said = cause.statusCode === BAD_REQUEST ? '' : `, ${cause.message}`;
  return new Error(`InfluxDB rejected some or all of ${count} points: ${cause.statusCode}${said}`);
}
