import { MAX_WAIT_SECONDS } from '../../functions/shared/http/prefer.ts';
import type { Load } from '../load.ts';
import type { Prediction } from '../simulation/steadyState.ts';
import { quotas } from './quotas.ts';

/** Duration of an invocation of `submit` or `status` that does not wait. An assumption for AWS: two calls to other services. */
const INVOCATION_SECONDS = 0.02;
/** The task is created, claimed and completed; each write is less than 1 KB, so one write unit. */
export const WRITES_PER_QUESTION = 3;
/**
 * `waitForTask` reads the task after half the processing time and after all of it. Each is a strongly consistent read of
 * less than 4 KB, so one read unit.
 */
export const READS_PER_WAIT = 2;
/** A batch costs a ReceiveMessage and a DeleteMessageBatch. The message itself costs a SendMessageBatch. */
const SQS_REQUESTS_PER_BATCH = 2;
/** The stack's event source mappings: those of the worker, the dead-letter function and the alert recorder. */
export const EVENT_SOURCE_MAPPINGS = 3;
/** An event source mapping polls an empty queue with as many long polls as it has concurrent batches when it starts. */
const IDLE_SQS_REQUESTS_PER_SECOND =
  (EVENT_SOURCE_MAPPINGS * quotas.eventSource.startingConcurrency.value) / quotas.sqs.longPollSeconds.value;
/** An upper bound of a completed task in the table, with the 100 bytes that DynamoDB adds to each item. */
export const ITEM_BYTES = 350;
/**
 * The log lines `task.received`, `task.started` and `task.succeeded`, measured on 2026-11-23 and 2026-11-25: 298 + 322 +
 * 351 bytes, and 26 bytes that CloudWatch Logs adds to each. Not included: the line of metrics that each invocation of
 * `submit` (186 bytes) and of the worker (317 bytes) publishes.
 */
const LOG_BYTES_PER_QUESTION = 1_050;
/** Stored logs are billed compressed; the examples on the CloudWatch pricing page assume 15 %. */
const LOG_COMPRESSION = 0.15;
/** Telemetry writes a point for each of the three log lines, and one for each change of the task's status. */
export const POINTS_PER_QUESTION = 6;
/** An assumption: two ids, which hardly compress, and a few numbers of 2–3 bytes each. */
const BYTES_PER_POINT = 60;

/** How long data is stored. */
export interface Retention {
  readonly taskDays: number;
  readonly logDays: number;
}

/** The AWS usage of a load, over all stacks. */
export interface Usage {
  readonly questionsPerSecond: number;
  readonly lambda: {
    readonly workerInvocationsPerSecond: number;
    readonly httpInvocationsPerSecond: number;
    /** Mean number of concurrent executions of the worker. */
    readonly workerConcurrency: number;
    /** Mean number of concurrent executions of `submit` and `status`, including one for each client that waits. */
    readonly httpConcurrency: number;
  };
  readonly sqs: { readonly requestsPerSecond: number; readonly inFlight: number };
  readonly apiGateway: { readonly requestsPerSecond: number };
  readonly dynamodb: {
    readonly writeUnitsPerSecond: number;
    readonly readUnitsPerSecond: number;
    readonly storedGigabytes: number;
  };
  readonly logs: { readonly bytesPerSecond: number; readonly storedGigabytes: number };
  readonly influxdb: { readonly pointsPerSecond: number; readonly storedGigabytes: number };
}

/**
 * Computes the AWS usage of a load.
 *
 * @param prediction of one stack
 * @param stacks number of stacks that share the load
 */
export function computeUsage(load: Load, prediction: Prediction, stacks: number, retention: Retention): Usage {
  const questionsPerSecond = (stacks * prediction.answersPerMinute) / 60;
  const batchesPerSecond = questionsPerSecond / prediction.questionsPerBatch;
  const http = computeHttpUsage(load, prediction.meanSystemSeconds);
  const requestsPerSecond = questionsPerSecond * http.requests;
  const toStoredGigabytes = (bytesPerSecond: number, days: number) => (bytesPerSecond * days * 86_400) / 1e9;
  const logBytesPerSecond = questionsPerSecond * LOG_BYTES_PER_QUESTION;
  const pointsPerSecond = questionsPerSecond * POINTS_PER_QUESTION;
  return {
    questionsPerSecond,
    lambda: {
      workerInvocationsPerSecond: batchesPerSecond,
      httpInvocationsPerSecond: requestsPerSecond,
      workerConcurrency: stacks * prediction.workersInUse,
      httpConcurrency: questionsPerSecond * http.invocationSeconds,
    },
    sqs: {
      requestsPerSecond:
        questionsPerSecond + batchesPerSecond * SQS_REQUESTS_PER_BATCH + stacks * IDLE_SQS_REQUESTS_PER_SECOND,
      inFlight: stacks * prediction.slotsInUse,
    },
    apiGateway: { requestsPerSecond },
    dynamodb: {
      writeUnitsPerSecond: questionsPerSecond * WRITES_PER_QUESTION,
      readUnitsPerSecond: questionsPerSecond * http.reads,
      storedGigabytes: toStoredGigabytes(questionsPerSecond * ITEM_BYTES, retention.taskDays),
    },
    logs: {
      bytesPerSecond: logBytesPerSecond,
      storedGigabytes: LOG_COMPRESSION * toStoredGigabytes(logBytesPerSecond, retention.logDays),
    },
    influxdb: {
      pointsPerSecond,
      storedGigabytes: toStoredGigabytes(pointsPerSecond * BYTES_PER_POINT, retention.logDays),
    },
  };
}

interface HttpUsage {
  readonly requests: number;
  /** The duration of all invocations together. */
  readonly invocationSeconds: number;
  readonly reads: number;
}

/**
 * The HTTP usage of a question until its client has the answer. Each request of a client that polls returns immediately; a
 * client with `Prefer: wait` occupies an invocation the whole time, first of `submit` and then of `status`.
 */
function computeHttpUsage(load: Load, systemSeconds: number): HttpUsage {
  if (load.collecting.by === 'wait') {
    const requests = Math.max(1, Math.ceil(systemSeconds / MAX_WAIT_SECONDS));
    const reads = READS_PER_WAIT + (requests - 1);
    return { requests, invocationSeconds: systemSeconds + INVOCATION_SECONDS, reads };
  }
  const polls = systemSeconds / load.collecting.everySeconds + 0.5;
  return { requests: 1 + polls, invocationSeconds: (1 + polls) * INVOCATION_SECONDS, reads: polls };
}
