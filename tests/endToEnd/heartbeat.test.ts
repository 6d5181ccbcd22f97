import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, inject, it } from 'vitest';
import { eventually } from './client.ts';
import { startEmbedded } from './embedded.ts';

/** The schedule's minute, and what a beat may take. */
const BEAT_TIMEOUT_MS = 80_000;

it('tells within a minute that the service does not answer any more', async () => {
  const state = await mkdtemp(join(tmpdir(), 'augur-state-'));
  const run = await startEmbedded('--assembly', inject('assembly'), '--state', state);
  const sqs = new SQSClient({
    endpoint: run.sqsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const questions = QueueUrls.find((url) => /QuestionsQueue/.test(url)) ?? '';
  const QueueUrl = `${run.sqsEndpoint}${new URL(questions).pathname}`;
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));

  const report = await eventually(async () => {
    const names = await readdir(inject('reports')).catch(() => []);
    const reports = await Promise.all(names.map((name) => readFile(join(inject('reports'), name), 'utf8')));
    return reports.find((text) => text.startsWith('ALERT TYPE: service not well'));
  }, BEAT_TIMEOUT_MS);
  expect(report.split('\n')).toEqual([
    'ALERT TYPE: service not well',
    'EVENT TYPE: heartbeat',
    expect.stringMatching(/^TIME: /),
    'SOURCE: heartbeat',
    expect.stringMatching(/^DATA: .*queue/),
    '',
  ]);
  expect(run.output()).toMatch(/ERROR Heartbeat faults=/);

  sqs.destroy();
  expect(await run.stop()).toBe(0);
}, 120_000);
