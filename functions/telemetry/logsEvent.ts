import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import * as z from 'zod/mini';

const delivery = z.object({
  messageType: z.string(),
  logGroup: z.string(),
  logEvents: z.array(
    z.object({
      // A string on AWS, a number on some compatible endpoints.
      id: z.coerce.string(),
      /** Milliseconds since the epoch. */
      timestamp: z.int().check(z.nonnegative()),
      message: z.string(),
    }),
  ),
});

export interface LogEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

export interface Delivery {
  readonly logGroup: string;
  readonly logEvents: readonly LogEvent[];
}

/**
 * Decodes what a CloudWatch Logs subscription delivers: the lines of one log stream. A control message, with which
 * CloudWatch checks the destination, has none.
 *
 * @throws Error when it is not in CloudWatch's format
 */
export function readLogsEvent(event: CloudWatchLogsEvent): Delivery {
  const text = gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString();
  const { messageType, logGroup, logEvents } = delivery.parse(JSON.parse(text));
  return { logGroup, logEvents: messageType === 'DATA_MESSAGE' ? logEvents : [] };
}
