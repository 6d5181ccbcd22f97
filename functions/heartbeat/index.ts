import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import type { Alert } from '../shared/alerts/alert.ts';
import { messageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { number, readEnvironment, text } from '../shared/runtime/environment.ts';
import { log } from '../shared/runtime/log.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { heartbeat } from './checkHealth.ts';
import { serviceApi } from './serviceApi.ts';
import { heartbeatStateTable } from './state.ts';

const environment = readEnvironment({
  API_URL: text,
  HEARTBEAT_TABLE: text,
  ALERTS_QUEUE_URL: text,
  MAX_QUEUE_SECONDS: number,
});
const beat = heartbeat({
  api: serviceApi(environment.API_URL, fetch),
  state: heartbeatStateTable(dynamodb, environment.HEARTBEAT_TABLE),
  send: messageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL),
  maxQueueSeconds: environment.MAX_QUEUE_SECONDS,
  now: Date.now,
});

export const handler = middy<ScheduledEvent, void>().use(injectLambdaContext(log)).handler(beat);
