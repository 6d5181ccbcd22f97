import { setTimeout as sleep } from 'node:timers/promises';
import { dynamodb } from '../shared/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/environment.ts';
import { queueHandler } from '../shared/queue.ts';
import { sqs } from '../shared/sqs.ts';
import { tasksTable } from '../shared/tasksTable.ts';
import { questions } from './questions.ts';
import { retryLater } from './retry.ts';

const environment = readEnvironment({
  TASKS_TABLE: text,
  QUESTIONS_QUEUE_URL: text,
  PROCESSING_SECONDS: number,
  ANSWER_SEED: text.optional(),
});
const processQuestion = questions({
  tasks: tasksTable(dynamodb, environment.TASKS_TABLE),
  processingSeconds: environment.PROCESSING_SECONDS,
  seed: environment.ANSWER_SEED,
  now: Date.now,
  sleep: (delayMs) => sleep(delayMs),
});
const retry = retryLater(sqs, environment.QUESTIONS_QUEUE_URL, environment.PROCESSING_SECONDS);

export const handler = queueHandler(processQuestion, retry);
