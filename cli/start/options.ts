import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { influxToken } from '../influxToken.ts';
import { LOCAL_TOKENS } from '../localTokens.ts';
import { root } from '../root.ts';
import type { AppInput } from '../synth.ts';

const DEFAULT_PORT = '8000';
/** The environment variables that the CDK app reads, besides `API_TOKENS`. */
const APP_VARIABLES = ['ALERT_KEYWORDS', 'INFLUX_URL', 'INFLUX_ORG', 'INFLUX_BUCKET'];

/** What `npm start` was asked for. */
export interface StartOptions {
  /** Print the usage and do nothing else. */
  readonly help: boolean;
  /** The cloud assembly to run as it is. Without one, the stack is synthesized. */
  readonly assembly: string | undefined;
  readonly input: AppInput;
  readonly stateDirectory: string;
  readonly fresh: boolean;
  readonly concurrency: 'shared' | 'isolated';
  /** 0 for any free port. */
  readonly port: number;
  /** Hosts besides localhost that requests may name in `Host` and `Origin`. */
  readonly allowedHosts: readonly string[];
  /** The template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Reload the functions when their sources change. */
  readonly watch: boolean;
}

/**
 * Reads the command line and the environment of `npm start`.
 *
 * @throws Error that says which flag or variable has a value that it cannot have
 */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): StartOptions {
  const { values } = parseArgs({
    args,
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
  if (values.watch && values.assembly !== undefined) {
    throw new Error('--assembly and --watch cannot be used together: an assembly that is named is run as it is.');
  }
  const token = influxToken(environment);
  return {
    help: values.help,
    assembly: values.assembly,
    input: {
      context: { errorReportsDir: join(root, 'error_reports'), ...parseContext(values.context) },
      environment: { API_TOKENS: environment.API_TOKENS ?? LOCAL_TOKENS, ...pick(environment, APP_VARIABLES) },
    },
    stateDirectory: values.state,
    fresh: values.fresh,
    concurrency: values.isolated ? 'isolated' : 'shared',
    port: parsePort(environment.PORT ?? DEFAULT_PORT),
    allowedHosts: (environment.ALLOWED_HOSTS ?? '').split(',').flatMap((host) => host.trim() || []),
    parameters: token === undefined ? {} : { InfluxToken: token },
    watch: values.watch,
  };
}

function parseContext(entries: string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [key, ...value] = entry.split('=');
      if (!key || value.length === 0) {
        throw new Error(`-c takes key=value, such as -c processingSeconds=1, not ${entry}`);
      }
      return [key, value.join('=')];
    }),
  );
}

function pick(environment: NodeJS.ProcessEnv, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT has to be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
  }
  return port;
}
