import * as z from 'zod';

/** What was turned away, and why, as it travels through the alerts queue and stands in the alerts table. */
export const alert = z.object({
  id: z.uuid(),
  /** Milliseconds since the epoch. */
  time: z.number(),
  /** Everything that was found, as a person would say it: `email`, `phone`, … */
  types: z.array(z.string()).min(1),
  /** Where it came in: `POST /prediction`. */
  source: z.string(),
  /** The input as it was received. This is the one place that holds it. */
  data: z.string(),
});
export type Alert = z.infer<typeof alert>;
