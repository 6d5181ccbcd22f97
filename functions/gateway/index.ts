import type { APIGatewayProxyEvent } from 'aws-lambda';
import { httpHandler, json } from '../shared/http/httpHandler.ts';
import { Problem } from '../shared/http/problem.ts';
import { allowedMethods, routes } from '../shared/http/routes.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/runtime/environment.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { unreachable } from './readiness.ts';

const environment = readEnvironment({ PROCESSING_SECONDS: number, QUESTIONS_QUEUE_URL: text, TASKS_TABLE: text });

const description = {
  name: 'Augur',
  description:
    'Ask a yes/no question, get an id at once, and collect the answer when the processing time has passed. It is the shape of a slow language model behind a queue.',
  processing_seconds: environment.PROCESSING_SECONDS,
  routes: routes.map(({ method, path, summary, token = false }) => ({ method, path, summary, token })),
};

/** The stack sends every method that a path does not have here, so that it can be told apart from a path that is not there. */
const refuseMethod = async (event: APIGatewayProxyEvent) => {
  const allow = allowedMethods(event.resource).join(', ');
  throw new Problem(405, { detail: `This path answers ${allow}.`, headers: { Allow: allow } });
};

export const handler = httpHandler([
  { method: 'GET', path: '/', handler: async () => json(200, description) },
  { method: 'GET', path: '/health', handler: async () => json(200, { status: 'alive' }) },
  {
    method: 'GET',
    path: '/health/ready',
    handler: async () => {
      const missing = await unreachable({
        sqs,
        dynamodb,
        queueUrl: environment.QUESTIONS_QUEUE_URL,
        tableName: environment.TASKS_TABLE,
      });
      if (missing.length === 0) return json(200, { status: 'ready' });
      throw new Problem(503, {
        title: 'Not ready',
        detail: `Cannot reach: ${missing.join(', ')}.`,
        members: { unreachable: missing },
        headers: { 'Retry-After': '5' },
      });
    },
  },
  { method: 'ANY', path: '/{proxy+}', handler: refuseMethod },
]);
