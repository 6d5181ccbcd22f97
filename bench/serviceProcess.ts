import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../cli/root.ts';

/** A service in a process of its own, as `npm start` runs it once the dependencies are installed. */
export interface EmbeddedRun {
  /** The API's URL, without a slash at its end. */
  readonly url: string;
  readonly pid: number;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** Everything that it has printed so far, without colours. */
  output(): string;
  /** How many lines of its log say that a task has succeeded. */
  answers(taskId: string): number;
  /** Sends SIGINT, as Ctrl-C does. @returns the exit code; null if a signal ended the process */
  stop(): Promise<number | null>;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
}

/**
 * Starts the service on a free port and waits until it is ready.
 *
 * @param flags as `npm start --` takes them
 * @throws Error with what it printed, if it exits instead
 */
export function startEmbedded(...flags: string[]): Promise<EmbeddedRun> {
  return startEmbeddedIn({}, ...flags);
}

/** Like `startEmbedded`, with environment variables in addition to those of this process. */
export async function startEmbeddedIn(
  environment: Readonly<Record<string, string>>,
  ...flags: string[]
): Promise<EmbeddedRun> {
  // Without the launcher: an installation would replace the dependencies of the process that calls this.
  const child = spawn(process.execPath, [join(root, 'cli', 'start', 'main.ts'), ...flags], {
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
      throw new Error(`The service exited instead of starting:\n${lines.join('\n')}`);
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
  if (!match) throw new Error(`The banner has no match for ${pattern}`);
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
