import { randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type InfluxStandIn,
  type Measurement,
  type PointStore,
  startInfluxStandIn,
} from '../../bench/influxStandIn.ts';
import { type EmbeddedRun, startEmbeddedIn } from '../../bench/serviceProcess.ts';
import { synthesize } from '../../cli/synth.ts';
import { createInfluxWriter } from '../../functions/telemetry/influx.ts';
import { pointsOf } from '../../functions/telemetry/points.ts';
import { PROCESSING_SECONDS } from './assembly.ts';
import { call, eventually, post, waitForTask } from './client.ts';
import { deployedUrl } from './deployed.ts';
import { type RealInflux, useRealInflux } from './realInflux.ts';
import { embeddedOnly } from './testRun.ts';

const root = join(import.meta.dirname, '..', '..');
const QUESTIONS = 200;
/** Longer than the longest delay between two attempts after a failure of a few seconds. */
const CATCH_UP_MS = 30_000;
const ARRIVE_MS = 15_000;
/** For the delay with which CloudWatch Logs delivers. */
const DEPLOYED_ARRIVE_MS = 60_000;

interface Line {
  event?: string;
  types?: string[];
}

const hasInflux = process.env.INFLUX_URL && process.env.INFLUX_TOKEN && !embeddedOnly;
const skipReason = hasInflux ? '' : embeddedOnly || ' (skipped: INFLUX_URL and INFLUX_TOKEN are not set)';

/** Synthesizes a stack with telemetry to an InfluxDB, to run it with. */
async function telemetryRuns(store: PointStore) {
  const directory = await mkdtemp(join(tmpdir(), 'augur-telemetry-'));
  const assembly = join(directory, 'cdk.out');
  const state = join(directory, 'state');
  const influx = { INFLUX_URL: store.url, INFLUX_ORG: store.org, INFLUX_BUCKET: store.bucket };
  await synthesize(assembly, {
    context: { processingSeconds: String(PROCESSING_SECONDS), errorReportsDir: join(directory, 'reports') },
    environment: { API_TOKENS: '', ...influx },
  });
  return {
    start: () => startEmbeddedIn({ ...influx, INFLUX_TOKEN: store.token }, '--assembly', assembly, '--state', state),
    /** How many points the lines of the log files have to result in. */
    async expected(): Promise<Record<Measurement, number>> {
      const files = globSync('**/*.jsonl', { cwd: join(state, 'logs') }).filter(
        (file) => !file.includes('-telemetry.'),
      );
      const texts = await Promise.all(files.map((file) => readFile(join(state, 'logs', file), 'utf8')));
      const messages = texts.flatMap((text) =>
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).message as string),
      );
      const lines = messages.map((message) => JSON.parse(message) as Line);
      return {
        logs: lines.length,
        tasks: lines.filter(({ event }) => /^task\.(received|started|succeeded|failed)$/.test(event ?? '')).length,
        interactions: lines.filter(({ event }) => event === 'interaction').length,
        alerts: lines.flatMap(({ event, types = [] }) => (event === 'alert.recorded' ? types : [])).length,
      };
    },
  };
}

async function counts(store: PointStore): Promise<Record<Measurement, number>> {
  const [logs, tasks, interactions, alerts] = await Promise.all(
    (['logs', 'tasks', 'interactions', 'alerts'] as const).map((measurement) => store.count(measurement)),
  );
  return { logs: logs ?? 0, tasks: tasks ?? 0, interactions: interactions ?? 0, alerts: alerts ?? 0 };
}

/** Sends questions, interactions and one question that is rejected; resolves when their tasks have succeeded. */
async function load(run: EmbeddedRun, questions: number): Promise<void> {
  const asked = await Promise.all(
    Array.from({ length: questions }, (_, index) => post(run.url, '/predictions', { question: `Will ${index} win?` })),
  );
  const recorded = await Promise.all(
    Array.from({ length: 5 }, (_, index) => post(run.url, '/submit', { data: { prompt: `"${index}",\n a\\b=c` } })),
  );
  const refused = await Promise.all([post(run.url, '/predictions', { question: 'Who is it?' })]);
  expect(refused.map(({ status }) => status)).toEqual([400]);
  const accepted = [...asked, ...recorded];
  expect(accepted.filter(({ status }) => status !== 202)).toEqual([]);
  const tasks = await Promise.all(accepted.map(({ body }) => waitForTask(run.url, body.id)));
  expect(tasks.filter(({ status }) => status !== 'succeeded')).toEqual([]);
}

async function allArrive(store: PointStore, runs: Awaited<ReturnType<typeof telemetryRuns>>, timeoutMs = ARRIVE_MS) {
  let [found, expected] = [await counts(store), await runs.expected()];
  const same = () => JSON.stringify(found) === JSON.stringify(expected);
  await eventually(async () => {
    [found, expected] = [await counts(store), await runs.expected()];
    return same() || undefined;
  }, timeoutMs).catch(() => {});
  expect(found).toEqual(expected);
  return found;
}

describe.each([
  [`a simulated InfluxDB${embeddedOnly}`, startInfluxStandIn as () => Promise<PointStore>, !embeddedOnly],
  [`the real InfluxDB${skipReason}`, () => useRealInflux(), Boolean(hasInflux)],
])('telemetry to %s', (_, useStore, there) => {
  let store: PointStore;

  beforeAll(async () => {
    if (there) store = await useStore();
  });
  afterAll(() => store?.close());

  it.skipIf(!there)(
    'writes ten thousand points for ten thousand lines with the same tags and millisecond, even if delivered twice',
    async () => {
      const write = createInfluxWriter({ ...store, readToken: async () => store.token });
      const timestamp = Date.now();
      const message = '{"level":"INFO","message":"Task started","event":"task.started","task_id":"x","kind":"many"}';
      const events = Array.from({ length: 10_000 }, (_, index) => ({
        id: String(timestamp * 1000 + index),
        timestamp,
        message,
      }));
      const before = await counts(store);
      for (let at = 0; at < events.length; at += 1_000) {
        const points = pointsOf({ logGroup: 'many', logEvents: events.slice(at, at + 1_000) }, '/');
        await write(points);
        // A second delivery, as after a lost response.
        await write(points);
      }
      const after = await counts(store);
      expect([after.logs - before.logs, after.tasks - before.tasks]).toEqual([10_000, 10_000]);
    },
    30_000,
  );

  it.skipIf(!there)(
    'writes every log line, task change, interaction and alert exactly once',
    async () => {
      const before = await counts(store);
      const runs = await telemetryRuns(store);
      const run = await runs.start();
      await load(run, QUESTIONS);
      const since = {
        ...store,
        count: async (measurement: Measurement) => (await store.count(measurement)) - before[measurement],
      };
      const { tasks, interactions, alerts } = await allArrive(since, runs);
      // The heartbeat asks questions too.
      expect(tasks).toBeGreaterThanOrEqual((QUESTIONS + 5) * 3);
      expect([interactions, alerts]).toEqual([5, 1]);
      expect(run.output()).toContain(`telemetry         ${store.url}, bucket ${store.bucket}`);
      expect(run.output()).not.toMatch(/error|warning/i);
      expect(await run.stop()).toBe(0);
      await allArrive(since, runs);
    },
    90_000,
  );
});

describe.skipIf(!hasInflux)(`the real InfluxDB, once it has telemetry${skipReason}`, () => {
  let influx: RealInflux;

  beforeAll(async () => {
    influx = await useRealInflux();
    const runs = await telemetryRuns(influx);
    const run = await runs.start();
    await load(run, 10);
    await allArrive(influx, runs);
    // For the dashboard's cell of errors.
    const error = { id: '1', timestamp: Date.now(), message: '{"level":"ERROR","message":"Invented"}' };
    await createInfluxWriter({ ...influx, readToken: async () => influx.token })(
      pointsOf({ logGroup: 'none', logEvents: [error] }, '/'),
    );
    expect(await run.stop()).toBe(0);
  }, 60_000);
  afterAll(() => influx.close());

  it('returns rows for every query of the documentation', async () => {
    const text = await readFile(join(root, 'docs', 'telemetry.md'), 'utf8');
    const queries = [...text.matchAll(/^ {4}from\(bucket: .*(?:\n {6}.*)*/gm)].map(([query]) => query);
    expect(queries).toHaveLength(4);
    for (const query of queries) expect.soft(await influx.query(query), query).not.toEqual([]);
  });

  it('returns rows for every InfluxQL query of the documentation', async () => {
    const text = await readFile(join(root, 'docs', 'telemetry.md'), 'utf8');
    const queries = [...text.matchAll(/^ {4}((?:SHOW|SELECT) .*)$/gm)].map(([, query = '']) => query);
    expect(queries).toHaveLength(3);
    for (const query of queries) expect.soft(await influx.influxQl(query), query).not.toEqual([]);
  });

  it('returns rows for every cell of the dashboard', async () => {
    const template = JSON.parse(await readFile(join(root, 'infra', 'influxdb', 'dashboard.json'), 'utf8'));
    const queries = await influx.applyDashboard(template);
    expect(queries).toHaveLength(6);
    // What the dashboard's time range control sets.
    const option = 'option v = { timeRangeStart: -1h, timeRangeStop: 1h }\n';
    for (const query of queries) expect.soft(await influx.query(option + query), query).not.toEqual([]);
  });
});

const { INFLUX_URL, INFLUX_TOKEN, INFLUX_BUCKET = 'logs' } = process.env;
const deployedWithInflux = deployedUrl !== undefined && INFLUX_URL && INFLUX_TOKEN;

describe.skipIf(!deployedWithInflux)('telemetry of a deployed service, with INFLUX_URL and INFLUX_TOKEN', () => {
  it('writes every change of every task', async () => {
    const influx = await useRealInflux(INFLUX_BUCKET);
    const ask = async () => {
      const { body } = await post(deployedUrl ?? '', '/predictions', { question: 'Will it win?' });
      return (await waitForTask(deployedUrl ?? '', body.id)).id;
    };
    const ids = await Promise.all(Array.from({ length: 5 }, ask));
    const found = () =>
      influx.query(`from(bucket: "logs") |> range(start: -1h)
        |> filter(fn: (r) => r._measurement == "tasks" and r._field == "task_id")
        |> filter(fn: (r) => contains(value: r._value, set: ${JSON.stringify(ids)}))
        |> group()`);
    const rows = await eventually(async () => {
      // An emulator may deliver the last lines of an invocation with the next one.
      await ask();
      const now = await found();
      return now.length >= 15 ? now : undefined;
    }, DEPLOYED_ARRIVE_MS);
    const changes = rows.map(({ _value, status }) => `${_value} ${status}`);
    expect(changes.sort()).toEqual(
      ids.flatMap((id) => ['processing', 'queued', 'succeeded'].map((status) => `${id} ${status}`)).sort(),
    );
  });

  it('writes every recorded interaction once', async () => {
    const influx = await useRealInflux(INFLUX_BUCKET);
    // Letters only: the guardrails could take digits for a phone number.
    const marker = randomUUID().replaceAll(/[\d-]/g, '');
    const prompts = Array.from({ length: 20 }, (_, index) => `${marker} ${index}`);
    await Promise.all(prompts.map((prompt) => post(deployedUrl ?? '', '/submit', { data: { prompt } })));
    const rows = await eventually(async () => {
      // An emulator may deliver the last lines of an invocation with the next one.
      await post(deployedUrl ?? '', '/submit', { data: { prompt: 'next' } });
      const found = await influx.query(`from(bucket: "logs") |> range(start: -1h)
        |> filter(fn: (r) => r._measurement == "interactions" and r._field == "payload" and r._value =~ /${marker}/)
        |> group()`);
      return found.length >= prompts.length ? found : undefined;
    }, DEPLOYED_ARRIVE_MS);
    expect(rows).toHaveLength(prompts.length);
  });
});

describe.skipIf(embeddedOnly)(`telemetry while InfluxDB fails${embeddedOnly}`, () => {
  let store: InfluxStandIn;
  let runs: Awaited<ReturnType<typeof telemetryRuns>>;
  let run: EmbeddedRun;

  beforeAll(async () => {
    store = await startInfluxStandIn();
    runs = await telemetryRuns(store);
    run = await runs.start();
  }, 60_000);
  afterAll(async () => {
    await run.stop();
    await store.close();
  });

  it.each([['closed'], ['refusing'], ['slow']] as const)(
    'fails no request while InfluxDB is %s, and writes every point afterwards',
    async (state) => {
      await load(run, 20);
      await store.setState(state);
      await load(run, 50);
      await store.setState('up');
      await load(run, 20);
      await allArrive(store, runs, CATCH_UP_MS);
    },
    90_000,
  );

  it('writes the points of an earlier run, whose InfluxDB was unreachable, in the next run', async () => {
    await store.setState('closed');
    await load(run, 20);
    expect(await run.stop()).toBe(0);
    const before = await counts(store);
    expect((await runs.expected()).logs).toBeGreaterThan(before.logs);
    await store.setState('up');
    run = await runs.start();
    await allArrive(store, runs, CATCH_UP_MS);
    expect((await call<{ status: string }>(run.url, '/health')).status).toBe(200);
  }, 90_000);
});
