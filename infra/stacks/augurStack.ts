import { CfnOutput, Duration, RemovalPolicies, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ALERTS_BY_TIME_INDEX } from '../../functions/shared/alerts/alert.ts';
import { Alarms } from '../constructs/alarms.ts';
import { Api } from '../constructs/api.ts';
import { AugurFunction, type AugurFunctionProps } from '../constructs/augurFunction.ts';
import { Heartbeat } from '../constructs/heartbeat.ts';
import { MAX_RECEIVE_COUNT, QueueWithDeadLetters } from '../constructs/queueWithDeadLetters.ts';
import { Telemetry } from '../constructs/telemetry.ts';
import type { FunctionCode } from '../functionCode.ts';
import type { Influx } from '../influx.ts';
import type { Settings } from '../settings.ts';
import { BATCH_SIZE, HTTP_MEMORY_MEGABYTES, WORKER_MEMORY_MEGABYTES } from '../sizes.ts';

export interface AugurStackProps extends StackProps {
  readonly settings: Settings;
  /** The SHA-256 digests of the tokens that are let in, in hexadecimal. */
  readonly apiTokenDigests: readonly string[];
  /** Where telemetry goes; without it there is none. */
  readonly influx?: Influx | undefined;
  readonly code: FunctionCode;
}

const HTTP_TIMEOUT_SECONDS = 10;
/** What API Gateway gives a function, for those that may wait for a result. */
const WAITING_TIMEOUT_SECONDS = 29;
const RECORDING_TIMEOUT_SECONDS = 10;
/** What a worker's table calls may take beyond the processing time before the batch counts as lost. */
const WORKER_MARGIN_SECONDS = 10;

/** The whole system. It runs where it is deployed: on AWS, on an endpoint like it, or from its template on one machine. */
export class AugurStack extends Stack {
  constructor(scope: Construct, id: string, { settings, apiTokenDigests, influx, code, ...props }: AugurStackProps) {
    super(scope, id, props);
    const workerTimeoutSeconds = Math.ceil(settings.processingSeconds) + WORKER_MARGIN_SECONDS;

    const tasks = table(this, 'TasksTable');
    const alerts = table(this, 'AlertsTable');
    alerts.addGlobalSecondaryIndex({
      indexName: ALERTS_BY_TIME_INDEX,
      partitionKey: { name: 'partition', type: AttributeType.STRING },
      sortKey: { name: 'time', type: AttributeType.NUMBER },
    });
    const store = new Table(this, 'StoreTable', {
      partitionKey: { name: 'key', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const { queue: questions, deadLetterQueue: failedQuestions } = new QueueWithDeadLetters(this, 'Questions', {
      consumerTimeoutSeconds: workerTimeoutSeconds,
      deadLetterConsumerTimeoutSeconds: RECORDING_TIMEOUT_SECONDS,
      requireTls: settings.requireTls,
    });
    const { queue: alertsQueue, deadLetterQueue: failedAlerts } = new QueueWithDeadLetters(this, 'Alerts', {
      consumerTimeoutSeconds: RECORDING_TIMEOUT_SECONDS,
      requireTls: settings.requireTls,
    });

    const common = { code, logRetention: settings.logRetentionDays };
    const logGroups = new Map<string, LogGroup>();
    const add = (name: string, own: Omit<AugurFunctionProps, keyof typeof common>) => {
      const added = new AugurFunction(this, name, { ...own, ...common });
      logGroups.set(name, added.logGroup);
      return added.function;
    };

    const tokens = { API_TOKEN_DIGESTS: apiTokenDigests.join(',') };
    const processing = { PROCESSING_SECONDS: String(settings.processingSeconds) };

    const gateway = add('gateway', {
      folder: 'gateway',
      description: 'Describes the service and tells whether it is alive and ready',
      environment: {
        ...processing,
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
        ...processing,
        ...tokens,
        TASKS_TABLE: tasks.tableName,
        STORE_TABLE: store.tableName,
        QUESTIONS_QUEUE_URL: questions.queueUrl,
        ALERTS_QUEUE_URL: alertsQueue.queueUrl,
        ALERT_KEYWORDS: settings.alertKeywords,
        TASK_RETENTION_SECONDS: String(Duration.days(settings.taskRetentionDays).toSeconds()),
      },
      timeoutSeconds: WAITING_TIMEOUT_SECONDS,
      memoryMegabytes: HTTP_MEMORY_MEGABYTES,
    });
    questions.grant(submit, 'sqs:SendMessage');
    alertsQueue.grant(submit, 'sqs:SendMessage');
    tasks.grant(
      submit,
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    );
    store.grant(submit, 'dynamodb:GetItem');

    const status = add('status', {
      folder: 'status',
      description: 'Shows a task',
      environment: { ...processing, TASKS_TABLE: tasks.tableName },
      timeoutSeconds: WAITING_TIMEOUT_SECONDS,
      memoryMegabytes: HTTP_MEMORY_MEGABYTES,
    });
    tasks.grant(status, 'dynamodb:BatchGetItem', 'dynamodb:GetItem');

    const worker = add('worker', {
      folder: 'worker',
      description: 'Does the work of the queue, each piece in the processing time',
      environment: {
        ...processing,
        TASKS_TABLE: tasks.tableName,
        QUESTIONS_QUEUE_URL: questions.queueUrl,
        MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT),
        ...(settings.answerSeed !== undefined && { ANSWER_SEED: settings.answerSeed }),
      },
      timeoutSeconds: workerTimeoutSeconds,
      memoryMegabytes: WORKER_MEMORY_MEGABYTES,
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
      folder: 'deadLetter',
      description: 'Marks as failed the tasks that the worker could not finish',
      environment: { TASKS_TABLE: tasks.tableName, MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT) },
      timeoutSeconds: RECORDING_TIMEOUT_SECONDS,
      memoryMegabytes: 256,
    });
    tasks.grant(deadLetter, 'dynamodb:UpdateItem');
    deadLetter.addEventSource(
      new SqsEventSource(failedQuestions, { batchSize: BATCH_SIZE, reportBatchItemFailures: true }),
    );

    const alertRetention = {
      ALERT_RETENTION_SECONDS: String(Duration.days(settings.alertRetentionDays).toSeconds()),
    };
    const alert = add('alert', {
      folder: 'alertRecorder',
      description: 'Records what was turned away, and why',
      environment: {
        ALERTS_TABLE: alerts.tableName,
        ...alertRetention,
        ...(settings.errorReportsDir !== undefined && { ERROR_REPORTS_DIR: settings.errorReportsDir }),
      },
      timeoutSeconds: RECORDING_TIMEOUT_SECONDS,
      memoryMegabytes: 256,
    });
    alerts.grant(alert, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    alert.addEventSource(new SqsEventSource(alertsQueue, { batchSize: BATCH_SIZE, reportBatchItemFailures: true }));

    const alertsApi = add('alerts', {
      folder: 'alertsApi',
      description: 'Takes alerts of other services and shows what was recorded',
      environment: {
        ...tokens,
        ...alertRetention,
        ALERTS_TABLE: alerts.tableName,
        ALERTS_QUEUE_URL: alertsQueue.queueUrl,
      },
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      memoryMegabytes: 256,
    });
    alertsQueue.grant(alertsApi, 'sqs:SendMessage');
    alerts.grant(alertsApi, 'dynamodb:GetItem', 'dynamodb:Query');

    const storeFunction = add('store', {
      folder: 'store',
      description: 'Keeps values under keys',
      environment: { ...tokens, STORE_TABLE: store.tableName, ALERTS_QUEUE_URL: alertsQueue.queueUrl },
      timeoutSeconds: HTTP_TIMEOUT_SECONDS,
      memoryMegabytes: 512,
    });
    alertsQueue.grant(storeFunction, 'sqs:SendMessage');
    store.grant(storeFunction, 'dynamodb:GetItem', 'dynamodb:UpdateItem');

    const { restApi } = new Api(this, 'Api', {
      functions: { gateway, submit, status, store: storeFunction, alertsApi },
      id: settings.apiId,
    });

    const { heartbeat } = new Heartbeat(this, 'Heartbeat', {
      ...common,
      apiUrl: settings.apiUrl ?? restApi.url,
      alerts: alertsQueue,
      maxQueueSeconds: settings.maxQueueSeconds,
    });
    logGroups.set('heartbeat', heartbeat.logGroup);
    const { topic } = new Alarms(this, 'Alarms', {
      questions,
      deadLetterQueues: { Questions: failedQuestions, Alerts: failedAlerts },
      worker,
      restApi,
      maxQueueSeconds: settings.maxQueueSeconds,
      email: settings.alarmEmail,
    });
    if (influx) new Telemetry(this, 'Telemetry', { influx, logGroups, ...common });

    if (!settings.keepData) RemovalPolicies.of(this).destroy();

    const outputs = {
      ApiUrl: restApi.url,
      QuestionsQueueUrl: questions.queueUrl,
      QuestionsDeadLetterQueueUrl: failedQuestions.queueUrl,
      AlertsQueueUrl: alertsQueue.queueUrl,
      AlertsDeadLetterQueueUrl: failedAlerts.queueUrl,
      TasksTableName: tasks.tableName,
      AlertsTableName: alerts.tableName,
      StoreTableName: store.tableName,
      AlarmsTopicArn: topic.topicArn,
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
