// The input schemas of the routes. Their messages complete a sentence: The body "question" is missing: …
import * as z from 'zod/mini';
import { toNumber } from '../runtime/json.ts';

/** The longest question or message, in Unicode code points. A guardrail has the same limit: a test compares them. */
export const MAX_QUESTION_CHARACTERS = 2_000;

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
const PAGE_SIZE_RANGE = `has to be a number from 1 to ${MAX_PAGE_SIZE}.`;
const MAX_CURSOR_CHARACTERS = 200;
const MAX_ALERT_TYPE_CHARACTERS = 100;

/** A required JSON value of any type, `null` included. (`z.json` copies it, without members named `__proto__`.) */
function requiredJson(missing: string) {
  return z.unknown().check(z.refine((value) => value !== undefined, { error: missing }));
}

/** A text, with a message of its own for a missing value. */
function text(missing: string) {
  return z.string({ error: ({ input }) => (input === undefined ? missing : 'has to be text.') });
}

/** Text that a person typed. Whether it is empty or unfit is decided by the guardrails, which report what they reject. */
function typedText(name: string) {
  // A pipe, because zod runs checks of the length on whatever has a `length`, such as an object from a client.
  return z.pipe(
    text(`is missing: send your ${name} here, as text.`),
    z.string().check(
      z.maxLength(MAX_QUESTION_CHARACTERS, {
        error: `is longer than ${MAX_QUESTION_CHARACTERS} characters: shorten it.`,
      }),
    ),
  );
}

const taskId = z
  .uuid({ error: 'is not an id: send the UUID that the response to your question gave you.' })
  .check(z.toLowerCase());

/** The name of an entry in the store: letters and digits of any script, and separators. */
const key = text('is missing: send the name of an entry here.').check(
  z.regex(/^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} ._:@/-]{0,199}$/u, {
    error: 'has to be 1 to 200 letters, digits, spaces or . _ : @ / - and begin with a letter or a digit.',
  }),
);

export const questionInput = z.object(
  { question: typedText('question') },
  { error: 'has to be an object: {"question": "…"}.' },
);
export const messageInput = z.object({ message: typedText('message') });
export const predictionPath = z.object({ id: taskId });
export const predictionQuery = z.object({ prediction_id: taskId });
export const taskPath = z.object({ task_id: taskId });

export const interactionBody = z.object(
  { data: requiredJson('is missing: send what is to be recorded here.') },
  { error: 'has to be an object: {"data": …}.' },
);
export const anyJson = z.unknown();

const WHOLE_NUMBER = 'has to be a whole number.';
const version = z.int({ error: WHOLE_NUMBER }).check(z.minimum(0, { error: WHOLE_NUMBER }));

export const keyQuery = z.object({ key });
export const writeQuery = z.object({
  key,
  value: text('is missing: send what is to be stored here, as text.'),
  version: z.optional(z.pipe(z.string().check(z.regex(/^\d{1,15}$/, { error: WHOLE_NUMBER })), z.transform(Number))),
});
export const writeBody = z.object(
  {
    key,
    value: requiredJson('is missing: send what is to be stored here.'),
    version: z.pipe(z.transform(toNumber), z.optional(version)),
  },
  { error: 'has to be an object: {"key": "…", "value": …}.' },
);

export const alertBody = z.object(
  {
    type: z.pipe(
      text('is missing: say in a few words what kind of alert this is.'),
      z.string().check(
        z.trim(),
        z.minLength(1, { error: 'is empty: say in a few words what kind of alert this is.' }),
        z.maxLength(MAX_ALERT_TYPE_CHARACTERS, {
          error: `is longer than ${MAX_ALERT_TYPE_CHARACTERS} characters: shorten it.`,
        }),
      ),
    ),
    payload: requiredJson('is missing: send what the alert is about.'),
  },
  { error: 'has to be an object: {"type": "…", "payload": …}.' },
);
export const alertPath = z.object({
  id: z.uuid({ error: 'is not the id of an alert, which is a UUID.' }).check(z.toLowerCase()),
});

const NOT_A_CURSOR = 'is not a cursor from a page of alerts: leave it out to start at the newest alert.';
/** The last time that a Date can have, in milliseconds since the epoch. */
const MAX_TIME = 8_640_000_000_000_000;
const alertPosition = z.strictObject({ id: z.uuid(), time: z.int().check(z.minimum(0), z.maximum(MAX_TIME)) });

/** The position after which a page of alerts begins. Clients return it as they got it; see `cursorOf`. */
const cursor = z.pipe(
  z.string().check(z.maxLength(MAX_CURSOR_CHARACTERS, { error: NOT_A_CURSOR })),
  z.transform((value: string, context) => {
    try {
      return alertPosition.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
    } catch {
      context.issues.push({ code: 'custom', message: NOT_A_CURSOR, input: value });
      return z.NEVER;
    }
  }),
);

/** The cursor of the page that begins after this alert. */
export function cursorOf({ id, time }: z.output<typeof alertPosition>): string {
  return Buffer.from(JSON.stringify({ id, time })).toString('base64url');
}

export const alertsQuery = z.object({
  limit: z._default(
    z.pipe(
      z.pipe(z.string().check(z.regex(/^\d{1,3}$/, { error: PAGE_SIZE_RANGE })), z.transform(Number)),
      z.int().check(z.minimum(1, { error: PAGE_SIZE_RANGE }), z.maximum(MAX_PAGE_SIZE, { error: PAGE_SIZE_RANGE })),
    ),
    DEFAULT_PAGE_SIZE,
  ),
  cursor: z.optional(cursor),
});
