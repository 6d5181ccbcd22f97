import { join } from 'node:path';
import { startHost } from '../../local/host.ts';
import { formatLogLine } from '../formatLogLine.ts';
import { root } from '../root.ts';
import { printError, runMain } from '../runMain.ts';
import { Assemblies } from './assemblies.ts';
import { banner } from './banner.ts';
import { bypassProxy } from './bypassProxy.ts';
import { explainStartError } from './explainStartError.ts';
import { hostErrorPrinter } from './hostErrorPrinter.ts';
import { readOptions } from './options.ts';
import { removeAwsConfiguration } from './removeAwsConfiguration.ts';
import { stopOnSignal } from './stopOnSignal.ts';
import { watchSources } from './watchSources.ts';

const USAGE = `Runs the stack on this machine.

  npm start                                on port 8000, or on PORT; keeps tasks, stored values and alerts between runs
  npm start -- --fresh                     deletes what earlier runs kept
  npm start -- -c processingSeconds=1      sets a setting of the stack (infra/settings.ts); repeatable
  npm start -- --isolated                  runs one invocation at a time in an execution environment, as Lambda does
  API_TOKENS=one,two npm start             accepts these tokens instead of SECRET_TOKEN and Secret123
  ALLOWED_HOSTS=augur.test npm start       accepts requests for this host and from its pages, besides localhost
  INFLUX_URL=… INFLUX_TOKEN=… npm start    writes telemetry to this InfluxDB (docs/telemetry.md)
  npm run dev                              reloads the functions when their sources change

  --state DIRECTORY                        where queues, tables and logs are kept (default: .augur)
  --assembly DIRECTORY                     runs this cloud assembly instead of synthesizing the stack`;

// Lambda's time zone. It is set for the whole process, because a worker thread cannot have its own.
process.env.TZ = 'UTC';
removeAwsConfiguration(process.env);
bypassProxy(process.env);

/** Ends the process: at once until the service has started, then in good order. */
let stopAfterFatalError = async (): Promise<void> => process.exit(1);

await runMain(async () => {
  const options = readOptions(process.argv.slice(2), process.env);
  const { input } = options;
  if (options.help) return console.log(USAGE);

  const assemblies = new Assemblies(join(root, '.augur', 'assemblies'));
  let assembly =
    options.assembly ?? (await assemblies.provide(input, 'Bundling the functions and synthesizing the stack'));
  const printHostError = hostErrorPrinter(printError, () => performance.now());
  const host = await startHost({
    assembly,
    stateDirectory: options.stateDirectory,
    fresh: options.fresh,
    port: options.port,
    allowedHosts: options.allowedHosts,
    parameters: options.parameters,
    concurrency: options.concurrency,
    onLog(line) {
      const readable = formatLogLine(line);
      if (readable !== undefined) console.log(readable);
    },
    onError(error, fatal) {
      printHostError(error);
      if (fatal) stopAfterFatalError();
    },
  }).catch((error: unknown) => {
    throw explainStartError(error);
  });
  stopAfterFatalError = stopOnSignal(() => host.stop());
  console.log(banner(host));
  if (!options.watch) return;
  watchSources(async () => {
    try {
      const changed = await assemblies.provide(input, 'Reloading');
      if (changed === assembly) return;
      host.reload(changed);
      assembly = changed;
    } catch (error) {
      printError(error);
    }
  });
});
