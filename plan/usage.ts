import { MAX_WAIT_SECONDS } from '../functions/shared/http/prefer.ts';
import type { Load } from './load.ts';
import type { Prediction } from './predict.ts';
import { quotas } from './quotas.ts';

/** What a call to `submit` or `status` takes that waits for nothing. An assumption for AWS: two calls to other services. */
const CALL_SECONDS = 0.02;
/** A task is put, claimed and completed, each a write of less than 1 KB. */
const WRITES_PER_QUESTION = 3;
/** functions/shared/waiting.ts looks at half time and when the time is over; each a consistent read of less than 4 KB. */
const READS_WHEN_WAITING = 2;
/** Of the questions queue a batch costs a receive and a delete, of the task a message. */
const SQS_REQUESTS_PER_BATCH = 2;
/** An event source polls an idle queue with as many pollers as it starts with, for 20 s at a time; the stack has four. */
const IDLE_SQS_REQUESTS_PER_SECOND = (4 * quotas.eventSource.startingConcurrency.value) / 20;
/** An item of the tasks table, as DynamoDB counts it: names, values, and 100 bytes for each item. */
const ITEM_BYTES = 350;
/** The lines `task.received`, `task.started` and `task.succeeded` with what CloudWatch adds, measured: 298 + 322 + 351 + 3 × 26. */
const LOG_BYTES_PER_QUESTION = 1_050;
/** The logs that are kept are billed compressed; AWS's own examples reckon with 15 %. */
const LOG_COMPRESSION = 0.15;
/** Telemetry writes a point for each of the three log lines, and one for each change of the task's state. */
const POINTS_PER_QUESTION = 6;
/** An assumption: two ids, which nothing compresses well, and a few numbers of 2–3 bytes each. */
const BYTES_PER_POINT = 60;

/** How long things are kept. */
export interface Retention {
  readonly taskDays: number;
  readonly logDays: number;
}

/** What a load takes of AWS's services, over all stacks. */
export interface Usage {
  readonly questionsPerSecond: number;
  readonly lambda: {
    readonly workerInvocationsPerSecond: number;
    readonly httpInvocationsPerSecond: number;
    /** Invocations in progress on average: of workers, and of `submit` and `status`, which hold one for each client that waits. */
    readonly workerConcurrency: number;
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
 * @param prediction of one stack
 * @param stacks how many share the load
 */
export function usageOf(load: Load, prediction: Prediction, stacks: number, retention: Retention): Usage {
  const questionsPerSecond = (stacks * prediction.answersPerMinute) / 60;
  const batchesPerSecond = questionsPerSecond / prediction.questionsPerBatch;
  const http = collecting(load, prediction.meanSystemSeconds);
  const requestsPerSecond = questionsPerSecond * http.requests;
  const gigabytes = (bytesPerSecond: number, days: number) => (bytesPerSecond * days * 86_400) / 1e9;
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
      storedGigabytes: gigabytes(questionsPerSecond * ITEM_BYTES, retention.taskDays),
    },
    logs: {
      bytesPerSecond: logBytesPerSecond,
      storedGigabytes: LOG_COMPRESSION * gigabytes(logBytesPerSecond, retention.logDays),
    },
    influxdb: {
      pointsPerSecond,
      storedGigabytes: gigabytes(pointsPerSecond * BYTES_PER_POINT, retention.logDays),
    },
  };
}

/**
 * What a question costs until its client has the answer. A client that polls is done with each request at once; one that
 * prefers to wait holds an invocation all the time, of `submit` first and then of `status`.
 */
function collecting(load: Load, systemSeconds: number): { requests: number; invocationSeconds: number; reads: number } {
  if (load.collecting.by === 'wait') {
    const requests = Math.max(1, Math.ceil(systemSeconds / MAX_WAIT_SECONDS));
    return { requests, invocationSeconds: systemSeconds + CALL_SECONDS, reads: READS_WHEN_WAITING + (requests - 1) };
  }
  const polls = systemSeconds / load.collecting.everySeconds + 0.5;
  return { requests: 1 + polls, invocationSeconds: (1 + polls) * CALL_SECONDS, reads: polls };
}
