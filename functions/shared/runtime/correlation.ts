import type { SQSRecord } from 'aws-lambda';

/** The message attribute, and the field of a log line, that says which request something comes from. */
export const CORRELATION_ID = 'correlation_id';

/** The id of the request that a message comes from, for log lines about it. */
export function correlation({ messageAttributes }: SQSRecord): Record<typeof CORRELATION_ID, string | undefined> {
  return { [CORRELATION_ID]: messageAttributes[CORRELATION_ID]?.stringValue };
}
