import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { dynamodb } from '../shared/dynamodb.ts';
import { readEnvironment, text } from '../shared/environment.ts';
import { httpHandler, json, readPath, readQuery } from '../shared/http.ts';
import { Problem } from '../shared/problem.ts';
import { presentTask, type TaskIdName } from '../shared/task.ts';
import { tasksTable } from '../shared/tasksTable.ts';

const environment = readEnvironment({ TASKS_TABLE: text });
const tasks = tasksTable(dynamodb, environment.TASKS_TABLE);

const taskId = z.uuid({ error: 'is not an id: send the UUID that the response to your question gave you.' });

async function showTask(id: string, idName: TaskIdName): Promise<APIGatewayProxyResult> {
  const task = await tasks.read(id);
  if (!task) {
    throw new Problem(404, { detail: 'There is no task with this id: it never was, or its retention has ended.' });
  }
  return json(200, presentTask(task, idName), { 'Cache-Control': 'no-store' });
}

export const handler = httpHandler([
  {
    method: 'GET',
    path: '/predictions/{id}',
    handler: async (event: APIGatewayProxyEvent) =>
      showTask(readPath(event, z.object({ id: taskId })).id, 'prediction_id'),
  },
  {
    method: 'GET',
    path: '/status',
    handler: async (event: APIGatewayProxyEvent) =>
      showTask(readQuery(event, z.object({ prediction_id: taskId })).prediction_id, 'prediction_id'),
  },
  {
    method: 'GET',
    path: '/status/{task_id}',
    handler: async (event: APIGatewayProxyEvent) =>
      showTask(readPath(event, z.object({ task_id: taskId })).task_id, 'task_id'),
  },
]);
