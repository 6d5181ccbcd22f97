import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askSmokeQuestion } from './smokeQuestion.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** An API that answers one request after the other with these, and with the last one from then on. */
async function startApi(...answers: readonly [Answer, ...Answer[]]) {
  const requests: string[] = [];
  const server = createServer(({ method, url }, response) => {
    const { status, body } = answers[Math.min(requests.length, answers.length - 1)] ?? answers[0];
    requests.push(`${method} ${url}`);
    response.writeHead(status).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod`, requests };
}

const noSleep = async () => {};
const queued = { status: 202, body: { id: 'q', status: 'queued', answer: null } };

describe('askSmokeQuestion', () => {
  it('asks a question and returns its answer when it has one', async () => {
    const processing = { status: 200, body: { ...queued.body, status: 'processing' } };
    const succeeded = { status: 200, body: { id: 'q', status: 'succeeded', answer: 'no' } };
    const { url, requests } = await startApi(queued, processing, succeeded);
    expect(await askSmokeQuestion(url, 60_000, noSleep)).toEqual({ question: 'Will it rain tomorrow?', answer: 'no' });
    expect(requests).toEqual(['POST /prod/predictions', 'GET /prod/predictions/q', 'GET /prod/predictions/q']);
  });

  it('throws when the API does not accept the question', async () => {
    const { url } = await startApi({ status: 404, body: { message: 'The API id does not exist' } });
    await expect(askSmokeQuestion(url, 60_000, noSleep)).rejects.toThrow('returned status 404');
  });

  it('throws when the question has failed', async () => {
    const { url } = await startApi(queued, { status: 200, body: { id: 'q', status: 'failed', answer: null } });
    await expect(askSmokeQuestion(url, 60_000, noSleep)).rejects.toThrow('question q has the status failed');
  });

  it('throws when the question has not been answered after the timeout', async () => {
    const { url } = await startApi(queued);
    await expect(askSmokeQuestion(url, -1, noSleep)).rejects.toThrow('question q still has the status queued');
  });
});
