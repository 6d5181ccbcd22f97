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
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '../tests/endToEnd/embedded.ts';
import { percentile } from './percentile.ts';

// The stack's defaults.
const PROCESSING_SECONDS = 5;
const SLOTS = 200;

const WARM_UP_ROUNDS = 2;
const BURST = 100;
const CLIENTS = 10;
const ROUNDS = 10;
const POLL_MS = 20;
const WAIT = { Prefer: `wait=${2 * PROCESSING_SECONDS}` };

interface Task {
  id: string;
  status: string;
  created_at: string;
  completed_at: string | null;
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<Task> {
  const response = await fetch(`${url}/prediction?question=Will%20it%20be%20fast?`, { method: 'POST', headers });
  if (!response.ok) throw new Error(`POST /prediction answered ${response.status}`);
  return (await response.json()) as Task;
}

async function collect(url: string, id: string): Promise<Task> {
  for (;;) {
    const task = (await (await fetch(`${url}/predictions/${id}`)).json()) as Task;
    if (task.completed_at !== null) return task;
    await sleep(POLL_MS);
  }
}

async function burst(url: string, slots: number): Promise<void> {
  const start = performance.now();
  const asked = await Promise.all(Array.from({ length: BURST }, () => ask(url)));
  const accepted = performance.now();
  // Polling a hundred tasks from the first millisecond on would measure the polling.
  await sleep(PROCESSING_SECONDS * 1000);
  const tasks = await Promise.all(asked.map(({ id }) => collect(url, id)));
  const first = Math.min(...tasks.map(({ created_at }) => Date.parse(created_at)));
  const last = Math.max(...tasks.map(({ completed_at }) => Date.parse(completed_at ?? '')));
  const idealMs = Math.ceil(BURST / slots) * PROCESSING_SECONDS * 1000;
  const failed = tasks.filter(({ status }) => status !== 'succeeded').length;
  console.log(
    `burst  ${BURST} questions accepted in ${(accepted - start).toFixed(0)} ms, answered in ${last - first} ms`,
  );
  console.log(
    `       ideal ${idealMs} ms (${slots} slots), ratio ${((last - first) / idealMs).toFixed(3)}, bound 1.1; not answered: ${failed}`,
  );
}

/**
 * @param answer asks a question, and returns when its answer is there
 * @param apartMs how long after another each client begins
 */
async function loop(name: string, answer: () => Promise<Task>, apartMs: number): Promise<void> {
  const beyondMs: number[] = [];
  const client = async (_: unknown, index: number) => {
    await sleep(index * apartMs);
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      const { status } = await answer();
      if (status !== 'succeeded') throw new Error(`A task is ${status}`);
      beyondMs.push(performance.now() - start - PROCESSING_SECONDS * 1000);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const sorted = beyondMs.toSorted((a, b) => a - b);
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  const begun = apartMs === 0 ? 'in step' : `begun ${apartMs} ms apart`;
  console.log(
    `loop   ${CLIENTS} clients that ${name}, ${begun}, ${beyondMs.length} answers: T + ${p50.toFixed(0)} ms (p50), T + ${p99.toFixed(0)} ms (p99), bound T + 100 ms`,
  );
}

/**
 * Compilers and connections are slow the first time, which is a figure of its own (cold start) and not this one: so each
 * kind of client has been there before it is measured.
 */
async function warmUp(url: string): Promise<void> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await Promise.all(Array.from({ length: BURST }, () => ask(url, WAIT)));
    const asked = await Promise.all(Array.from({ length: BURST }, () => ask(url)));
    await sleep(PROCESSING_SECONDS * 1000);
    await Promise.all(asked.map(({ id }) => collect(url, id)));
  }
}

const isolated = process.argv.includes('--isolated');
const state = await mkdtemp(join(tmpdir(), 'augur-bench-'));
const service = await startEmbedded('--state', state, ...(isolated ? ['--isolated'] : []));
try {
  const mode = isolated ? 'isolated' : 'shared';
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${mode} environments, T = ${PROCESSING_SECONDS} s`,
  );
  await warmUp(service.url);
  await burst(service.url, SLOTS);
  const wait = () => ask(service.url, WAIT);
  const poll = async () => {
    const { id } = await ask(service.url);
    await sleep(PROCESSING_SECONDS * 1000);
    return collect(service.url, id);
  };
  for (const apartMs of [(PROCESSING_SECONDS * 1000) / CLIENTS, 0]) {
    await loop('wait', wait, apartMs);
    await loop('poll', poll, apartMs);
  }
} finally {
  await service.stop();
  await rm(state, { recursive: true, force: true });
}
