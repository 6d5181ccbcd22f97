import { HTTP_MEMORY_MEGABYTES, WORKER_MEMORY_MEGABYTES } from './sizes.ts';

/** A Lambda function: the folder of that name under `functions/`, whose `index.ts` exports `handler`. */
export interface FunctionDefinition {
  readonly description: string;
  /**
   * The environment variables that the function reads: the keys of `environmentShape` in its `environment.ts`, which infra
   * does not import. `AugurFunction` adds those of the runtime.
   */
  readonly environment: readonly string[];
  /** How long an invocation may take, in seconds. The worker's limit depends on the processing time. */
  readonly timeoutSeconds: number | ((processingSeconds: number) => number);
  /** Lambda assigns CPU in proportion to memory. */
  readonly memoryMegabytes: number;
  /** The CloudWatch metrics that it publishes (`functions/shared/runtime/metrics.ts`). */
  readonly metrics?: readonly MetricName[];
}

export type MetricName = 'Accepted' | 'Rejected' | 'Succeeded' | 'Failed' | 'QueueWait' | 'ProcessingTime';

/** For requests that do not wait for a result: a few calls of SQS and DynamoDB, with the retries of the AWS SDK. */
const HTTP_TIMEOUT_SECONDS = 10;
/**
 * For requests that may wait for a result (`Prefer: wait`): the longest that API Gateway waits for an integration.
 * Source: "Amazon API Gateway quotas", integration timeout of a Regional REST API, default.
 */
const WAITING_TIMEOUT_SECONDS = 29;
/** For a batch of messages that are written to a table. */
const RECORDING_TIMEOUT_SECONDS = 10;
/** How long the worker's calls of DynamoDB may take in addition to the processing time. */
const WORKER_MARGIN_SECONDS = 10;
/** Three requests of up to 8 seconds each (`REQUEST_TIMEOUT_MS` in `functions/heartbeat/serviceApi.ts`). */
const HEARTBEAT_TIMEOUT_SECONDS = 30;
/** One write takes up to 10 seconds (`WRITE_TIMEOUT_MS` in `functions/telemetry/influx.ts`); a delivery can need several. */
const TELEMETRY_TIMEOUT_SECONDS = 30;
/** For functions that mostly wait for other services. */
const SMALL_MEMORY_MEGABYTES = 256;

/**
 * Every function of the system, by its folder under `functions/`. This is the only list of them: bundles, log groups,
 * telemetry subscriptions and the dashboard are derived from it.
 */
export const functions = {
  gateway: {
    description: 'Describes the API and reports liveness and readiness',
    environment: ['PROCESSING_SECONDS', 'QUESTIONS_QUEUE_URL', 'TASKS_TABLE'],
    timeoutSeconds: HTTP_TIMEOUT_SECONDS,
    memoryMegabytes: SMALL_MEMORY_MEGABYTES,
  },
  submit: {
    description: 'Validates input and queues tasks',
    environment: [
      'ALERTS_QUEUE_URL',
      'ALERT_KEYWORDS',
      'API_TOKEN_DIGESTS',
      'PROCESSING_SECONDS',
      'QUESTIONS_QUEUE_URL',
      'STORE_TABLE',
      'TASKS_TABLE',
      'TASK_RETENTION_SECONDS',
    ],
    timeoutSeconds: WAITING_TIMEOUT_SECONDS,
    memoryMegabytes: HTTP_MEMORY_MEGABYTES,
    metrics: ['Accepted', 'Rejected'],
  },
  status: {
    description: 'Returns a task, with its result once there is one',
    environment: ['PROCESSING_SECONDS', 'TASKS_TABLE'],
    timeoutSeconds: WAITING_TIMEOUT_SECONDS,
    memoryMegabytes: HTTP_MEMORY_MEGABYTES,
  },
  store: {
    description: 'Reads and writes values of the key-value store',
    environment: ['ALERTS_QUEUE_URL', 'API_TOKEN_DIGESTS', 'STORE_TABLE'],
    timeoutSeconds: HTTP_TIMEOUT_SECONDS,
    memoryMegabytes: HTTP_MEMORY_MEGABYTES,
    metrics: ['Rejected'],
  },
  worker: {
    description: 'Processes tasks, each in the processing time',
    environment: ['ANSWER_SEED', 'MAX_RECEIVE_COUNT', 'PROCESSING_SECONDS', 'QUESTIONS_QUEUE_URL', 'TASKS_TABLE'],
    timeoutSeconds: (processingSeconds) => Math.ceil(processingSeconds) + WORKER_MARGIN_SECONDS,
    memoryMegabytes: WORKER_MEMORY_MEGABYTES,
    metrics: ['Succeeded', 'Failed', 'QueueWait', 'ProcessingTime'],
  },
  deadLetter: {
    description: 'Marks tasks as failed that the worker could not finish',
    environment: ['MAX_RECEIVE_COUNT', 'TASKS_TABLE'],
    timeoutSeconds: RECORDING_TIMEOUT_SECONDS,
    memoryMegabytes: SMALL_MEMORY_MEGABYTES,
    metrics: ['Failed'],
  },
  alertRecorder: {
    description: 'Writes queued alerts to the alerts table',
    environment: ['ALERTS_TABLE', 'ALERT_RETENTION_SECONDS', 'ERROR_REPORTS_DIR'],
    timeoutSeconds: RECORDING_TIMEOUT_SECONDS,
    memoryMegabytes: SMALL_MEMORY_MEGABYTES,
  },
  alertsApi: {
    description: 'Accepts alerts of other services and returns recorded alerts',
    environment: ['ALERTS_QUEUE_URL', 'ALERTS_TABLE', 'ALERT_RETENTION_SECONDS', 'API_TOKEN_DIGESTS'],
    timeoutSeconds: HTTP_TIMEOUT_SECONDS,
    memoryMegabytes: SMALL_MEMORY_MEGABYTES,
  },
  heartbeat: {
    description: 'Checks every minute that the service answers a question',
    environment: ['ALERTS_QUEUE_URL', 'API_URL', 'HEARTBEAT_TABLE', 'MAX_QUEUE_SECONDS'],
    timeoutSeconds: HEARTBEAT_TIMEOUT_SECONDS,
    memoryMegabytes: SMALL_MEMORY_MEGABYTES,
  },
  telemetry: {
    description: 'Writes the log lines of the other functions to InfluxDB',
    environment: [
      'INFLUX_BUCKET',
      'INFLUX_ORG',
      'INFLUX_TOKEN',
      'INFLUX_TOKEN_PARAMETER',
      'INFLUX_URL',
      'LOG_GROUP_PREFIX',
    ],
    timeoutSeconds: TELEMETRY_TIMEOUT_SECONDS,
    memoryMegabytes: SMALL_MEMORY_MEGABYTES,
  },
} as const satisfies Record<string, FunctionDefinition>;

/** The name of a function's folder under `functions/`, such as `deadLetter`. */
export type FunctionFolder = keyof typeof functions;

/** A value for each environment variable of a function. A variable whose value is undefined is not set. */
export type FunctionEnvironment<Folder extends FunctionFolder> = Readonly<
  Record<(typeof functions)[Folder]['environment'][number], string | undefined>
>;

/** A function's deployed name without the stack's name in front: its folder in kebab-case, such as `dead-letter`. */
export function functionName(folder: string): string {
  return folder.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The deployed names of the functions that publish a metric, without the stack's name in front. */
export function publishersOf(metric: MetricName): string[] {
  return Object.entries<FunctionDefinition>(functions)
    .filter(([, { metrics }]) => metrics?.includes(metric))
    .map(([folder]) => functionName(folder));
}

/** How long an invocation of a function may take, in seconds. */
export function timeoutSecondsOf(folder: FunctionFolder, processingSeconds: number): number {
  const { timeoutSeconds }: FunctionDefinition = functions[folder];
  return typeof timeoutSeconds === 'number' ? timeoutSeconds : timeoutSeconds(processingSeconds);
}
