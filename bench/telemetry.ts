/**
 * What telemetry costs those who ask: the time that `POST /predictions` takes without it, with it, and while its InfluxDB
 * is down. The three services run side by side and are asked in turns, so that what else the machine does meets them
 * alike. InfluxDB is the one that `INFLUX_URL` and `INFLUX_TOKEN` name, or else a stand-in.
 *
 * `npm run bench:telemetry`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedRun, startEmbeddedIn } from '../cli/start/serviceProcess.ts';
import { synthesize } from '../cli/synth.ts';
import { percentile } from '../plan/percentile.ts';
import { startFakeInflux } from './influxStandIn.ts';
import { describeMachine, thisMachine } from './machine.ts';

const ROUNDS = 6;
const REQUESTS_PER_ROUND = 250;
const REQUESTS_PER_SECOND = 25;
/** The first requests have compilers and connections to wait for. */
const WARM_UP_REQUESTS = 250;
/** For what a round leaves to be done: tasks, and the delivery of its lines. */
const BETWEEN_ROUNDS_MS = 7_000;

/** @returns how long each request took, in milliseconds */
async function ask(url: string, requests: number): Promise<number[]> {
  const start = performance.now();
  return Promise.all(
    Array.from({ length: requests }, async (_, index) => {
      await sleep(Math.max(0, start + (index * 1000) / REQUESTS_PER_SECOND - performance.now()));
      const asked = performance.now();
      const body = JSON.stringify({ question: `Will ${index} win?` });
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(`${url}/predictions`, { method: 'POST', headers, body });
      await response.arrayBuffer();
      if (response.status !== 202) throw new Error(`POST /predictions answered ${response.status}`);
      return performance.now() - asked;
    }),
  );
}

const directory = await mkdtemp(join(tmpdir(), 'augur-bench-'));

async function start(name: string, url: string, token = ''): Promise<EmbeddedRun> {
  const assembly = join(directory, name, 'cdk.out');
  const { INFLUX_ORG = 'augur', INFLUX_BUCKET = 'logs' } = process.env;
  await synthesize(assembly, {
    context: {},
    environment: { API_TOKENS: '', INFLUX_URL: url, INFLUX_ORG, INFLUX_BUCKET },
  });
  const flags = ['--assembly', assembly, '--state', join(directory, name, 'state')];
  return startEmbeddedIn({ INFLUX_URL: url, INFLUX_TOKEN: token }, ...flags);
}

const standIn = await startFakeInflux();
const down = await startFakeInflux();
await down.become('closed');
const { INFLUX_URL = standIn.url, INFLUX_TOKEN = standIn.token } = process.env;
const services = [
  { name: 'without telemetry', run: await start('without', ''), tookMs: [] as number[] },
  { name: 'with telemetry', run: await start('with', INFLUX_URL, INFLUX_TOKEN), tookMs: [] as number[] },
  { name: 'InfluxDB down', run: await start('down', down.url, down.token), tookMs: [] as number[] },
];
try {
  const to = INFLUX_URL === standIn.url ? 'a stand-in for InfluxDB' : 'InfluxDB';
  console.log(`${describeMachine(thisMachine())}, ${to}, ${REQUESTS_PER_SECOND} requests/s`);
  for (const { run } of services) await ask(run.url, WARM_UP_REQUESTS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { run, tookMs } of services) {
      await sleep(BETWEEN_ROUNDS_MS);
      tookMs.push(...(await ask(run.url, REQUESTS_PER_ROUND)));
    }
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\r`);
  }
  const without = services[0]?.tookMs ?? [];
  for (const { tookMs } of services) tookMs.sort((a, b) => a - b);
  for (const { name, tookMs } of services) {
    const figures = [0.5, 0.99].map((share) => {
      const ms = percentile(tookMs, share);
      const ratio = ms / percentile(without, share);
      return `p${share * 100} ${ms.toFixed(1).padStart(5)} ms (× ${ratio.toFixed(3)})`;
    });
    console.log(`${name.padEnd(18)} ${figures.join('   ')}   ${tookMs.length} requests`);
  }
} finally {
  await Promise.all(services.map(({ run }) => run.stop()));
  await Promise.all([standIn.end(), down.end()]);
  await rm(directory, { recursive: true, force: true });
}
