import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { FunctionDefinition, FunctionLogLine } from '../../local/lambda/definition.ts';
import { type Concurrency, LambdaFunction } from '../../local/lambda/lambdaFunction.ts';

interface Setup extends Partial<Omit<FunctionDefinition, 'codeDirectory'>> {
  readonly concurrency?: Concurrency;
  /** The file of the handler's module. */
  readonly file?: string;
}

/** Creates a function whose handler's module has this source, in its own directory. It stops with the test. */
export async function createFunction(
  source: string,
  { concurrency = 'shared', file = 'index.mjs', ...rest }: Setup = {},
) {
  const codeDirectory = await mkdtemp(join(tmpdir(), 'function-'));
  await writeFile(join(codeDirectory, file), source);
  const lines: FunctionLogLine[] = [];
  const listeners = new Set<() => void>();
  const onLog = (line: FunctionLogLine) => {
    lines.push(line);
    for (const listener of listeners) listener();
  };
  const definition: FunctionDefinition = {
    name: 'example',
    arn: 'arn:aws:lambda:eu-central-1:000000000000:function:example',
    codeDirectory,
    handler: 'index.handler',
    environment: {},
    timeoutMs: 60_000,
    memoryMegabytes: 256,
    systemLogLevel: 'WARN',
    ...rest,
  };
  const tested = new LambdaFunction(definition, { concurrency, onLog });
  const channel = new BroadcastChannel(codeDirectory);
  onTestFinished(async () => {
    vi.useRealTimers();
    channel.close();
    await tested.stop(0);
    await rm(codeDirectory, { recursive: true });
  });
  return {
    definition,
    invoke: (...events: [] | [unknown]) => tested.invoke(events.length === 0 ? {} : events[0]),
    reload: (changed?: FunctionDefinition) => tested.reload(changed),
    stop: (graceMs: number) => tested.stop(graceMs),
    lines,
    messages: () => lines.map(({ message }) => message),
    /** Resolves when the function has written this line `times` times, in any of its invocations. */
    logged: (message: string, times = 1) =>
      new Promise<void>((resolve) => {
        const listen = () => {
          if (lines.filter((line) => line.message === message).length >= times) resolve();
        };
        listeners.add(listen);
        listen();
      }),
    /** Resolves `opened()` in all environments of the function. */
    open: () => channel.postMessage('open'),
    directory: codeDirectory,
  };
}

export const ok = (payload: unknown) => ({ ok: true, payload });
export const failed = (errorType: string, errorMessage: unknown) => ({ ok: false, errorType, errorMessage });

/** Fakes the timers of this thread. Those in the threads of functions stay real. */
export const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

/** Whether a promise is pending after all messages that have arrived are handled. */
export const isPending = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => false), new Promise((resolve) => setImmediate(resolve, true))]);

/** Source that defines `opened()`, which resolves when the test calls `open`. */
export const OPENED = `
  const opened = () => new Promise((resolve) => {
    const channel = new BroadcastChannel(import.meta.dirname);
    channel.onmessage = () => { channel.close(); resolve(); };
  });`;

/** Source that defines `number`: 1 in the first environment that was started, 2 in the second. */
export const NUMBER = `
  import { appendFileSync, statSync } from 'node:fs';
  appendFileSync(import.meta.dirname + '/starts', 'x');
  const number = statSync(import.meta.dirname + '/starts').size;`;

/** Source of a handler that returns the number of its environment, after the action that the event names. */
export const ACTING = `${OPENED}${NUMBER}
  export const handler = async ({ action }) => {
    const opening = action === 'wait' ? opened() : undefined;
    if (action !== undefined) console.log(action);
    await opening;
    if (action === 'loop') for (;;);
    if (action === 'hang') await new Promise(() => {});
    return number;
  };`;
