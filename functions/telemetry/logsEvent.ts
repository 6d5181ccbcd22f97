import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import * as z from 'zod/mini';

const delivery = z.object({
  messageType: z.string(),
  logGroup: z.string(),
  logEvents: z.array(
    z.object({
      // AWS has text here; some that stand in for it have a number.
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
 * What a subscription of CloudWatch Logs delivers: the lines of one log stream. A control message, with which it only
 * tries whether somebody listens, has none.
 *
 * @throws when it is not what CloudWatch Logs sends
 */
export function readLogsEvent(event: CloudWatchLogsEvent): Delivery {
  const text = gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString();
  const { messageType, logGroup, logEvents } = delivery.parse(JSON.parse(text));
  return { logGroup, logEvents: messageType === 'DATA_MESSAGE' ? logEvents : [] };
}
