import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { createTasksTable } from '../shared/tasks/tasksTable.ts';
import { environmentShape } from './environment.ts';
import { createHandler } from './handler.ts';

const environment = readEnvironment(environmentShape, process.env);

export const handler = createHandler({
  tasks: createTasksTable(dynamodb, environment.TASKS_TABLE, Date.now),
  maxReceiveCount: environment.MAX_RECEIVE_COUNT,
  now: Date.now,
});
