import type { CloudWatchLogsEvent } from 'aws-lambda';
import { readLogsEvent } from './logsEvent.ts';
import { type PointData, pointsOf } from './points.ts';

export interface TelemetryDependencies {
  /** Writes points to InfluxDB. @throws Error unless InfluxDB accepted all of them */
  readonly writePoints: (points: readonly PointData[]) => Promise<void>;
  /** What precedes a function's short name in the name of its log group. */
  readonly logGroupPrefix: string;
}

/**
 * Writes the lines that log group subscriptions deliver to InfluxDB.
 *
 * @throws Error unless InfluxDB accepted all of them: the asynchronous invocation is then retried
 */
export function createHandler({ writePoints, logGroupPrefix }: TelemetryDependencies) {
  return (event: CloudWatchLogsEvent): Promise<void> => writePoints(pointsOf(readLogsEvent(event), logGroupPrefix));
}
