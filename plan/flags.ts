import { parseArgs } from 'node:util';
import type { Load } from './load.ts';
import { betweenQuestionsSeconds, type Platform, platforms } from './platform.ts';

/** What is typed behind `npm run plan --`. */
export interface Flags {
  readonly help: boolean;
  readonly json: boolean;
  readonly load: Load;
  readonly platform: keyof typeof platforms;
  readonly p99WaitSeconds?: number;
}

const MAX_CONNECTIONS = 10_000_000;
const MAX_PER_MINUTE = 1e9;
/** The stack's own bound. */
const MAX_PROCESSING_SECONDS = 800;
const LEAST_PROCESSING_SECONDS = 0.001;

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60 };

/**
 * Reads the flags.
 *
 * @throws Error that says in one line what is wrong and what would be right
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
      processing: { type: 'string', default: '5s' },
      think: { type: 'string' },
    },
  });
  const { on } = values;
  if (on !== 'aws' && on !== 'embedded') throw new Error(`--on takes aws or embedded, not ${on}.`);
  if (values.collect !== 'poll' && values.collect !== 'wait') {
    throw new Error(`--collect takes poll or wait, not ${values.collect}.`);
  }
  const processingSeconds = seconds('--processing', values.processing);
  if (processingSeconds < LEAST_PROCESSING_SECONDS || processingSeconds > MAX_PROCESSING_SECONDS) {
    throw new Error(`--processing goes from 1ms to ${MAX_PROCESSING_SECONDS}s, not ${values.processing}.`);
  }
  const everySeconds = seconds('--poll', values.poll);
  if (everySeconds === 0) throw new Error('--poll takes more than 0, such as 1s.');
  const common = {
    processingSeconds,
    collecting: values.collect === 'wait' ? ({ by: 'wait' } as const) : ({ by: 'poll', everySeconds } as const),
  };
  const given = {
    connections: values.connections,
    perMinute: values['per-minute'],
    thinkSeconds: values.think === undefined ? undefined : seconds('--think', values.think),
  };
  return {
    help: values.help,
    json: values.json,
    load: values.help ? { ...common, perMinute: 1 } : readLoad(given, common, platforms[on]),
    platform: on,
    ...(values.p99 !== undefined && { p99WaitSeconds: seconds('--p99', values.p99) }),
  };
}

interface Given {
  readonly connections: string | undefined;
  readonly perMinute: string | undefined;
  readonly thinkSeconds: number | undefined;
}

function readLoad(
  { connections, perMinute, thinkSeconds }: Given,
  common: Pick<Load, 'processingSeconds' | 'collecting'>,
  platform: Platform,
): Load {
  if (connections === undefined && perMinute === undefined) {
    throw new Error('Say how much is asked: --connections 100, or --per-minute 1200 (--help shows all flags).');
  }
  if (perMinute !== undefined && thinkSeconds !== undefined) {
    throw new Error('--think and --per-minute exclude each other: each says how often clients ask.');
  }
  const rate = perMinute === undefined ? undefined : positive('--per-minute', perMinute, MAX_PER_MINUTE);
  if (connections === undefined) return { ...common, perMinute: rate ?? 0 };

  const number = positive('--connections', connections, MAX_CONNECTIONS);
  if (!Number.isInteger(number)) throw new Error(`--connections takes a whole number, not ${connections}.`);
  const load = { ...common, connections: number, thinkSeconds: thinkSeconds ?? 0 };
  if (rate === undefined) return load;

  // So many clients ask that often in all when each thinks for the rest of its share of the time.
  const busySeconds = load.processingSeconds + betweenQuestionsSeconds(load, platform);
  const restSeconds = (60 * number) / rate - busySeconds;
  if (restSeconds < 0) {
    const most = Math.floor((60 * number) / busySeconds);
    throw new Error(`${number} connections cannot ask ${rate} questions a minute: ${most} at most.`);
  }
  return { ...load, thinkSeconds: restSeconds };
}

function positive(flag: string, text: string, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value > 0 && value <= most)) throw new Error(`${flag} takes a number above 0 and up to ${most}, not ${text}.`);
  return value;
}

function seconds(flag: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const factor = UNITS[unit ?? ''];
  if (number === undefined || factor === undefined) {
    throw new Error(`${flag} takes a time with its unit, such as 500ms, 5s or 1.5m, not ${text}.`);
  }
  return Number(number) * factor;
}
