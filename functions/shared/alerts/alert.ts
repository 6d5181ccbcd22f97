import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';

/** What was turned away, and why, as it travels through the alerts queue and stands in the alerts table. */
export const alert = z.object({
  id: z.uuid(),
  /** Milliseconds since the epoch. */
  time: z.number(),
  /** Everything that was found, as a person would say it: `email`, `phone`, … */
  types: z.array(z.string()).check(z.minLength(1)),
  /** What others call this kind of event, where they have a word for it: `PII`. */
  eventType: z.optional(z.string()),
  /** Where it came in: `POST /prediction`. */
  source: z.string(),
  /** The input as it was received. This is the one place that holds it. */
  data: z.string(),
  /** Alerts with the same id are one: the first is recorded as it is, and those that come later only raise its count. */
  counted: z.optional(z.literal(true)),
});
/** Puts an alert into the queue, with the id of the request that it comes from. */
export type SendAlert = (alert: Alert, correlationId: string) => Promise<void>;

/** Where a request came in, as an alert names it: `POST /prediction`. */
export function sourceOf({ httpMethod, resource }: APIGatewayProxyEvent): string {
  return `${httpMethod} ${resource}`;
}

/** What came in, as an alert's data: text as it is, any other value as JSON. */
export function asData(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}

/** The alerts table's index in the order of time. */
export const ALERTS_BY_TIME = 'byTime';

export type Alert = z.infer<typeof alert>;
