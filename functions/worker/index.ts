import { setTimeout as sleep } from 'node:timers/promises';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { createTasksTable } from '../shared/tasks/tasksTable.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  tasks: createTasksTable(dynamodb, environment.TASKS_TABLE, Date.now),
  sqs,
  questionsQueueUrl: environment.QUESTIONS_QUEUE_URL,
  processingSeconds: environment.PROCESSING_SECONDS,
  maxReceiveCount: environment.MAX_RECEIVE_COUNT,
  answerSeed: environment.ANSWER_SEED,
  now: Date.now,
  sleep: (delayMs) => sleep(delayMs),
});
