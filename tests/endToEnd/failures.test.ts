import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DeleteQueueCommand, ListQueuesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { type EmbeddedRun, startEmbedded } from '../../cli/start/serviceProcess.ts';
import type { TaskMessage } from '../../functions/shared/tasks/task.ts';
import { createTasksTable } from '../../functions/shared/tasks/tasksTable.ts';
import { ended, eventually } from './client.ts';
import { embeddedOnly } from './testRun.ts';

/** The heartbeat's schedule is a minute, and a beat takes a moment. */
const BEAT_TIMEOUT_MS = 80_000;
/** Long enough for ten suspects to be processed one after the other, as the queue's own is. */
const VISIBILITY_TIMEOUT_SECONDS = 12;

interface Function {
  Type: string;
  Properties: {
    Handler: string;
    FunctionName: unknown;
    Timeout: number;
    Environment: { Variables: Record<string, string> };
    Code: { S3Key: string };
  };
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
  // Seven services start at the same time: what is to be answered has to be, before the time is up.
  worker.Properties.Timeout = 4;
  worker.Properties.Environment.Variables.PROCESSING_SECONDS = '0.1';
  for (const resource of Object.values(template.Resources) as {
    Type: string;
    Properties: { VisibilityTimeout: number };
  }[]) {
    if (resource.Type === 'AWS::SQS::Queue') resource.Properties.VisibilityTimeout = VISIBILITY_TIMEOUT_SECONDS;
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

const common = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const modes = [['shared'], ['isolated']];
const faults = [['throw'], ['time out'], ['be killed']];

// All at the same time, each with a service of its own: they only wait for visibility timeouts.
describe.concurrent.each(modes)(`one message of ten, with %s execution environments${embeddedOnly}`, (mode) => {
  it.skipIf(embeddedOnly).each(faults)(
    'may %s: the other nine are answered once, it fails',
    async (fault) => {
      const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
      const flags = ['--assembly', await faultyAssembly(), '--state', state];
      const run = await startEmbedded(...flags, ...(mode === 'isolated' ? ['--isolated'] : []));
      try {
        const nine = Array.from({ length: 9 }, (_, index) => `Will number ${index} win?`);
        const [poison = '', ...others] = await submitBatch(run, [`Will this ${fault}?`, ...nine]);

        const failed = await ended(run.url, poison, 80_000);
        expect(failed).toMatchObject({ status: 'failed', answer: null, reason: expect.stringContaining('3 times') });
        const answered = await Promise.all(others.map((id) => ended(run.url, id)));
        expect(answered.map(({ status }) => status)).toEqual(Array(9).fill('succeeded'));

        // A line of the log may come after the answer that it tells of.
        await eventually(async () => others.every((id) => run.answers(id) > 0) || undefined);
        expect(others.map(run.answers)).toEqual(Array(9).fill(1));
        expect(run.answers(poison)).toBe(0);
      } finally {
        await run.stop();
      }
    },
    100_000,
  );
});

// Beside those above, because it too only waits: for the schedule's minute.
it.skipIf(embeddedOnly).concurrent(
  `tells within a minute that the service does not answer any more${embeddedOnly}`,
  async () => {
    const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
    const run = await startEmbedded('--assembly', inject('assembly'), '--state', state);
    const sqs = new SQSClient({ ...common, endpoint: run.sqsEndpoint });
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const questions = QueueUrls.find((url) => /QuestionsQueue/.test(url)) ?? '';
    const QueueUrl = `${run.sqsEndpoint}${new URL(questions).pathname}`;
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));

    const report = await eventually(async () => {
      const names = await readdir(inject('reports')).catch(() => []);
      const reports = await Promise.all(names.map((name) => readFile(join(inject('reports'), name), 'utf8')));
      return reports.find((text) => text.startsWith('ALERT TYPE: service unhealthy'));
    }, BEAT_TIMEOUT_MS);
    expect(report.split('\n')).toEqual([
      'ALERT TYPE: service unhealthy',
      'EVENT TYPE: heartbeat',
      expect.stringMatching(/^TIME: /),
      'SOURCE: heartbeat',
      expect.stringMatching(/^DATA: .*queue/),
      '',
    ]);
    expect(run.output()).toMatch(/ERROR Heartbeat faults=/);

    sqs.destroy();
    expect(await run.stop()).toBe(0);
  },
  120_000,
);

/** Queues tasks as `submit` does, but all in one call, so that the worker gets them as one batch. */
async function submitBatch(run: EmbeddedRun, questions: string[]): Promise<string[]> {
  const sqs = new SQSClient({ ...common, endpoint: run.sqsEndpoint });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: run.dynamodbEndpoint });
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const tableName = TableNames.find((name) => name.includes('TasksTable')) ?? '';
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const queueUrl = QueueUrls.find((url) => url.includes('QuestionsQueue')) ?? '';

  const tasks = createTasksTable(dynamodb, tableName);
  const createdAt = Date.now();
  const messages = questions.map(
    (question): TaskMessage => ({ id: randomUUID(), kind: 'answer', question, createdAt }),
  );
  for (const { id, kind } of messages) {
    await tasks.create({ id, kind, status: 'queued', createdAt, expiresAt: createdAt / 1000 + 3_600 });
  }
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: run.sqsEndpoint + new URL(queueUrl).pathname,
      Entries: messages.map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) })),
    }),
  );
  sqs.destroy();
  dynamodb.destroy();
  return messages.map(({ id }) => id);
}
