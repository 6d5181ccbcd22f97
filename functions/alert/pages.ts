import * as z from 'zod';
import type { AlertPosition } from './alertsTable.ts';

const position = z.strictObject({ id: z.uuid(), time: z.number() });

/** Where the next page begins, as a text that clients send back and need not understand. */
export function cursorOf(next: AlertPosition): string {
  return Buffer.from(JSON.stringify(next)).toString('base64url');
}

/** A cursor that a client sent back. */
export const cursor = z
  .string()
  .max(200)
  .transform((value, context): AlertPosition => {
    try {
      return position.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
    } catch {
      context.addIssue({ code: 'custom', message: 'is none that a page of alerts gave: leave it out to begin anew.' });
      return z.NEVER;
    }
  });
