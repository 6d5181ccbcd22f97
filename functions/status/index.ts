import { setTimeout as sleep } from 'node:timers/promises';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { createTasksTable } from '../shared/tasks/tasksTable.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  tasks: createTasksTable(dynamodb, environment.TASKS_TABLE, Date.now),
  processingSeconds: environment.PROCESSING_SECONDS,
  now: Date.now,
  sleep: (delayMs) => sleep(delayMs),
});
