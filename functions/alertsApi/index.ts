import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { type Alert, asData, sourceOf } from '../shared/alerts/alert.ts';
import { alertsTable, type RecordedAlert } from '../shared/alerts/alertsTable.ts';
import { tokenRequired } from '../shared/alerts/bearerToken.ts';
import { httpHandler, json, readJsonBody, readPath, readQuery } from '../shared/http/httpHandler.ts';
import { jsonValue } from '../shared/http/jsonValue.ts';
import { Problem } from '../shared/http/problem.ts';
import { messageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { digests, number, readEnvironment, text } from '../shared/runtime/environment.ts';
import { log } from '../shared/runtime/log.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { cursor, cursorOf } from './cursor.ts';

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;
const PAGE_RANGE = `has to be a number from 1 to ${MAX_PAGE}.`;

const environment = readEnvironment({
  ALERTS_TABLE: text,
  ALERTS_QUEUE_URL: text,
  ALERT_RETENTION_SECONDS: number,
  API_TOKEN_DIGESTS: digests,
});
const table = alertsTable(dynamodb, environment.ALERTS_TABLE, environment.ALERT_RETENTION_SECONDS, Date.now);
const send = messageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL);
const withToken = tokenRequired({ digests: environment.API_TOKEN_DIGESTS, send, now: Date.now });

const alertInput = z.object(
  {
    type: z
      .string({ error: 'is missing: say in a few words what kind of alert this is.' })
      .check(
        z.trim(),
        z.minLength(1, { error: 'is empty: say in a few words what kind of alert this is.' }),
        z.maxLength(100, { error: 'is longer than 100 characters: shorten it.' }),
      ),
    payload: jsonValue({ missing: 'is missing: send what the alert is about.' }),
  },
  { error: 'has to be an object: {"type": "…", "payload": …}.' },
);
const pageInput = z.object({
  limit: z._default(
    z.pipe(
      z.pipe(z.string().check(z.regex(/^\d{1,3}$/, { error: PAGE_RANGE })), z.transform(Number)),
      z.int().check(z.minimum(1, { error: PAGE_RANGE }), z.maximum(MAX_PAGE, { error: PAGE_RANGE })),
    ),
    DEFAULT_PAGE,
  ),
  cursor: z.optional(cursor),
});
const idInput = z.object({ id: z.uuid({ error: 'is not the id of an alert, which is a UUID.' }) });

/** Another service's alert: recorded and reported as our own are. */
async function raise(event: APIGatewayProxyEvent) {
  const { type, payload } = readJsonBody(event, alertInput);
  const alert: Alert = {
    id: randomUUID(),
    time: Date.now(),
    types: [type],
    source: sourceOf(event),
    data: asData(payload),
  };
  await send(alert, event.requestContext.requestId);
  log.info('Alert received', { event: 'alert.received', alert_id: alert.id });
  return json(202, { alert_id: alert.id }, { Location: `./alerts/${alert.id}` });
}

async function list(event: APIGatewayProxyEvent) {
  const { limit, cursor: after } = readQuery(event, pageInput);
  const { alerts, next } = await table.newest(limit, after);
  const body = { alerts: alerts.map(present), next_cursor: next ? cursorOf(next) : null };
  return json(200, body, { 'Cache-Control': 'no-store' });
}

async function show(event: APIGatewayProxyEvent) {
  const alert = await table.read(readPath(event, idInput).id);
  if (!alert) {
    throw new Problem(404, {
      detail: 'There is no alert with this id: it is not recorded yet, never was, or its retention has ended.',
    });
  }
  return json(200, present(alert), { 'Cache-Control': 'no-store' });
}

function present({ id, time, types, eventType, source, data, count, lastTime }: RecordedAlert) {
  return {
    id,
    time: new Date(time).toISOString(),
    types,
    event_type: eventType,
    source,
    data,
    count,
    last_time: lastTime === undefined ? undefined : new Date(lastTime).toISOString(),
  };
}

export const handler = httpHandler([
  { method: 'POST', path: '/alert', handler: withToken(raise) },
  { method: 'GET', path: '/alerts', handler: withToken(list) },
  { method: 'GET', path: '/alerts/{id}', handler: withToken(show) },
]);
