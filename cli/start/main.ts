import { watch } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { type Host, PortInUseError, StateInUseError, startHost } from '../../local/host.ts';
import { formatLogLine } from '../formatLogLine.ts';
import { type AppInput, isUpToDate, synthesize } from '../synth.ts';
import { banner } from './banner.ts';

const root = join(import.meta.dirname, '..', '..');
const RELOAD_DELAY_MS = 100;
/** Everybody knows them, which is fine for an API that only this machine can reach. */
const LOCAL_TOKENS = 'SECRET_TOKEN,Secret123';

// Lambda's clock is on UTC, and a thread cannot have a time zone of its own.
process.env.TZ = 'UTC';

const USAGE = `Runs the stack on this machine.

  npm start                                port 8000, or PORT's; what was asked before is still there
  npm start -- --fresh                     forget what was asked before
  npm start -- -c processingSeconds=1      a setting of the stack (all of them: infra/settings.ts); repeatable
  npm start -- --isolated                  an execution environment for each invocation at a time, as in classic Lambda
  API_TOKENS=one,two npm start             the tokens that are let in, instead of SECRET_TOKEN and Secret123
  INFLUX_URL=… INFLUX_TOKEN=… npm start    write what is logged to this InfluxDB (docs/telemetry.md)
  npm run dev                              reload the functions when their source changes

  --state DIRECTORY                        keep queues, tables and logs there (default: .augur)
  --assembly DIRECTORY                     run what \`cdk synth\` wrote there, instead of synthesizing into cdk.out`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      assembly: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      isolated: { type: 'boolean', default: false },
      state: { type: 'string', default: join(root, '.augur') },
      watch: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);

  const input: AppInput = {
    context: { errorReportsDir: join(root, 'error_reports'), ...parseContext(values.context) },
    environment: {
      API_TOKENS: process.env.API_TOKENS ?? LOCAL_TOKENS,
      ...given('ALERT_KEYWORDS', 'INFLUX_URL', 'INFLUX_ORG', 'INFLUX_BUCKET'),
    },
  };
  const assembly = values.assembly ?? join(root, 'cdk.out');
  if (values.assembly === undefined && !isUpToDate(assembly, input)) {
    await progress('Bundling the functions and synthesizing the stack', () => synthesize(assembly, input));
  }
  const host = await startHost({
    assembly,
    stateDirectory: values.state,
    fresh: values.fresh,
    port: readPort(process.env.PORT),
    parameters: readParameters(),
    concurrency: values.isolated ? 'isolated' : 'shared',
    onLog(line) {
      const readable = formatLogLine(line);
      if (readable !== undefined) console.log(readable);
    },
    onError(error, fatal) {
      report(error);
      if (fatal) process.exit(1);
    },
  });
  stopOnSignal(host);
  console.log(banner(host));
  if (values.watch) reloadOnChange(host, assembly, input);
}

function parseContext(entries: string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [key, ...value] = entry.split('=');
      if (!key || value.length === 0)
        throw new Error(`-c takes key=value, such as -c processingSeconds=1, not ${entry}`);
      return [key, value.join('=')];
    }),
  );
}

/** The environment variables that are set, of those that the CDK app reads. */
function given(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function readParameters(): Record<string, string> {
  const { INFLUX_URL, INFLUX_TOKEN } = process.env;
  if (INFLUX_URL && !INFLUX_TOKEN) throw new Error('INFLUX_URL is set, so INFLUX_TOKEN has to be, to write there.');
  return INFLUX_TOKEN ? { InfluxToken: INFLUX_TOKEN } : {};
}

function readPort(text = '8000'): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT has to be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
  }
  return port;
}

async function progress(step: string, work: () => Promise<void>): Promise<void> {
  process.stdout.write(`${step} … `);
  const start = performance.now();
  try {
    await work();
  } catch (error) {
    console.log('failed');
    throw error;
  }
  console.log(`done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** Ctrl-C stops in good order; a second one does not wait for that. */
function stopOnSignal(host: Host): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(130);
    stopping = true;
    console.log('\nStopping: what is being processed is finished or stays in its queue …');
    await host.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function reloadOnChange(host: Host, assembly: string, input: AppInput): void {
  let scheduled: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const reload = async () => {
    try {
      if (isUpToDate(assembly, input)) return;
      await progress('Reloading', () => synthesize(assembly, input));
      host.reload();
    } catch (error) {
      report(error);
    }
  };
  for (const folder of ['functions', 'infra']) {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(scheduled);
      scheduled = setTimeout(() => {
        work = work.then(reload);
      }, RELOAD_DELAY_MS);
    });
  }
}

function report(error: unknown): void {
  console.error(styleText('red', describe(error)));
}

function describe(error: unknown): string {
  if (error instanceof PortInUseError) return `Port ${error.port} is taken. Choose another: PORT=8001 npm start`;
  if (error instanceof StateInUseError) {
    return `${error.directory} is in use by another run. Stop that, or start with --state and another directory.`;
  }
  return error instanceof Error ? error.message : String(error);
}

try {
  await main();
} catch (error) {
  report(error);
  process.exit(1);
}
