/**
 * How long questions take on this machine, measured from outside against a run of its own:
 *
 *   burst   100 questions at once: the time until all are answered, beside the ideal for the slots that the stack has
 *   loop    10 clients that ask, get the answer and ask again: the time to each answer beyond the processing time, for
 *           clients that prefer to wait (`Prefer: wait`) and for those that poll; begun one after the other, and, the
 *           worst case, all in the same millisecond and so in step for ever
 *
 * `npm run bench:questions -- [--isolated]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '../cli/start/serviceProcess.ts';
import { p50AndP99 } from '../plan/percentile.ts';
import { burst } from './load/burst.ts';
import { Client, isAnswered, type TaskSeen } from './load/client.ts';
import { describeMachine, thisMachine } from './machine.ts';

// The stack's defaults.
const PROCESSING_SECONDS = 5;
const SLOTS = 200;

const WARM_UP_ROUNDS = 2;
const BURST = 100;
const CLIENTS = 10;
const ROUNDS = 10;
const POLL_MS = 20;
const WAIT = { Prefer: `wait=${2 * PROCESSING_SECONDS}` };

async function measureBurst(url: string): Promise<void> {
  const { acceptedMs, makespanMs, idealMs } = await burst(url, {
    questions: BURST,
    processingSeconds: PROCESSING_SECONDS,
    slots: SLOTS,
  });
  console.log(`burst  ${BURST} questions accepted in ${acceptedMs.toFixed(0)} ms, answered in ${makespanMs} ms`);
  console.log(`       ideal ${idealMs} ms (${SLOTS} slots), ratio ${(makespanMs / idealMs).toFixed(3)}, bound 1.1`);
}

/**
 * @param answer asks a question, and returns when its answer is there
 * @param apartMs how long after another each client begins
 */
async function loop(name: string, answer: () => Promise<TaskSeen>, apartMs: number): Promise<void> {
  const beyondMs: number[] = [];
  const client = async (_: unknown, index: number) => {
    await sleep(index * apartMs);
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      if (!isAnswered(await answer())) throw new Error('A client that waits got no answer in time.');
      beyondMs.push(performance.now() - start - PROCESSING_SECONDS * 1000);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const { p50, p99 } = p50AndP99(beyondMs);
  const begun = apartMs === 0 ? 'in step' : `begun ${apartMs} ms apart`;
  console.log(
    `loop   ${CLIENTS} clients that ${name}, ${begun}, ${beyondMs.length} answers: T + ${p50.toFixed(0)} ms (p50), T + ${p99.toFixed(0)} ms (p99), bound T + 100 ms`,
  );
}

/**
 * Compilers and connections are slow the first time, which is a figure of its own (cold start) and not this one: so each
 * kind of client has been there before it is measured.
 */
async function warmUp(client: Client): Promise<void> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await Promise.all(Array.from({ length: BURST }, () => client.ask(WAIT)));
    await Promise.all(Array.from({ length: BURST }, () => poll(client)));
  }
}

async function poll(client: Client): Promise<TaskSeen> {
  const { prediction_id } = await client.ask();
  await sleep(PROCESSING_SECONDS * 1000);
  return client.answer(prediction_id, POLL_MS);
}

const isolated = process.argv.includes('--isolated');
const state = await mkdtemp(join(tmpdir(), 'augur-bench-'));
const service = await startEmbedded('--state', state, ...(isolated ? ['--isolated'] : []));
try {
  const mode = isolated ? 'isolated' : 'shared';
  console.log(`${describeMachine(thisMachine())}, ${mode} environments, T = ${PROCESSING_SECONDS} s`);
  const client = new Client(service.url, BURST);
  await warmUp(client);
  await measureBurst(service.url);
  for (const apartMs of [(PROCESSING_SECONDS * 1000) / CLIENTS, 0]) {
    await loop('wait', () => client.ask(WAIT), apartMs);
    await loop('poll', () => poll(client), apartMs);
  }
  client.close();
} finally {
  await service.stop();
  await rm(state, { recursive: true, force: true });
}
