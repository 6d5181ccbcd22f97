import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runMain } from '../cli/runMain.ts';
import { BATCH_SIZE } from '../infra/sizes.ts';
import { p50AndP99 } from '../plan/percentile.ts';
import { stackDefaults } from '../plan/stackDefaults.ts';
import { runBurst } from './load/burst.ts';
import { Client, hasSucceeded, type TaskView } from './load/client.ts';
import { formatMachine, readMachine } from './machine.ts';
import { startEmbedded } from './serviceProcess.ts';

const USAGE = `Measures the response time of questions against a service of its own, in about five minutes:

  burst   100 questions at once: the time until all are answered, compared with the ideal time of the slots
  loop    10 clients in a closed loop, with Prefer: wait and polling: the response time beyond the processing time.
          The clients start one after the other; then, as the worst case, all at the same time, so that they stay in step

  npm run bench:questions
  npm run bench:questions -- --isolated   with one invocation per execution environment`;

const PROCESSING_SECONDS = stackDefaults.processingSeconds;
const SLOTS = stackDefaults.workerConcurrency * BATCH_SIZE;

const WARM_UP_ROUNDS = 2;
const BURST_QUESTIONS = 100;
const BURST_MAX_RATIO = 1.1;
const LOOP_CLIENTS = 10;
const LOOP_ROUNDS = 10;
const LOOP_MAX_BEYOND_MS = 100;
const POLL_INTERVAL_MS = 20;
const WAIT = { Prefer: `wait=${2 * PROCESSING_SECONDS}` };

async function measureBurst(url: string): Promise<void> {
  const { acceptedMs, makespanMs, idealMs } = await runBurst(url, {
    questions: BURST_QUESTIONS,
    processingSeconds: PROCESSING_SECONDS,
    slots: SLOTS,
  });
  const ratio = (makespanMs / idealMs).toFixed(3);
  console.log(
    `burst  ${BURST_QUESTIONS} questions accepted in ${acceptedMs.toFixed(0)} ms, answered in ${makespanMs} ms`,
  );
  console.log(`       ideal ${idealMs} ms (${SLOTS} slots), ratio ${ratio}, target ≤ ${BURST_MAX_RATIO}`);
}

/**
 * Measures a closed loop.
 *
 * @param name how the clients collect their answers
 * @param askAndCollect asks a question, and resolves when it is answered
 * @param staggerMs time between the starts of two clients
 */
async function measureLoop(name: string, askAndCollect: () => Promise<TaskView>, staggerMs: number): Promise<void> {
  const beyondMs: number[] = [];
  const runClient = async (_: unknown, index: number) => {
    await sleep(index * staggerMs);
    for (let round = 0; round < LOOP_ROUNDS; round += 1) {
      const start = performance.now();
      if (!hasSucceeded(await askAndCollect())) throw new Error('A question was not answered while its client waited.');
      beyondMs.push(performance.now() - start - PROCESSING_SECONDS * 1000);
    }
  };
  await Promise.all(Array.from({ length: LOOP_CLIENTS }, runClient));
  const { p50, p99 } = p50AndP99(beyondMs);
  const started = staggerMs === 0 ? 'started at the same time' : `started ${staggerMs} ms apart`;
  console.log(
    `loop   ${LOOP_CLIENTS} clients, ${name}, ${started}, ${beyondMs.length} answers: T + ${p50.toFixed(0)} ms (p50), T + ${p99.toFixed(0)} ms (p99), target ≤ T + ${LOOP_MAX_BEYOND_MS} ms`,
  );
}

/** Loads and compiles the code that the measured requests use, whose first use is slow. */
async function warmUpBothKinds(client: Client): Promise<void> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await Promise.all(Array.from({ length: BURST_QUESTIONS }, () => client.ask(WAIT)));
    await Promise.all(Array.from({ length: BURST_QUESTIONS }, () => askAndPoll(client)));
  }
}

async function askAndPoll(client: Client): Promise<TaskView> {
  const { prediction_id } = await client.ask();
  await sleep(PROCESSING_SECONDS * 1000);
  return client.pollForAnswer(prediction_id, POLL_INTERVAL_MS);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { isolated: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return console.log(USAGE);

  const state = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  const service = await startEmbedded('--state', state, ...(values.isolated ? ['--isolated'] : []));
  try {
    const mode = values.isolated ? 'isolated' : 'shared';
    console.log(`${formatMachine(readMachine())}, ${mode} execution environments, T = ${PROCESSING_SECONDS} s`);
    const client = new Client(service.url, BURST_QUESTIONS);
    await warmUpBothKinds(client);
    await measureBurst(service.url);
    for (const staggerMs of [(PROCESSING_SECONDS * 1000) / LOOP_CLIENTS, 0]) {
      await measureLoop('Prefer: wait', () => client.ask(WAIT), staggerMs);
      await measureLoop('polling', () => askAndPoll(client), staggerMs);
    }
    client.close();
  } finally {
    await service.stop();
    await rm(state, { recursive: true, force: true });
  }
}

await runMain(main);
