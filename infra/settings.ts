import * as z from 'zod';
import { nearestName } from './nearestName.ts';

/** `-c` passes a string, cdk.json may hold a number. An empty string is rejected first, because `Number('')` is 0. */
const number = z.union([z.number(), z.string().min(1).transform(Number)]).pipe(z.number());
const boolean = z.union([z.boolean(), z.stringbool()]);
const integer = (minimum: number, maximum: number) => number.pipe(z.int().min(minimum).max(maximum));

/** The settings of a deployment. Each is a CDK context key (`-c processingSeconds=2`), validated here and nowhere else. */
const settings = z
  .strictObject({
    /** The processing time of a question, in seconds. It may have a fraction. Lambda's limit is 900 for a whole invocation. */
    processingSeconds: number.pipe(z.number().min(0).max(800)).default(5),
    /**
     * How many batches of up to 10 questions are processed at once.
     * Source of the range: AWS Lambda Developer Guide, "Configuring maximum concurrency for Amazon SQS event sources".
     */
    workerConcurrency: integer(2, 1000).default(20),
    /**
     * How many requests per second each method of the API accepts, and how many at once (the token bucket of API Gateway). More
     * are answered with 429. The defaults are half of the account's quotas, so that one stack leaves the other half to the
     * other APIs of the account.
     * Source: Amazon API Gateway Developer Guide, "API Gateway account-level quotas": 10,000 a second, a burst of 5,000.
     */
    requestsPerSecond: integer(1, 10_000).default(5_000),
    requestBurst: integer(1, 5_000).default(2_500),
    /**
     * Whether functions have reserved concurrency: the worker, so that requests that wait for answers (`Prefer: wait`) do not
     * take all the concurrency of the account, and telemetry, so that a slow InfluxDB does not. Lambda requires that at
     * least 100 of the account's concurrency stay unreserved, so an account with a low quota has to switch it off.
     * Source: AWS Lambda Developer Guide, "Configuring reserved concurrency for a function".
     */
    reserveConcurrency: boolean.default(true),
    /** How long a question may wait in the queue, in seconds. An alarm and an alert of the heartbeat report longer waits. */
    maxQueueSeconds: integer(1, 86_400).default(60),
    /** How long a task is kept after it was submitted, in days. */
    taskRetentionDays: integer(1, 365).default(7),
    /** How long an alert is kept in the alerts table, in days. */
    alertRetentionDays: integer(1, 365).default(30),
    /** Whether the tables are kept when the stack is deleted. */
    keepData: boolean.default(true),
    /** Whether the queues deny requests without TLS. Endpoints on this machine have no TLS. */
    requireTls: boolean.default(true),
    /** How long CloudWatch Logs keeps the functions' logs, in days. It has these periods only (`RetentionDays`). */
    logRetentionDays: number
      .pipe(z.union([1, 3, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days))))
      .default(14),
    /** The e-mail address to notify when an alarm goes off and when it is over. */
    alarmEmail: z.email().optional(),
    /** With a seed, the same question always has the same answer. Without one, answers are random. */
    answerSeed: z.string().min(1).max(200).optional(),
    /** The id of the API, on LocalStack and MiniStack. AWS assigns one itself. */
    apiId: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
    /**
     * The name of the SSM parameter (SecureString) that has the token for InfluxDB. Without it the token is a parameter of the
     * stack and an environment variable of the function, as on one machine, where there is no SSM.
     * Source of the syntax: Systems Manager API Reference, PutParameter.
     */
    influxTokenParameter: z
      .string()
      .max(1_000)
      .regex(/^\/?[\w.-]+(\/[\w.-]+)*$/)
      .optional(),
    /** The API's URL, where that is not the one of API Gateway. It is the stack's output `ApiUrl`. */
    apiUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** The API's URL as functions reach it, where that is another one. The heartbeat calls it. */
    functionsApiUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** Comma-separated words for which an interaction is rejected, in upper or lower case. */
    alertKeywords: z
      .string()
      .max(1_000)
      .regex(/^[\p{L}\p{N}_ ,-]*$/u)
      .default('ssn'),
    /** The directory that alertRecorder writes reports to, where functions have a persistent file system. */
    errorReportsDir: z.string().min(1).optional(),
  })
  .readonly();
export type Settings = z.output<typeof settings>;

/**
 * Reads the settings from the context of a CDK app. Those without a value have their defaults.
 *
 * @throws Error with a line for each setting whose value is not allowed.
 */
export function readSettings(context: (key: string) => unknown): Settings {
  const keys = Object.keys(settings.unwrap().shape);
  const values = Object.fromEntries(keys.map((key) => [key, context(key)]).filter(([, value]) => value !== undefined));
  const result = settings.safeParse(values);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `Setting ${issue.path.join('.')}: ${issue.message}`).join('\n'));
}

/** Context keys of the CDK CLI. */
const CDK_KEYS = ['acknowledged-issue-numbers', 'cli-telemetry', 'tree-metadata'];

/**
 * Checks the names of context keys. Those with other characters than letters, digits, `-` and `_` are CDK's, such as
 * `@aws-cdk/core:checkSecretUsage`.
 *
 * @throws Error with a line for each key that is no setting, with the setting whose name is nearest
 */
export function checkSettingNames(keys: readonly string[]): void {
  const names = [...Object.keys(settings.unwrap().shape), 'stage'];
  const unknown = keys.filter((key) => /^[\w-]+$/.test(key) && !names.includes(key) && !CDK_KEYS.includes(key));
  if (unknown.length === 0) return;
  const lines = unknown.map((key) => `There is no setting ${key}. Did you mean ${nearestName(key, names)}?`);
  throw new Error(lines.join('\n'));
}
