import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Task, TaskMessage } from '../../functions/shared/task.ts';
import { tasksTable } from '../../functions/shared/tasksTable.ts';
import { ended } from './client.ts';
import { type EmbeddedRun, startEmbedded } from './embedded.ts';

interface Function {
  Type: string;
  Properties: { Handler: string; FunctionName: unknown; Timeout: number; Code: { S3Key: string } };
}

/** The stack with a worker that breaks on marked questions, and that is given up on sooner, so that nobody waits for minutes. */
async function faultyAssembly(): Promise<string> {
  const assembly = join(await mkdtemp(join(tmpdir(), 'augur-faulty-')), 'cdk.out');
  await cp(inject('assembly'), assembly, { recursive: true });
  const file = join(assembly, 'Augur.template.json');
  const template = JSON.parse(await readFile(file, 'utf8'));
  const worker = (Object.values(template.Resources) as Function[]).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' && JSON.stringify(Properties.FunctionName).includes('-worker'),
  );
  if (!worker) throw new Error('The stack has no worker');
  worker.Properties.Timeout = 2;
  for (const resource of Object.values(template.Resources) as {
    Type: string;
    Properties: { VisibilityTimeout: number };
  }[]) {
    if (resource.Type === 'AWS::SQS::Queue') resource.Properties.VisibilityTimeout = 3;
  }
  await writeFile(file, JSON.stringify(template));
  await build({
    entryPoints: [join(import.meta.dirname, 'faultyWorker.ts')],
    outfile: join(assembly, `asset.${worker.Properties.Code.S3Key.replace('.zip', '')}`, 'index.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return assembly;
}

describe.each([['shared'], ['isolated']])('one message of ten, with %s execution environments', (mode) => {
  let run: EmbeddedRun;
  let sqs: SQSClient;
  let dynamodb: DynamoDBClient;

  beforeAll(async () => {
    const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
    const flags = ['--assembly', await faultyAssembly(), '--state', state];
    run = await startEmbedded(...flags, ...(mode === 'isolated' ? ['--isolated'] : []));
    const common = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    sqs = new SQSClient({ ...common, endpoint: run.sqsEndpoint });
    dynamodb = new DynamoDBClient({ ...common, endpoint: run.dynamodbEndpoint });
  }, 30_000);

  afterAll(async () => {
    sqs.destroy();
    dynamodb.destroy();
    await run.stop();
  }, 15_000);

  async function tableName(): Promise<string> {
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    return TableNames.find((name) => name.includes('TasksTable')) ?? '';
  }

  async function queueUrl(): Promise<string> {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const url = QueueUrls.find((one) => one.includes('QuestionsQueue')) ?? '';
    return run.sqsEndpoint + new URL(url).pathname;
  }

  /** Queues tasks as `submit` does, but all in one call, so that the worker gets them as one batch. */
  async function submitBatch(questions: string[]): Promise<string[]> {
    const tasks = tasksTable(DynamoDBDocumentClient.from(dynamodb), await tableName());
    const createdAt = Date.now();
    const messages = questions.map(
      (question): TaskMessage => ({ id: randomUUID(), kind: 'answer', question, createdAt }),
    );
    for (const { id, kind } of messages) {
      const task: Task = { id, kind, status: 'queued', createdAt, expiresAt: createdAt / 1000 + 3_600 };
      await tasks.create(task);
    }
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: await queueUrl(),
        Entries: messages.map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) })),
      }),
    );
    return messages.map(({ id }) => id);
  }

  it.each([['throw'], ['time out'], ['be killed']])(
    'may %s: the other nine are answered once, it fails',
    async (fault) => {
      const nine = Array.from({ length: 9 }, (_, index) => `Will number ${index} win?`);
      const [poison = '', ...others] = await submitBatch([`Will this ${fault}?`, ...nine]);

      const answered = await Promise.all(others.map((id) => ended(run.url, id, 45_000)));
      expect(answered.map(({ status }) => status)).toEqual(Array(9).fill('succeeded'));
      const failed = await ended(run.url, poison, 45_000);
      expect(failed).toMatchObject({ status: 'failed', answer: null, reason: expect.stringContaining('3 times') });

      const output = run.output();
      for (const id of others) expect(output.split(`Task succeeded task_id=${id}`)).toHaveLength(2);
      expect(output.split(`Task succeeded task_id=${poison}`)).toHaveLength(1);
    },
    60_000,
  );
});
