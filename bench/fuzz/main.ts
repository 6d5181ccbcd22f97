import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runMain } from '../../cli/runMain.ts';
import { synthesize } from '../../cli/synth.ts';
import { type EmbeddedRun, startEmbedded } from '../serviceProcess.ts';
import { findLeaks } from './findLeaks.ts';
import { findViolation, MAX_RESPONSE_MS } from './findViolation.ts';
import { type FuzzRequest, generateRequest, TOKEN } from './generateRequest.ts';
import { type RawResponse, sendRequest } from './sendRequest.ts';

const USAGE = `Sends random requests to a service of its own, and checks that every response is one that the API promises: no 5xx,
nothing that takes more than ${MAX_RESPONSE_MS} ms by itself, every error as problem details, and nothing of a request in a log or on the terminal.

  npm run fuzz                               2,000 requests with a random seed
  npm run fuzz -- --seed 7 --requests 20000  the same requests each time
  npm run fuzz -- --seed 7 --request 311     one of them, with its response`;

const DEFAULT_REQUESTS = '2000';
/** Enough to keep two cores busy. With more, requests wait for one another, and the longest of them appear slow. */
const CONNECTIONS = 12;
/** Sent first and not checked: they start the functions, which takes longer than a response may. */
const WARM_UP_REQUESTS = 100;
const PROCESSING_SECONDS = 0.02;
/** How many are printed of each kind. */
const PRINTED_VIOLATIONS = 3;
const PRINTED_BYTES = 400;
const TIMEOUT_MS = 30_000;

interface Violation {
  readonly index: number;
  readonly request: FuzzRequest;
  readonly problem: string;
}

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      requests: { type: 'string', default: DEFAULT_REQUESTS },
      request: { type: 'string' },
    },
  });
  if (values.help) return console.log(USAGE);
  const seed = parseNumber('seed', values.seed);
  if (values.request !== undefined) {
    const index = parseNumber('request', values.request);
    return withService((service) => showRequest(service, seed, index));
  }
  const count = parseNumber('requests', values.requests);
  const isFine = await withService((service, directory) => fuzz(service, directory, seed, count));
  if (!isFine) process.exitCode = 1;
});

function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not ${JSON.stringify(text)}`);
  return value;
}

/** Runs `use` against a service with empty queues and tables, whose logs stay until it ends. */
async function withService<Result>(use: (service: EmbeddedRun, directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'augur-fuzz-'));
  try {
    const assembly = join(directory, 'cdk.out');
    await synthesize(assembly, {
      context: { processingSeconds: String(PROCESSING_SECONDS), errorReportsDir: join(directory, 'error_reports') },
      environment: { API_TOKENS: TOKEN },
    });
    const service = await startEmbedded('--assembly', assembly, '--state', join(directory, 'state'));
    try {
      return await use(service, directory);
    } finally {
      await service.kill();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function canaryOf(seed: number): string {
  return `CANARY${seed}X`;
}

/** Sends requests over a fixed number of connections at a time. @returns whether there was no violation */
async function fuzz(service: EmbeddedRun, directory: string, seed: number, count: number): Promise<boolean> {
  const canary = canaryOf(seed);
  const port = Number(new URL(service.url).port);
  const counts = new Map<string, Map<string, number>>();
  const violations: Violation[] = [];
  const slow: number[] = [];
  for (let index = 0; index < WARM_UP_REQUESTS; index += 1) await send(port, generateRequest(seed + 1, index, canary));
  let next = 0;
  const startedAt = performance.now();

  async function sendUntilDone(): Promise<void> {
    for (let index = next++; index < count; index = next++) {
      const request = generateRequest(seed, index, canary);
      const { response, problem, elapsedMs } = await send(port, request);
      addCount(counts, request.route, response === undefined ? 'closed' : String(response.status));
      if (elapsedMs > MAX_RESPONSE_MS) slow.push(index);
      else if (problem !== undefined) violations.push({ index, request, problem });
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, sendUntilDone));
  // Alone, because on a busy machine any request may wait for others. One that takes its time itself is slow again.
  for (const index of slow) {
    const request = generateRequest(seed, index, canary);
    const { problem } = await send(port, request);
    if (problem !== undefined) violations.push({ index, request, problem });
  }

  const seconds = (performance.now() - startedAt) / 1000;
  await service.stop();
  printCounts(counts);
  const byProblem = Map.groupBy(violations, ({ problem }) => problem.replace(/\d{4,}/, 'N'));
  for (const [problem, all] of byProblem) {
    console.log(`${all.length} × ${problem}`);
    for (const { index, request } of all.slice(0, PRINTED_VIOLATIONS)) {
      console.log(`  npm run fuzz -- --seed ${seed} --request ${index}   ${printable(request.bytes)}`);
    }
  }
  const logFiles = globSync(join(directory, 'state', 'logs', '**', '*.jsonl*'));
  const logs = [service.output(), ...logFiles.map((file) => readFileSync(file, 'utf8'))];
  const leaks = logs.flatMap((log) => findLeaks(log, canary));
  for (const line of leaks.slice(0, PRINTED_VIOLATIONS)) console.log(`a request in the log: ${JSON.stringify(line)}`);
  if (slow.length > 0) console.log(`${slow.length} responses took more than ${MAX_RESPONSE_MS} ms beside others`);
  console.log(
    `${count} requests with seed ${seed} in ${seconds.toFixed(0)} s: ${violations.length} violations, ${leaks.length} leaks into the log`,
  );
  return violations.length === 0 && leaks.length === 0;
}

async function send(
  port: number,
  request: FuzzRequest,
): Promise<{ response: RawResponse | undefined; problem: string | undefined; elapsedMs: number }> {
  const sentAt = performance.now();
  try {
    const response = await sendRequest(port, request, TIMEOUT_MS);
    const elapsedMs = performance.now() - sentAt;
    return { response, problem: findViolation(request, response, elapsedMs), elapsedMs };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { response: undefined, problem, elapsedMs: performance.now() - sentAt };
  }
}

async function showRequest(service: EmbeddedRun, seed: number, index: number): Promise<void> {
  const request = generateRequest(seed, index, canaryOf(seed));
  const { response, problem } = await send(Number(new URL(service.url).port), request);
  console.log(request.bytes.toString('latin1'));
  console.log(response ?? 'The connection was closed without a response.');
  console.log(problem ?? 'No violation.');
  if (problem !== undefined) process.exitCode = 1;
}

function addCount(counts: Map<string, Map<string, number>>, route: string, status: string): void {
  const byStatus = counts.get(route) ?? new Map<string, number>();
  byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  counts.set(route, byStatus);
}

function printCounts(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
  for (const [route, byStatus] of [...counts].sort()) {
    const statuses = [...byStatus].sort().map(([status, count]) => `${status}: ${count}`);
    console.log(`${route.padEnd(26)} ${statuses.join(', ')}`);
  }
}

function printable(bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString('latin1'));
  return text.length > PRINTED_BYTES ? `${text.slice(0, PRINTED_BYTES)}…` : text;
}
