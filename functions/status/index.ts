import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';
import { httpHandler, readPath, readQuery } from '../shared/http/httpHandler.ts';
import { Problem } from '../shared/http/problem.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/runtime/environment.ts';
import type { TaskIdName } from '../shared/tasks/task.ts';
import { taskResponses } from '../shared/tasks/taskResponses.ts';
import { tasksTable } from '../shared/tasks/tasksTable.ts';
import { waiting } from '../shared/tasks/waitForTask.ts';

const environment = readEnvironment({ TASKS_TABLE: text, PROCESSING_SECONDS: number });
const tasks = tasksTable(dynamodb, environment.TASKS_TABLE);
const respond = taskResponses(
  waiting({
    tasks,
    processingSeconds: environment.PROCESSING_SECONDS,
    now: Date.now,
    sleep: (delayMs) => sleep(delayMs),
  }),
);

const taskId = z.uuid({ error: 'is not an id: send the UUID that the response to your question gave you.' });

async function showTask(
  event: APIGatewayProxyEvent,
  id: string,
  idName: TaskIdName,
  location: string,
): Promise<APIGatewayProxyResult> {
  const task = await tasks.read(id);
  if (!task) {
    throw new Problem(404, { detail: 'There is no task with this id: it never was, or its retention has ended.' });
  }
  return respond(event, task, { idName, location, notWaited: 200 });
}

export const handler = httpHandler([
  {
    method: 'GET',
    path: '/predictions/{id}',
    handler: async (event: APIGatewayProxyEvent) => {
      const { id } = readPath(event, z.object({ id: taskId }));
      return showTask(event, id, 'prediction_id', `./${id}`);
    },
  },
  {
    method: 'GET',
    path: '/status',
    handler: async (event: APIGatewayProxyEvent) => {
      const { prediction_id: id } = readQuery(event, z.object({ prediction_id: taskId }));
      return showTask(event, id, 'prediction_id', `./predictions/${id}`);
    },
  },
  {
    method: 'GET',
    path: '/status/{task_id}',
    handler: async (event: APIGatewayProxyEvent) => {
      const { task_id: id } = readPath(event, z.object({ task_id: taskId }));
      return showTask(event, id, 'task_id', `./${id}`);
    },
  },
]);
