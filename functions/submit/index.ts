import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { type Alert, sourceOf } from '../shared/alerts/alert.ts';
import { tokenRequired } from '../shared/alerts/bearerToken.ts';
import { alertChecks } from '../shared/alerts/rejectUnfit.ts';
import { checkData, checkQuestion, checkText, MAX_QUESTION_CHARACTERS } from '../shared/guardrails/guardrails.ts';
import { httpHandler, readJsonBody, readQuery } from '../shared/http/httpHandler.ts';
import { jsonValue } from '../shared/http/jsonValue.ts';
import { MAX_WAIT_SECONDS } from '../shared/http/prefer.ts';
import { Problem } from '../shared/http/problem.ts';
import { messageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { digests, list, number, readEnvironment, text } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { keyName, storeTable } from '../shared/store/storeTable.ts';
import type { TaskMessage, Work } from '../shared/tasks/task.ts';
import { type TaskResponse, taskResponses } from '../shared/tasks/taskResponses.ts';
import { tasksTable } from '../shared/tasks/tasksTable.ts';
import { waiting } from '../shared/tasks/waitForTask.ts';
import { keywordCheck } from './keywords.ts';
import { taskQueue } from './submitTask.ts';

const environment = readEnvironment({
  TASKS_TABLE: text,
  STORE_TABLE: text,
  QUESTIONS_QUEUE_URL: text,
  ALERTS_QUEUE_URL: text,
  TASK_RETENTION_SECONDS: number,
  PROCESSING_SECONDS: number,
  ALERT_KEYWORDS: list,
  API_TOKEN_DIGESTS: digests,
});
const tasks = tasksTable(dynamodb, environment.TASKS_TABLE);
const store = storeTable(dynamodb, environment.STORE_TABLE);
const submit = taskQueue({
  tasks,
  send: messageSender<TaskMessage>(sqs, environment.QUESTIONS_QUEUE_URL),
  retentionSeconds: environment.TASK_RETENTION_SECONDS,
  now: Date.now,
});
const respond = taskResponses(
  waiting({
    tasks,
    processingSeconds: environment.PROCESSING_SECONDS,
    now: Date.now,
    sleep: (delayMs) => sleep(delayMs),
  }),
);
const sendAlert = messageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL);
const { pass } = alertChecks(sendAlert, Date.now);
const withToken = tokenRequired({ digests: environment.API_TOKEN_DIGESTS, send: sendAlert, now: Date.now });
const checkKeywords = keywordCheck(environment.ALERT_KEYWORDS);

/** Text that a person typed. Whether it says anything at all is for the alert rules, which report what they turn away. */
const input = (name: string) =>
  z.string({ error: `is missing: send your ${name} here, as text.` }).check(
    z.maxLength(MAX_QUESTION_CHARACTERS, {
      error: `is longer than ${MAX_QUESTION_CHARACTERS} characters: shorten it.`,
    }),
  );

const questionInput = z.object({ question: input('question') }, { error: 'has to be an object: {"question": "…"}.' });
const messageInput = z.object({ message: input('message') });
const keyInput = z.object({ key: keyName });
const interactionInput = z.object(
  { data: jsonValue({ missing: 'is missing: send what is to be recorded here.' }) },
  { error: 'has to be an object: {"data": …}.' },
);

async function accept(event: APIGatewayProxyEvent, work: Work, response: Partial<TaskResponse> = {}) {
  const task = await submit(work, event.requestContext.requestId);
  return respond(event, task, {
    idName: 'task_id',
    location: `./status/${task.id}`,
    notWaited: 202,
    ...response,
  });
}

async function ask(event: APIGatewayProxyEvent, question: string) {
  await pass(question, checkQuestion(question), event);
  const task = await submit({ kind: 'answer', question }, event.requestContext.requestId);
  return respond(event, task, { idName: 'prediction_id', location: `./predictions/${task.id}`, notWaited: 202 });
}

/** Transforms what the store has under a key, which passed the alert checks when it was stored. */
async function runStored(event: APIGatewayProxyEvent) {
  const { key } = readQuery(event, keyInput);
  const entry = await store.read(key);
  if (!entry) throw new Problem(404, { detail: 'There is nothing under this key: store it first, with POST /add.' });
  return accept(event, { kind: 'transform', input: entry.value });
}

/** Transforms the body, and waits for the result unless the client prefers something else. */
async function runBody(event: APIGatewayProxyEvent) {
  const body = readJsonBody(event, z.json());
  await pass(body, checkData(body), event);
  return accept(event, { kind: 'transform', input: body }, { defaultWaitSeconds: MAX_WAIT_SECONDS });
}

export const handler = httpHandler([
  {
    method: 'POST',
    path: '/predictions',
    handler: async (event: APIGatewayProxyEvent) => ask(event, readJsonBody(event, questionInput).question),
  },
  {
    method: 'POST',
    path: '/prediction',
    handler: async (event: APIGatewayProxyEvent) => ask(event, readQuery(event, questionInput).question),
  },
  {
    method: 'POST',
    path: '/process',
    handler: async (event: APIGatewayProxyEvent) => {
      const { message } = readQuery(event, messageInput);
      await pass(message, checkText(message), event);
      return accept(event, { kind: 'answer', question: message });
    },
  },
  {
    method: 'POST',
    path: '/run',
    handler: withToken((event) => (event.queryStringParameters?.key === undefined ? runBody(event) : runStored(event))),
  },
  {
    method: 'POST',
    path: '/submit',
    handler: async (event: APIGatewayProxyEvent) => {
      const { data } = readJsonBody(event, interactionInput);
      await pass(data, [...checkData(data), ...checkKeywords(data)], event);
      const work: Work = { kind: 'record', source: sourceOf(event), payload: data };
      return accept(event, work, { members: { message: 'Task received and is being processed' } });
    },
  },
]);
