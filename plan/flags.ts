import { parseArgs } from 'node:util';
import type { Load } from './load.ts';
import { type Platform, type PlatformName, platforms, secondsBetweenQuestions } from './platform.ts';
import { stackDefaults } from './stackDefaults.ts';

/** The flags of `npm run plan --`. */
export interface Flags {
  readonly help: boolean;
  readonly json: boolean;
  readonly load: Load;
  readonly platform: PlatformName;
  readonly p99WaitSeconds?: number;
}

const MAX_CONNECTIONS = 10_000_000;
const MAX_PER_MINUTE = 1e9;
/** The bound of the stack's setting `processingSeconds`; runtimeConstants.test.ts compares them. */
export const MAX_PROCESSING_SECONDS = 800;
/** The theory and the simulation divide by the processing time. */
const MIN_PROCESSING_SECONDS = 0.001;

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60 };

/**
 * Reads the flags of the command line.
 *
 * @throws Error with one line that says what is wrong and what is expected
 */
export function readFlags(args: string[]): Flags {
  const { values } = parseArgs({
    args,
    options: {
      collect: { type: 'string', default: 'poll' },
      connections: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      json: { type: 'boolean', default: false },
      on: { type: 'string', default: 'aws' },
      p99: { type: 'string' },
      'per-minute': { type: 'string' },
      poll: { type: 'string', default: '1s' },
      processing: { type: 'string', default: `${stackDefaults.processingSeconds}s` },
      think: { type: 'string' },
    },
  });
  const { on } = values;
  if (on !== 'aws' && on !== 'embedded') throw new Error(`--on takes aws or embedded, not ${on}.`);
  if (values.collect !== 'poll' && values.collect !== 'wait') {
    throw new Error(`--collect takes poll or wait, not ${values.collect}.`);
  }
  const processingSeconds = parseSeconds('--processing', values.processing);
  if (processingSeconds < MIN_PROCESSING_SECONDS || processingSeconds > MAX_PROCESSING_SECONDS) {
    throw new Error(`--processing takes 1ms to ${MAX_PROCESSING_SECONDS}s, not ${values.processing}.`);
  }
  const everySeconds = parseSeconds('--poll', values.poll);
  if (everySeconds === 0) throw new Error('--poll takes more than 0, such as 1s.');
  const service = {
    processingSeconds,
    collecting: values.collect === 'wait' ? ({ by: 'wait' } as const) : ({ by: 'poll', everySeconds } as const),
  };
  const clients = {
    connections: values.connections,
    perMinute: values['per-minute'],
    thinkSeconds: values.think === undefined ? undefined : parseSeconds('--think', values.think),
  };
  return {
    help: values.help,
    json: values.json,
    load: values.help ? { ...service, perMinute: 1 } : readLoad(clients, service, platforms[on]),
    platform: on,
    ...(values.p99 !== undefined && { p99WaitSeconds: parseSeconds('--p99', values.p99) }),
  };
}

interface ClientFlags {
  readonly connections: string | undefined;
  readonly perMinute: string | undefined;
  readonly thinkSeconds: number | undefined;
}

function readLoad(
  { connections, perMinute, thinkSeconds }: ClientFlags,
  service: Pick<Load, 'processingSeconds' | 'collecting'>,
  platform: Platform,
): Load {
  if (connections === undefined && perMinute === undefined) {
    throw new Error('Specify the load: --connections 100, or --per-minute 1200 (--help lists all flags).');
  }
  if (perMinute !== undefined && thinkSeconds !== undefined) {
    throw new Error('--think and --per-minute exclude each other: both determine how often clients ask.');
  }
  const rate = perMinute === undefined ? undefined : parsePositive('--per-minute', perMinute, MAX_PER_MINUTE);
  if (connections === undefined) return { ...service, perMinute: rate ?? 0 };

  const clients = parsePositive('--connections', connections, MAX_CONNECTIONS);
  if (!Number.isInteger(clients)) throw new Error(`--connections takes an integer, not ${connections}.`);
  const load = { ...service, connections: clients, thinkSeconds: thinkSeconds ?? 0 };
  if (rate === undefined) return load;

  // Each client asks every (clients / rate) minutes. What remains of that beside processing and collecting is think time.
  const busySeconds = load.processingSeconds + secondsBetweenQuestions(load, platform);
  const remainingSeconds = (60 * clients) / rate - busySeconds;
  if (remainingSeconds < 0) {
    const maxRate = Math.floor((60 * clients) / busySeconds);
    throw new Error(`${clients} connections cannot ask ${rate} questions per minute, only up to ${maxRate}.`);
  }
  return { ...load, thinkSeconds: remainingSeconds };
}

function parsePositive(flag: string, text: string, max: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value > 0 && value <= max)) throw new Error(`${flag} takes a number above 0 and up to ${max}, not ${text}.`);
  return value;
}

function parseSeconds(flag: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const seconds = SECONDS_PER_UNIT[unit ?? ''];
  if (number === undefined || seconds === undefined) {
    throw new Error(`${flag} takes a duration with its unit, such as 500ms, 5s or 1.5m, not ${text}.`);
  }
  return Number(number) * seconds;
}
