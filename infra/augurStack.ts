import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { AugurFunction, type AugurFunctionProps } from './augurFunction.ts';
import type { FunctionCode } from './functionCode.ts';
import { MAX_RECEIVE_COUNT, QueueWithDeadLetters } from './queueWithDeadLetters.ts';
import type { Settings } from './settings.ts';

export interface AugurStackProps extends StackProps {
  readonly settings: Settings;
  readonly code: FunctionCode;
}

const BATCH_SIZE = 10;
const HTTP_TIMEOUT_SECONDS = 10;
const RECORDING_TIMEOUT_SECONDS = 10;
/** What a worker's table calls may take beyond the processing time before the batch counts as lost. */
const WORKER_MARGIN_SECONDS = 10;

/** The whole system. It runs where it is deployed: on AWS, on an endpoint like it, or from its template on one machine. */
export class AugurStack extends Stack {
  constructor(scope: Construct, id: string, { settings, code, ...props }: AugurStackProps) {
    super(scope, id, props);
    const workerTimeoutSeconds = Math.ceil(settings.processingSeconds) + WORKER_MARGIN_SECONDS;

    const tasks = table(this, 'TasksTable');
    const alerts = table(this, 'AlertsTable');
    const { queue: questions, deadLetterQueue: failedQuestions } = new QueueWithDeadLetters(this, 'Questions', {
      consumerTimeoutSeconds: workerTimeoutSeconds,
      deadLetterConsumerTimeoutSeconds: RECORDING_TIMEOUT_SECONDS,
    });
    const { queue: alertsQueue, deadLetterQueue: failedAlerts } = new QueueWithDeadLetters(this, 'Alerts', {
      consumerTimeoutSeconds: RECORDING_TIMEOUT_SECONDS,
    });

    const add = (name: string, own: Omit<AugurFunctionProps, 'code' | 'logRetention'>) =>
      new AugurFunction(this, name, { ...own, code, logRetention: settings.logRetentionDays }).function;

    const gateway = add('gateway', {
      folder: 'gateway',
      description: 'Describes the service and tells whether it is alive and ready',
      environment: {
        PROCESSING_SECONDS: String(settings.processingSeconds),
        QUESTIONS_QUEUE_URL: questions.queueUrl,
        TASKS_TABLE: tasks.tableName,
      },
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      memoryMegabytes: 256,
    });
    questions.grant(gateway, 'sqs:GetQueueAttributes');
    tasks.grant(gateway, 'dynamodb:GetItem');

    const submit = add('submit', {
      folder: 'submit',
      description: 'Checks what comes in and queues what is fit',
      environment: {
        TASKS_TABLE: tasks.tableName,
        QUESTIONS_QUEUE_URL: questions.queueUrl,
        ALERTS_QUEUE_URL: alertsQueue.queueUrl,
        TASK_RETENTION_SECONDS: String(Duration.days(settings.taskRetentionDays).toSeconds()),
      },
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      memoryMegabytes: 512,
    });
    questions.grant(submit, 'sqs:SendMessage');
    alertsQueue.grant(submit, 'sqs:SendMessage');
    tasks.grant(submit, 'dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    const status = add('status', {
      folder: 'status',
      description: 'Shows a task',
      environment: { TASKS_TABLE: tasks.tableName },
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      memoryMegabytes: 512,
    });
    tasks.grant(status, 'dynamodb:BatchGetItem', 'dynamodb:GetItem');

    const worker = add('worker', {
      folder: 'worker',
      description: 'Answers the questions of the queue, each after the processing time',
      environment: {
        TASKS_TABLE: tasks.tableName,
        QUESTIONS_QUEUE_URL: questions.queueUrl,
        PROCESSING_SECONDS: String(settings.processingSeconds),
        MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT),
        ...(settings.answerSeed !== undefined && { ANSWER_SEED: settings.answerSeed }),
      },
      timeoutSeconds: workerTimeoutSeconds,
      memoryMegabytes: 256,
    });
    tasks.grant(worker, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    worker.addEventSource(
      new SqsEventSource(questions, {
        batchSize: BATCH_SIZE,
        maxConcurrency: settings.workerConcurrency,
        reportBatchItemFailures: true,
      }),
    );

    const deadLetter = add('dead-letter', {
      folder: 'worker',
      file: 'deadLetter',
      description: 'Marks as failed the tasks that the worker could not finish',
      environment: { TASKS_TABLE: tasks.tableName, MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT) },
      timeoutSeconds: RECORDING_TIMEOUT_SECONDS,
      memoryMegabytes: 256,
    });
    tasks.grant(deadLetter, 'dynamodb:UpdateItem');
    deadLetter.addEventSource(
      new SqsEventSource(failedQuestions, { batchSize: BATCH_SIZE, reportBatchItemFailures: true }),
    );

    const alert = add('alert', {
      folder: 'alert',
      description: 'Records what was turned away, and why',
      environment: {
        ALERTS_TABLE: alerts.tableName,
        ALERT_RETENTION_SECONDS: String(Duration.days(settings.alertRetentionDays).toSeconds()),
        ...(settings.errorReportsDir !== undefined && { ERROR_REPORTS_DIR: settings.errorReportsDir }),
      },
      timeoutSeconds: RECORDING_TIMEOUT_SECONDS,
      memoryMegabytes: 256,
    });
    alerts.grant(alert, 'dynamodb:PutItem');
    alert.addEventSource(new SqsEventSource(alertsQueue, { batchSize: BATCH_SIZE, reportBatchItemFailures: true }));

    const { restApi } = new Api(this, 'Api', { gateway, submit, status });

    const outputs = {
      ApiUrl: restApi.url,
      QuestionsQueueUrl: questions.queueUrl,
      QuestionsDeadLetterQueueUrl: failedQuestions.queueUrl,
      AlertsQueueUrl: alertsQueue.queueUrl,
      AlertsDeadLetterQueueUrl: failedAlerts.queueUrl,
      TasksTableName: tasks.tableName,
      AlertsTableName: alerts.tableName,
      ProcessingSeconds: String(settings.processingSeconds),
      WorkerSlots: String(settings.workerConcurrency * BATCH_SIZE),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** A table of things with an id that end on their own. */
function table(scope: Construct, id: string): Table {
  return new Table(scope, id, {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
}
