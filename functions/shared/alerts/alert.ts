import * as z from 'zod/mini';
import { asciiJson } from '../runtime/json.ts';

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

/** DynamoDB's limit for an item is 400 KB, with the other attributes. */
const MAX_DATA_BYTES = 390_000;
/** SQS's limit for a message is 1 MiB, with the other members. In JSON of ASCII a character takes up to six bytes. */
const MAX_MESSAGE_DATA_BYTES = 1_000_000;

/** An input as the data of an alert: a string as it is, any other value as JSON. Longer data is truncated and ends in … */
export function toAlertData(input: unknown): string {
  const data = typeof input === 'string' ? input : JSON.stringify(input);
  if (fits(data)) return data;
  let end = 0;
  for (let step = 2 ** 30; step >= 1; step /= 2) {
    if (end + step <= data.length && fits(data.slice(0, end + step))) end += step;
  }
  // The first half of a character is not kept without its second half.
  const start = data.slice(0, end);
  return `${start.isWellFormed() ? start : start.slice(0, -1)}…`;
}

function fits(data: string): boolean {
  return Buffer.byteLength(data) <= MAX_DATA_BYTES && asciiJson(data).length <= MAX_MESSAGE_DATA_BYTES;
}

/** The index of the alerts table that orders alerts by time. */
export const ALERTS_BY_TIME_INDEX = 'byTime';
