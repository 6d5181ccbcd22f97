import * as z from 'zod';

/** `-c` passes text, cdk.json may hold a number. `Number('')` would be 0, so an empty text is refused first. */
const number = z.union([z.number(), z.string().min(1).transform(Number)]).pipe(z.number());
const yesOrNo = z.union([z.boolean(), z.stringbool()]);
const whole = (minimum: number, maximum: number) => number.pipe(z.int().min(minimum).max(maximum));

/**
 * What can be set about a deployment: each is a CDK context key (`-c processingSeconds=2`), read once, checked here and
 * nowhere else. The defaults suit a first run.
 */
const settings = z
  .strictObject({
    /** How long a worker takes over a question, in seconds. Fractions are fine. */
    processingSeconds: number.pipe(z.number().min(0).max(800)).default(5),
    /** How many batches of up to 10 questions are processed at once (AWS's own bounds for an SQS event source). */
    workerConcurrency: whole(2, 1000).default(20),
    /** How long a question may wait before a worker starts it, in seconds; an alarm and the heartbeat's alert say when it waits longer. */
    maxQueueSeconds: whole(1, 86_400).default(60),
    /** How long a task can be read after it was submitted, in days. */
    taskRetentionDays: whole(1, 365).default(7),
    /** How long an alert stays in the alerts table, in days. */
    alertRetentionDays: whole(1, 365).default(30),
    /** Whether what is stored, and the tasks and alerts, outlive the stack. */
    keepData: yesOrNo.default(true),
    /** Whether queues refuse what comes without TLS, which an endpoint on this machine does not have. */
    requireTls: yesOrNo.default(true),
    /** How long CloudWatch keeps the functions' logs, in days; one of the periods that CloudWatch knows. */
    logRetentionDays: number
      .pipe(z.union([1, 3, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days))))
      .default(14),
    /** Who gets an e-mail when an alarm goes off or is over. */
    alarmEmail: z.email().optional(),
    /** A seed makes every answer a function of the seed and the question. Without one, answers are random. */
    answerSeed: z.string().min(1).max(200).optional(),
    /** An id for the API, where it is deployed to an endpoint that lets one choose. */
    apiId: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
    /** Where functions reach the API, where that is not where API Gateway says. */
    apiUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** Words that turn away what is submitted as an interaction, in any case; comma-separated. */
    alertKeywords: z
      .string()
      .max(1_000)
      .regex(/^[\p{L}\p{N}_ ,-]*$/u)
      .default('ssn'),
    /** The folder in which the alert function writes its reports, where it has a file system that outlives it. */
    errorReportsDir: z.string().min(1).optional(),
  })
  .readonly();
export type Settings = z.output<typeof settings>;

/**
 * The settings that a CDK app was given as context.
 *
 * @throws Error with a line for each setting that is out of its range.
 */
export function readSettings(context: (key: string) => unknown): Settings {
  const keys = Object.keys(settings.unwrap().shape);
  const given = Object.fromEntries(keys.map((key) => [key, context(key)]).filter(([, value]) => value !== undefined));
  const result = settings.safeParse(given);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `Setting ${issue.path.join('.')}: ${issue.message}`).join('\n'));
}
