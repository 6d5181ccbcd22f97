import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import type { Run } from '../../tests/endToEnd/run.ts';

const root = join(import.meta.dirname, '..', '..');

/** A run of the service in a process of its own, as `npm start` runs it. */
export interface EmbeddedRun extends Run {
  /** Of its process. */
  readonly pid: number;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** Ctrl-C. @returns the exit code */
  stop(): Promise<number | null>;
  /** SIGKILL: no chance to put anything in order. */
  kill(): Promise<void>;
}

/**
 * Starts the service on a free port and waits until its banner is there.
 *
 * @param flags as `npm start --` takes them
 * @throws Error with what it printed when it ends instead
 */
export function startEmbedded(...flags: string[]): Promise<EmbeddedRun> {
  return startEmbeddedIn({}, ...flags);
}

/** As `startEmbedded`, with environment variables of its own. */
export async function startEmbeddedIn(
  environment: Readonly<Record<string, string>>,
  ...flags: string[]
): Promise<EmbeddedRun> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.mjs'), ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment, PORT: '0' },
  });
  const lines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    const read = (line: string) => {
      lines.push(stripVTControlCharacters(line));
      if (line.includes('Ctrl-C stops it')) resolve();
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
  });
  const exit = once(child, 'close') as Promise<[number | null]>;
  await Promise.race([
    ready,
    exit.then(() => {
      throw new Error(`It ended instead of starting:\n${lines.join('\n')}`);
    }),
  ]);
  const [sqsEndpoint = '', dynamodbEndpoint = ''] = find(lines, /SQS, DynamoDB\s+(\S+), (\S+)/);
  const [url = ''] = find(lines, /answers at (\S+)/);
  return {
    url,
    pid: child.pid ?? 0,
    sqsEndpoint,
    dynamodbEndpoint,
    output: () => lines.join('\n'),
    answers: (taskId) => lines.filter((line) => line.includes(`Task succeeded task_id=${taskId}`)).length,
    stop: () => end(child, 'SIGINT', exit),
    async kill() {
      await end(child, 'SIGKILL', exit);
    },
  };
}

function find(lines: string[], pattern: RegExp): string[] {
  const match = lines.map((line) => pattern.exec(line)).find((found) => found !== null);
  if (!match) throw new Error(`Nothing in the banner matches ${pattern}`);
  return match.slice(1);
}

async function end(
  child: ChildProcess,
  signal: NodeJS.Signals,
  exit: Promise<[number | null]>,
): Promise<number | null> {
  child.kill(signal);
  const [code] = await exit;
  return code;
}
