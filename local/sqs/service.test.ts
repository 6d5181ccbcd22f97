import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqsService } from './service.ts';

let directory: string;
let sqs: SqsService;
let QueueUrl: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqs-'));
  sqs = new SqsService({ queues: [], directory, allowedHosts: [], onFailure: () => {} });
  await sqs.start();
  await sqs.client.send(new CreateQueueCommand({ QueueName: 'Example' }));
  QueueUrl = sqs.queueUrl('Example');
});

afterAll(async () => {
  await sqs.stop();
  await rm(directory, { recursive: true });
});

describe('the SQS service', () => {
  it.each(['Will it rain 🌧 tomorrow?', '𝒜 \u{10000}\u{10FFFF}', 'a\t\n\r \uD7FF\uE000\uFFFD'])(
    'delivers %j unchanged, as SQS does',
    async (MessageBody) => {
      await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      const Entries = [{ Id: 'a', MessageBody }];
      const batch = await sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      expect(batch.Failed ?? []).toEqual([]);
      const received = await sqs.client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      expect(received.Messages?.map(({ Body }) => Body)).toEqual([MessageBody, MessageBody]);
    },
  );

  it.each(['\u0000', '\u001F', '\uFFFE', '\uFFFF', '\uD800'])('refuses %j, as SQS does', async (MessageBody) => {
    // Not with the SDK: it would send a lone surrogate as U+FFFD.
    const body = `{"QueueUrl":"${QueueUrl}","MessageBody":"\\u${MessageBody.charCodeAt(0).toString(16).padStart(4, '0')}"}`;
    const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AmazonSQS.SendMessage' };
    const response = await fetch(sqs.endpoint, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('InvalidMessageContents');
  });
});
