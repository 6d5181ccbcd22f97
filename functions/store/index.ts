import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { type Alert, asData } from '../shared/alerts/alert.ts';
import { tokenRequired } from '../shared/alerts/bearerToken.ts';
import { alertChecks } from '../shared/alerts/rejectUnfit.ts';
import { checkData } from '../shared/guardrails/guardrails.ts';
import { httpHandler, json, readJsonBody, readQuery } from '../shared/http/httpHandler.ts';
import { jsonValue } from '../shared/http/jsonValue.ts';
import { Problem } from '../shared/http/problem.ts';
import { messageSender } from '../shared/queue/sendMessage.ts';
import { dynamodb } from '../shared/runtime/dynamodb.ts';
import { digests, readEnvironment, text } from '../shared/runtime/environment.ts';
import { log } from '../shared/runtime/log.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { type Entry, keyName, MAX_VALUE_BYTES, storeTable } from '../shared/store/storeTable.ts';
import { entityTag, writeCondition } from './condition.ts';

/** A value at its limit, with room for JSON's escapes and the key. */
const MAX_WRITE_BYTES = 2 * MAX_VALUE_BYTES;

const environment = readEnvironment({ STORE_TABLE: text, ALERTS_QUEUE_URL: text, API_TOKEN_DIGESTS: digests });
const store = storeTable(dynamodb, environment.STORE_TABLE);
const sendAlert = messageSender<Alert>(sqs, environment.ALERTS_QUEUE_URL);
const { pass } = alertChecks(sendAlert, Date.now);
const withToken = tokenRequired({ digests: environment.API_TOKEN_DIGESTS, send: sendAlert, now: Date.now });

const version = z.optional(z.int().check(z.minimum(0)));
const bodyInput = z.object(
  { key: keyName, value: jsonValue({ missing: 'is missing: send what is to be stored here.' }), version },
  { error: 'has to be an object: {"key": "…", "value": …}.' },
);
const queryInput = z.object({
  key: keyName,
  value: z.string({ error: 'is missing: send what is to be stored here, as text.' }),
  version: z.optional(
    z.pipe(z.string().check(z.regex(/^\d{1,15}$/, { error: 'has to be a whole number.' })), z.transform(Number)),
  ),
});
const keyInput = z.object({ key: keyName });

type Write = z.output<typeof bodyInput>;

/** Stores an entry that is fit. Overwriting is allowed, and said. */
async function write(event: APIGatewayProxyEvent, { key, value, version: expected }: Write) {
  const condition = writeCondition(event, expected);
  if (Buffer.byteLength(asData(value)) > MAX_VALUE_BYTES) {
    throw new Problem(413, {
      detail: `A value has at most ${MAX_VALUE_BYTES} bytes. Store less under one key.`,
    });
  }
  const input = { [key]: value };
  await pass(input, checkData(input), event);

  const entry = await store.write({ key, value }, condition, Date.now());
  if (!entry) {
    throw new Problem(412, {
      detail:
        'The entry is not as your condition says: somebody wrote it since, or it is not there. Read it, and decide again.',
    });
  }
  const overwritten = entry.version > 1;
  log.info('Entry stored', { event: 'entry.stored', version: entry.version });
  return json(overwritten ? 200 : 201, { ...about(entry), overwritten }, { ETag: entityTag(entry.version) });
}

async function read(event: APIGatewayProxyEvent) {
  const { key } = readQuery(event, keyInput);
  const entry = await store.read(key);
  if (!entry) throw new Problem(404, { detail: 'There is nothing under this key.' });
  return json(
    200,
    { ...about(entry), value: entry.value },
    { ETag: entityTag(entry.version), 'Cache-Control': 'no-store' },
  );
}

function about({ key, version, updatedAt }: Entry) {
  return { key, version, updated_at: new Date(updatedAt).toISOString() };
}

export const handler = httpHandler([
  { method: 'POST', path: '/add', handler: withToken((event) => write(event, readQuery(event, queryInput))) },
  {
    method: 'POST',
    path: '/write',
    handler: withToken((event) =>
      write(
        event,
        event.queryStringParameters === null
          ? readJsonBody(event, bodyInput, MAX_WRITE_BYTES)
          : readQuery(event, queryInput),
      ),
    ),
  },
  { method: 'GET', path: '/read', handler: withToken(read) },
]);
