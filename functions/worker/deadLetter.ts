import { dynamodb } from '../shared/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/environment.ts';
import { queueHandler } from '../shared/queue.ts';
import { tasksTable } from '../shared/tasksTable.ts';
import { failedTasks } from './failedTasks.ts';

const environment = readEnvironment({ TASKS_TABLE: text, MAX_RECEIVE_COUNT: number });
const markFailed = failedTasks(tasksTable(dynamodb, environment.TASKS_TABLE), environment.MAX_RECEIVE_COUNT, Date.now);

export const handler = queueHandler({ process: markFailed });
