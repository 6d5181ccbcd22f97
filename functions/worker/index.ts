import { setTimeout as sleep } from 'node:timers/promises';
import { queueHandler } from '../shared/queue/queueHandler.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { number, optionalText, readEnvironment, text } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { tasksTable } from '../shared/tasks/tasksTable.ts';
import { suspectsToPostpone } from './poisonMessages.ts';
import { taskProcessor } from './processTask.ts';
import { retries } from './retry.ts';

const environment = readEnvironment({
  TASKS_TABLE: text,
  QUESTIONS_QUEUE_URL: text,
  PROCESSING_SECONDS: number,
  MAX_RECEIVE_COUNT: number,
  ANSWER_SEED: optionalText,
});
const tasks = tasksTable(dynamodb, environment.TASKS_TABLE);
const { process, release } = taskProcessor({
  tasks,
  processingSeconds: environment.PROCESSING_SECONDS,
  seed: environment.ANSWER_SEED,
  now: Date.now,
  sleep: (delayMs) => sleep(delayMs),
});
const { again, alone } = retries(sqs, environment.QUESTIONS_QUEUE_URL, environment.PROCESSING_SECONDS);

export const handler = queueHandler({
  process,
  onFailure: async (record) => {
    await Promise.all([again(record), release(record)]);
  },
  toPostpone: suspectsToPostpone(tasks, environment.MAX_RECEIVE_COUNT),
  onPostponed: alone,
});
