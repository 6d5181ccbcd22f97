import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, call, eventually, post } from './client.ts';
import { connectTo, deployedUrl, STACK } from './deployed.ts';
import { endpoint } from './endpoint.ts';
import { sendMessages } from './queues.ts';
import { type Grant, RolePolicies } from './rolePolicies.ts';
import type { Run } from './run.ts';

interface Use {
  readonly grant: Grant;
  /** A request or message for which the function needs it. */
  readonly use: () => Promise<unknown>;
  /** Grants to remove as well, if the function needs `grant` only after a failure. */
  readonly also?: readonly Grant[];
}

const RESOURCES = [
  ...['QuestionsQueue', 'QuestionsDeadLetterQueue', 'AlertsQueue'],
  ...['TasksTable', 'StoreTable', 'AlertsTable', 'HeartbeatTable'],
];

const why = endpoint?.enforcesPolicies
  ? ''
  : ' (skipped: needs a deployed service on an endpoint that enforces policies)';
const token = { headers: bearer('SECRET_TOKEN') };
const KEY = `least-privilege-${randomUUID().slice(0, 8)}`;

let run: Run;
let policies: RolePolicies;

const grant = (name: string, action: string, resource: string): Grant => ({ function: name, action, resource });
const get = (path: string) => call(run.url, path, token);
const ask = (headers = {}) => post(run.url, '/prediction?question=May%20I?', undefined, headers);
const askWhatIsNoQuestion = () => post(run.url, '/prediction?question=No%20question');
const write = (value: string) => post(run.url, '/write', { key: KEY, value }, token.headers);
const beat = () => new LambdaClient({}).send(new InvokeCommand({ FunctionName: `${STACK}-heartbeat` }));
/** Messages without tasks: the worker reads the tasks table to find out what became of them. */
const sendUnknownTasks = (queue: string, count: number) => {
  const body = () => JSON.stringify({ id: randomUUID(), createdAt: Date.now(), kind: 'answer', question: 'May I?' });
  return sendMessages(queue, Array.from({ length: count }, body));
};

/** Neighbours differ in function or action, because log lines may come late. */
const uses: Use[] = [
  { grant: grant('gateway', 'sqs:GetQueueAttributes', 'QuestionsQueue'), use: () => get('/health/ready') },
  { grant: grant('gateway', 'dynamodb:GetItem', 'TasksTable'), use: () => get('/health/ready') },
  { grant: grant('submit', 'sqs:SendMessage', 'QuestionsQueue'), use: () => ask() },
  { grant: grant('submit', 'dynamodb:PutItem', 'TasksTable'), use: () => ask() },
  { grant: grant('submit', 'sqs:SendMessage', 'AlertsQueue'), use: askWhatIsNoQuestion },
  { grant: grant('submit', 'dynamodb:GetItem', 'TasksTable'), use: () => ask({ Prefer: 'wait=5' }) },
  {
    grant: grant('submit', 'dynamodb:UpdateItem', 'TasksTable'),
    use: () => ask(),
    also: [grant('submit', 'sqs:SendMessage', 'QuestionsQueue')],
  },
  {
    grant: grant('submit', 'dynamodb:GetItem', 'StoreTable'),
    use: () => post(run.url, `/run?key=${KEY}`, undefined, token.headers),
  },
  { grant: grant('status', 'dynamodb:GetItem', 'TasksTable'), use: () => get(`/predictions/${randomUUID()}`) },
  { grant: grant('worker', 'dynamodb:UpdateItem', 'TasksTable'), use: () => ask() },
  { grant: grant('worker', 'dynamodb:GetItem', 'TasksTable'), use: () => sendUnknownTasks('QuestionsQueue', 1) },
  { grant: grant('worker', 'dynamodb:BatchGetItem', 'TasksTable'), use: () => sendUnknownTasks('QuestionsQueue', 10) },
  {
    grant: grant('worker', 'sqs:ChangeMessageVisibility', 'QuestionsQueue'),
    use: () => ask(),
    also: [grant('worker', 'dynamodb:UpdateItem', 'TasksTable')],
  },
  {
    grant: grant('dead-letter', 'dynamodb:UpdateItem', 'TasksTable'),
    use: () => sendUnknownTasks('QuestionsDeadLetterQueue', 1),
  },
  { grant: grant('alert-recorder', 'dynamodb:PutItem', 'AlertsTable'), use: askWhatIsNoQuestion },
  {
    grant: grant('alert-recorder', 'dynamodb:UpdateItem', 'AlertsTable'),
    use: () => call(run.url, `/read?key=${KEY}`),
  },
  { grant: grant('alert-recorder', 'dynamodb:GetItem', 'AlertsTable'), use: () => call(run.url, `/read?key=${KEY}`) },
  {
    grant: grant('alerts-api', 'sqs:SendMessage', 'AlertsQueue'),
    use: () => post(run.url, '/alert', { type: 'test', payload: 'test' }, token.headers),
  },
  { grant: grant('alerts-api', 'dynamodb:GetItem', 'AlertsTable'), use: () => get(`/alerts/${randomUUID()}`) },
  { grant: grant('alerts-api', 'dynamodb:Query', 'AlertsTable'), use: () => get('/alerts') },
  { grant: grant('store', 'sqs:SendMessage', 'AlertsQueue'), use: () => write('write to me@example.com') },
  { grant: grant('store', 'dynamodb:GetItem', 'StoreTable'), use: () => get(`/read?key=${KEY}`) },
  { grant: grant('store', 'dynamodb:UpdateItem', 'StoreTable'), use: () => write('something') },
  { grant: grant('heartbeat', 'dynamodb:GetItem', 'HeartbeatTable'), use: beat },
  { grant: grant('heartbeat', 'dynamodb:PutItem', 'HeartbeatTable'), use: beat },
  {
    grant: grant('heartbeat', 'sqs:SendMessage', 'AlertsQueue'),
    use: beat,
    also: [grant('gateway', 'dynamodb:GetItem', 'TasksTable')],
  },
];

const received = (name: string, queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map((action) =>
    grant(name, `sqs:${action}`, queue),
  );

/** Grants that no request here needs, by reason. */
const untested = new Map<string, Grant[]>([
  [
    'batches form only where an execution environment has several invocations at a time',
    [
      grant('submit', 'dynamodb:BatchWriteItem', 'TasksTable'),
      ...['submit', 'status'].map((name) => grant(name, 'dynamodb:BatchGetItem', 'TasksTable')),
    ],
  ],
  [
    'the emulator receives with its own credentials',
    [
      ...received('worker', 'QuestionsQueue').filter(({ action }) => action !== 'sqs:ChangeMessageVisibility'),
      ...received('dead-letter', 'QuestionsDeadLetterQueue'),
      ...received('alert-recorder', 'AlertsQueue'),
    ],
  ],
]);

function nameOf({ function: name, action, resource }: Grant): string {
  return `${name} ${action} ${resource}`;
}

describe.skipIf(why)(`the grants of each function${why}`, () => {
  beforeAll(async () => {
    run = await connectTo(deployedUrl ?? '');
    policies = await RolePolicies.of(STACK);
    await write('something');
  });

  afterAll(() => run.stop());

  it('are those listed in this file', () => {
    const named = [...uses.map((each) => each.grant), ...[...untested.values()].flat()].map(nameOf).sort();
    const granted = policies.grants(RESOURCES).map(nameOf);
    // assembly.ts adds this action for MiniStack; the stack does not grant it.
    expect(granted.filter((name) => !name.includes(' sqs:SendMessageBatch ')).sort()).toEqual(named);
  });

  it.each(uses.map((each) => ({ ...each, name: nameOf(each.grant) })))(
    'include none that the function does not need: $name',
    async ({ grant: taken, also = [], use }) => {
      const denied = new RegExp(`${STACK}-${taken.function} .*not authorized to perform: ${taken.action}`);
      const before = run.output().length;
      const batches = [taken, ...also].map((each) => ({ ...each, action: `${each.action}Batch` }));
      await policies.withoutGrants([taken, ...also, ...batches], () =>
        eventually(async () => {
          await use();
          await sleep(1_000);
          return denied.test(run.output().slice(before)) || undefined;
        }).then(() => {}),
      );
    },
  );

  for (const [reason, grants] of untested) {
    it.skip.each(grants.map(nameOf))(`include none that the function does not need: %s (skipped: ${reason})`, () => {});
  }
});
