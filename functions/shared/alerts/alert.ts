import * as z from 'zod/mini';

/** What was rejected and why, as a message of the alerts queue and an item of the alerts table. */
export const alertMessage = z.object({
  id: z.uuid(),
  /** Milliseconds since the epoch. */
  time: z.number(),
  /** Everything that was found, in words for people: `email`, `phone`, … */
  types: z.array(z.string()).check(z.minLength(1)),
  /** The established name for this kind of event, where there is one: `PII`. */
  eventType: z.optional(z.string()),
  /** Where it was received: `POST /prediction`. */
  source: z.string(),
  /** The input as it was received. It is stored nowhere else. */
  data: z.string(),
  /** Alerts with the same id are counted as one: the first is recorded, each later one increments its count. */
  counted: z.optional(z.literal(true)),
});
export type Alert = z.infer<typeof alertMessage>;

/** The request that an alert originates from. */
export interface Origin {
  /** The route: `POST /prediction`. */
  readonly source: string;
  readonly correlationId: string;
}

/** Puts an alert into the alerts queue, with the correlation id of its request. */
export type SendAlert = (alert: Alert, correlationId: string) => Promise<void>;

/**
 * DynamoDB's limit for an item is 400 KB, with the other attributes. As JSON in a message the data can take twice its size,
 * which SQS's limit of 1 MiB allows.
 */
const MAX_DATA_BYTES = 390_000;

/** An input as the data of an alert: a string as it is, any other value as JSON. Longer data is truncated and ends in … */
export function toAlertData(input: unknown): string {
  const data = typeof input === 'string' ? input : JSON.stringify(input);
  const bytes = Buffer.from(data);
  if (bytes.byteLength <= MAX_DATA_BYTES) return data;
  // Streaming, the decoder drops an incomplete character at the end.
  return `${new TextDecoder().decode(bytes.subarray(0, MAX_DATA_BYTES), { stream: true })}…`;
}

/** The index of the alerts table that orders alerts by time. */
export const ALERTS_BY_TIME_INDEX = 'byTime';
