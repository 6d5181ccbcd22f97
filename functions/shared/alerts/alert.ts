import * as z from 'zod/mini';
import { asciiJson } from '../runtime/json.ts';
import { truncate } from './truncate.ts';

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

/** SQS's limit for a message is 1 MiB, with the other members. In JSON of ASCII a character takes up to six bytes. */
const MAX_DATA_BYTES = 1_000_000;

/**
 * An input as the data of an alert: a string as it is, any other value as JSON. Data that does not fit into a message is
 * truncated and ends in …
 */
export function toAlertData(input: unknown): string {
  const data = typeof input === 'string' ? input : JSON.stringify(input);
  return truncate(data, (start) => asciiJson(start).length <= MAX_DATA_BYTES);
}

/** The index of the alerts table that orders alerts by time. */
export const ALERTS_BY_TIME_INDEX = 'byTime';
