import { queueHandler } from '../shared/queue/queueHandler.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/runtime/environment.ts';
import { tasksTable } from '../shared/tasks/tasksTable.ts';
import { failedTasks } from './failTask.ts';

const environment = readEnvironment({ TASKS_TABLE: text, MAX_RECEIVE_COUNT: number });
const markFailed = failedTasks(tasksTable(dynamodb, environment.TASKS_TABLE), environment.MAX_RECEIVE_COUNT, Date.now);

export const handler = queueHandler({ process: markFailed });
