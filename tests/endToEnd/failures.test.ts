import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { type EmbeddedRun, startEmbedded } from '../../bench/serviceProcess.ts';
import type { TaskMessage } from '../../functions/shared/tasks/task.ts';
import { createTasksTable } from '../../functions/shared/tasks/tasksTable.ts';
import { changeAssembly, environmentOf } from './changeAssembly.ts';
import { eventually, waitForTask } from './client.ts';
import { findQueueUrl, findTableName } from './stackResources.ts';
import { embeddedOnly } from './testRun.ts';

/** The heartbeat's schedule is a minute; the rest is for the invocation. */
const BEAT_TIMEOUT_MS = 80_000;
/** Long enough to process ten messages one after the other, like the timeout that it replaces. */
const VISIBILITY_TIMEOUT_SECONDS = 12;

/** An assembly whose worker fails for the questions of faultyWorker.ts, with shorter timeouts, so that no test takes minutes. */
async function faultyAssembly(): Promise<string> {
  let workerCode = '';
  const assembly = await changeAssembly((resources) => {
    const worker = resources.find(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::Function' && JSON.stringify(Properties.FunctionName).includes('-worker'),
    );
    if (!worker) throw new Error('The stack has no worker.');
    workerCode = (worker.Properties.Code as { S3Key: string }).S3Key.replace('.zip', '');
    // Long enough for an invocation that succeeds while seven services start.
    worker.Properties.Timeout = 4;
    environmentOf(worker).PROCESSING_SECONDS = '0.1';
    for (const { Type, Properties } of resources) {
      if (Type === 'AWS::SQS::Queue') Properties.VisibilityTimeout = VISIBILITY_TIMEOUT_SECONDS;
    }
  });
  await build({
    entryPoints: [join(import.meta.dirname, 'faultyWorker.ts')],
    outfile: join(assembly, `asset.${workerCode}`, 'index.mjs'),
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
const faults = [
  { fault: 'throw', effect: 'makes the worker throw' },
  { fault: 'time out', effect: 'makes the worker time out' },
  { fault: 'be killed', effect: 'ends the worker' },
];

// Concurrent, each with its own service, because they mostly wait for visibility timeouts.
describe.concurrent.each(modes)(`a batch of ten messages, with %s execution environments${embeddedOnly}`, (mode) => {
  it.skipIf(embeddedOnly).each(faults)(
    'of which one $effect: its task fails, and the other nine are answered exactly once',
    async ({ fault }) => {
      const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
      const flags = ['--assembly', await faultyAssembly(), '--state', state];
      const run = await startEmbedded(...flags, ...(mode === 'isolated' ? ['--isolated'] : []));
      try {
        const nine = Array.from({ length: 9 }, (_, index) => `Will number ${index} win?`);
        const [poison = '', ...others] = await submitBatch(run, [`Will this ${fault}?`, ...nine]);

        const failed = await waitForTask(run.url, poison, 80_000);
        expect(failed).toMatchObject({ status: 'failed', answer: null, reason: expect.stringContaining('3 times') });
        const answered = await Promise.all(others.map((id) => waitForTask(run.url, id)));
        expect(answered.map(({ status }) => status)).toEqual(Array(9).fill('succeeded'));

        // A log line may come after the answer.
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

// Concurrent with the tests above, because it mostly waits for the schedule's minute.
it.skipIf(embeddedOnly).concurrent(
  `the heartbeat reports within a minute that the questions queue is gone${embeddedOnly}`,
  async () => {
    const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
    const run = await startEmbedded('--assembly', inject('assembly'), '--state', state);
    const sqs = new SQSClient({ ...common, endpoint: run.sqsEndpoint });
    await sqs.send(new DeleteQueueCommand({ QueueUrl: await questionsQueueUrl(run, sqs) }));

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

/** Creates tasks and sends their messages in one call, so that the worker receives them as one batch. */
async function submitBatch(run: EmbeddedRun, questions: string[]): Promise<string[]> {
  const sqs = new SQSClient({ ...common, endpoint: run.sqsEndpoint });
  const dynamodb = new DynamoDBClient({ ...common, endpoint: run.dynamodbEndpoint });
  const tasks = createTasksTable(dynamodb, await findTableName(dynamodb, 'TasksTable'), Date.now);
  const createdAt = Date.now();
  const messages = questions.map(
    (question): TaskMessage => ({ id: randomUUID(), kind: 'answer', question, createdAt }),
  );
  for (const { id, kind } of messages) {
    await tasks.create({ id, kind, status: 'queued', createdAt, expiresAt: createdAt / 1000 + 3_600 });
  }
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: await questionsQueueUrl(run, sqs),
      Entries: messages.map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) })),
    }),
  );
  sqs.destroy();
  dynamodb.destroy();
  return messages.map(({ id }) => id);
}

/** The emulator's own URLs have a host name that not every machine resolves. */
async function questionsQueueUrl(run: EmbeddedRun, sqs: SQSClient): Promise<string> {
  return run.sqsEndpoint + new URL(await findQueueUrl(sqs, 'QuestionsQueue')).pathname;
}
