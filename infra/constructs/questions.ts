import { AttributeType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { timeoutSecondsOf } from '../functions.ts';
import { BATCH_SIZE } from '../sizes.ts';
import { AugurFunction } from './augurFunction.ts';
import { OnDemandTable } from './onDemandTable.ts';
import { MAX_RECEIVE_COUNT, QueueWithDeadLetters } from './queueWithDeadLetters.ts';

export interface QuestionsProps {
  readonly deployment: Deployment;
}

/**
 * The tasks table, the queue of tasks and its dead-letter queue, and their two functions: the worker processes tasks,
 * deadLetter marks those as failed that the worker could not finish.
 */
export class Questions extends Construct {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly tasksTable: Table;
  readonly worker: IFunction;

  constructor(scope: Construct, id: string, { deployment }: QuestionsProps) {
    super(scope, id);
    const { settings } = deployment;
    // The id `Default` is left out of logical ids: those of the queues and their policies are as if made here.
    const { queue, deadLetterQueue } = new QueueWithDeadLetters(this, 'Default', {
      consumerTimeoutSeconds: timeoutSecondsOf('worker', settings.processingSeconds),
      deadLetterConsumerTimeoutSeconds: timeoutSecondsOf('deadLetter', settings.processingSeconds),
      requireTls: settings.requireTls,
    });
    const tasksTable = new OnDemandTable(this, 'TasksTable', {
      deployment,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    });

    const { function: worker } = new AugurFunction(this, 'worker', {
      deployment,
      environment: {
        ANSWER_SEED: settings.answerSeed,
        MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT),
        PROCESSING_SECONDS: String(settings.processingSeconds),
        QUESTIONS_QUEUE_URL: queue.queueUrl,
        TASKS_TABLE: tasksTable.tableName,
      },
      // Requests that wait for an answer each hold an invocation for up to 25 s. Without a reservation, enough of them take
      // all the concurrency of the account, and no worker can produce the answers that they wait for.
      reservedConcurrency: settings.workerConcurrency,
    });
    tasksTable.grant(worker, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    worker.addEventSource(
      new SqsEventSource(queue, {
        batchSize: BATCH_SIZE,
        // Not above the reserved concurrency: a throttled batch has been received, which counts towards the dead-letter queue.
        maxConcurrency: settings.workerConcurrency,
        reportBatchItemFailures: true,
      }),
    );

    const { function: deadLetter } = new AugurFunction(this, 'deadLetter', {
      deployment,
      environment: { MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT), TASKS_TABLE: tasksTable.tableName },
    });
    tasksTable.grant(deadLetter, 'dynamodb:UpdateItem');
    deadLetter.addEventSource(
      new SqsEventSource(deadLetterQueue, { batchSize: BATCH_SIZE, reportBatchItemFailures: true }),
    );

    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.tasksTable = tasksTable;
    this.worker = worker;
  }
}
