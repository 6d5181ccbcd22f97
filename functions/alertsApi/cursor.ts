import * as z from 'zod/mini';
import type { AlertPosition } from '../shared/alerts/alertsTable.ts';

const MAX_CHARACTERS = 200;
const NO_CURSOR = 'is none that a page of alerts gave: leave it out to begin anew.';

const position = z.strictObject({ id: z.uuid(), time: z.number() });

/** Where the next page begins, as a text that clients send back and need not understand. */
export function cursorOf(next: AlertPosition): string {
  return Buffer.from(JSON.stringify(next)).toString('base64url');
}

/** A cursor that a client sent back. */
export const cursor = z.pipe(
  z.string().check(z.maxLength(MAX_CHARACTERS, { error: NO_CURSOR })),
  z.transform((value: string, context): AlertPosition => {
    try {
      return position.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
    } catch {
      context.issues.push({ code: 'custom', message: NO_CURSOR, input: value });
      return z.NEVER;
    }
  }),
);
