import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runMain } from '../cli/runMain.ts';
import { synthesize } from '../cli/synth.ts';
import { percentile } from '../plan/percentile.ts';
import { startInfluxStandIn } from './influxStandIn.ts';
import { formatMachine, readMachine } from './machine.ts';
import { Progress } from './progress.ts';
import { type EmbeddedRun, startEmbeddedIn } from './serviceProcess.ts';

const USAGE = `Measures the effect of telemetry on the latency of POST /predictions, in about five minutes: without telemetry,
with telemetry, and with telemetry while InfluxDB is down. The three services run side by side and are measured in turn,
so that other load on the machine affects all of them.

  npm run bench:telemetry

It writes to the InfluxDB of INFLUX_URL and INFLUX_TOKEN, or to a stand-in if they are not set.`;

const ROUNDS = 6;
const REQUESTS_PER_ROUND = 250;
const REQUESTS_PER_SECOND = 25;
/** Until the service has compiled its code and opened its connections. */
const WARM_UP_REQUESTS = 250;
/** Longer than a round's last questions take to be processed (5 s) and its log lines to be delivered (1 s). */
const PAUSE_BETWEEN_ROUNDS_MS = 7_000;

interface Service {
  readonly name: string;
  readonly run: EmbeddedRun;
  readonly latenciesMs: number[];
}

/**
 * Sends requests at a fixed rate, whether or not earlier ones are answered (open loop).
 *
 * @returns the latency of each request, in milliseconds
 */
async function runOpenLoop(url: string, requests: number): Promise<number[]> {
  const start = performance.now();
  return Promise.all(
    Array.from({ length: requests }, async (_, index) => {
      await sleep(Math.max(0, start + (index * 1000) / REQUESTS_PER_SECOND - performance.now()));
      const sentAt = performance.now();
      const body = JSON.stringify({ question: `Will ${index} win?` });
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(`${url}/predictions`, { method: 'POST', headers, body });
      await response.arrayBuffer();
      if (response.status !== 202) throw new Error(`POST /predictions answered ${response.status}`);
      return performance.now() - sentAt;
    }),
  );
}

/** @param url of InfluxDB; empty for a service without telemetry */
async function startService(directory: string, name: string, url: string, token = ''): Promise<Service> {
  const assembly = join(directory, name, 'cdk.out');
  const { INFLUX_ORG = 'augur', INFLUX_BUCKET = 'logs' } = process.env;
  await synthesize(assembly, {
    context: {},
    environment: { API_TOKENS: '', INFLUX_URL: url, INFLUX_ORG, INFLUX_BUCKET },
  });
  const flags = ['--assembly', assembly, '--state', join(directory, name, 'state')];
  const run = await startEmbeddedIn({ INFLUX_URL: url, INFLUX_TOKEN: token }, ...flags);
  return { name, run, latenciesMs: [] };
}

async function measure(services: readonly Service[]): Promise<void> {
  for (const { run } of services) await runOpenLoop(run.url, WARM_UP_REQUESTS);
  const progress = new Progress(ROUNDS);
  for (let round = 1; round <= ROUNDS; round += 1) {
    await progress.step(`round ${round}`, async () => {
      for (const { run, latenciesMs } of services) {
        await sleep(PAUSE_BETWEEN_ROUNDS_MS);
        latenciesMs.push(...(await runOpenLoop(run.url, REQUESTS_PER_ROUND)));
      }
    });
  }
}

/** Prints the percentiles of each service, and their ratios to those of the first one. */
function print(services: readonly Service[]): void {
  const sorted = services.map(({ name, latenciesMs }) => ({ name, latencies: latenciesMs.toSorted((a, b) => a - b) }));
  const [baseline] = sorted;
  for (const { name, latencies } of sorted) {
    const figures = [0.5, 0.99].map((share) => {
      const ms = percentile(latencies, share);
      const ratio = ms / percentile(baseline?.latencies ?? [], share);
      return `p${share * 100} ${ms.toFixed(1).padStart(5)} ms (× ${ratio.toFixed(3)})`;
    });
    console.log(`${name.padEnd(18)} ${figures.join('   ')}   ${latencies.length} requests`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return console.log(USAGE);

  const directory = await mkdtemp(join(tmpdir(), 'augur-bench-'));
  const standIn = await startInfluxStandIn();
  const down = await startInfluxStandIn();
  await down.setState('closed');
  const { INFLUX_URL = standIn.url, INFLUX_TOKEN = standIn.token } = process.env;
  const services: Service[] = [];
  try {
    services.push(await startService(directory, 'without telemetry', ''));
    services.push(await startService(directory, 'with telemetry', INFLUX_URL, INFLUX_TOKEN));
    services.push(await startService(directory, 'InfluxDB down', down.url, down.token));
    const influx = INFLUX_URL === standIn.url ? 'a stand-in for InfluxDB' : 'InfluxDB';
    console.log(`${formatMachine(readMachine())}, ${influx}, ${REQUESTS_PER_SECOND} requests/s`);
    await measure(services);
    print(services);
  } finally {
    await Promise.all(services.map(({ run }) => run.stop()));
    await Promise.all([standIn.close(), down.close()]);
    await rm(directory, { recursive: true, force: true });
  }
}

await runMain(main);
