import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';
import { createReadinessCheck } from './readiness.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  processingSeconds: environment.PROCESSING_SECONDS,
  findUnreachable: createReadinessCheck({
    sqs,
    dynamodb,
    questionsQueueUrl: environment.QUESTIONS_QUEUE_URL,
    tasksTableName: environment.TASKS_TABLE,
  }),
});
