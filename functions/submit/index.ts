import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import type { Alert } from '../shared/alert.ts';
import { checkQuestion, checkText, MAX_QUESTION_CHARACTERS } from '../shared/alertRules/alertRules.ts';
import { dynamodb } from '../shared/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/environment.ts';
import { httpHandler, json, readJsonBody, readQuery } from '../shared/http.ts';
import { messageSender } from '../shared/sendMessage.ts';
import { sqs } from '../shared/sqs.ts';
import { presentTask, type TaskIdName, type TaskMessage } from '../shared/task.ts';
import { tasksTable } from '../shared/tasksTable.ts';
import { alertChecks } from './alerts.ts';
import { questions } from './questions.ts';

const environment = readEnvironment({
  TASKS_TABLE: text,
  QUESTIONS_QUEUE_URL: text,
  ALERTS_QUEUE_URL: text,
  TASK_RETENTION_SECONDS: number,
});
const { submit } = questions({
  tasks: tasksTable(dynamodb, environment.TASKS_TABLE),
  send: messageSender<TaskMessage>(sqs, environment.QUESTIONS_QUEUE_URL),
  retentionSeconds: environment.TASK_RETENTION_SECONDS,
  now: Date.now,
});
const { pass } = alertChecks(messageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL), Date.now);

/** Text that a person typed. Whether it says anything at all is for the alert rules, which report what they turn away. */
const input = (name: string) =>
  z
    .string({ error: `is missing: send your ${name} here, as text.` })
    .max(MAX_QUESTION_CHARACTERS, { error: `is longer than ${MAX_QUESTION_CHARACTERS} characters: shorten it.` });

const questionInput = z.object({ question: input('question') }, { error: 'has to be an object: {"question": "…"}.' });
const messageInput = z.object({ message: input('message') });

async function ask(question: string, source: string, idName: TaskIdName): Promise<APIGatewayProxyResult> {
  await pass(question, checkQuestion(question), source);
  return accept(question, idName);
}

/** 202 with the task and where to look for its answer: relative, so that it holds behind any prefix (RFC 9110, section 10.2.2). */
async function accept(question: string, idName: TaskIdName): Promise<APIGatewayProxyResult> {
  const task = await submit(question);
  return json(202, presentTask(task, idName), { Location: `./predictions/${task.id}` });
}

export const handler = httpHandler([
  {
    method: 'POST',
    path: '/predictions',
    handler: async (event: APIGatewayProxyEvent) => {
      const { question } = readJsonBody(event, questionInput);
      return ask(question, 'POST /predictions', 'prediction_id');
    },
  },
  {
    method: 'POST',
    path: '/prediction',
    handler: async (event: APIGatewayProxyEvent) => {
      const { question } = readQuery(event, questionInput);
      return ask(question, 'POST /prediction', 'prediction_id');
    },
  },
  {
    method: 'POST',
    path: '/process',
    handler: async (event: APIGatewayProxyEvent) => {
      const { message } = readQuery(event, messageInput);
      await pass(message, checkText(message), 'POST /process');
      return accept(message, 'task_id');
    },
  },
]);
