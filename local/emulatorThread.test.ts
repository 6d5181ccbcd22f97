import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EmulatorThread } from './emulatorThread.ts';

/** Creates an emulator whose thread has this source. @returns the emulator, and the failures that it reports */
async function create(source: string) {
  const parent = await mkdtemp(join(tmpdir(), 'emulator-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const directory = join(parent, 'state');
  const failed = Promise.withResolvers<Error>();
  const failures: string[] = [];
  const emulator = new EmulatorThread({
    serviceName: 'Example',
    module: new URL(
      `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads';${source}`)}`,
    ),
    directory,
    allowedHosts: [],
    onFailure(error) {
      failures.push(error.message);
      failed.resolve(error);
    },
  });
  return { directory, emulator, failed: failed.promise, failures };
}

const READY = 'parentPort.postMessage({ port: 4000 });';

it('has the endpoint of the port that the thread sends, and stops without reporting a failure', async () => {
  const { emulator, failures } = await create(`parentPort.once('message', () => process.exit(0)); ${READY}`);
  expect(() => emulator.endpoint).toThrow('Example has not started');
  await emulator.start();
  expect(emulator.endpoint).toBe('http://127.0.0.1:4000');
  await emulator.stop();
  expect(failures).toEqual([]);
});

it.each([
  ['throws', "throw new Error('no disk')", 'no disk'],
  ['exits', 'process.exit(3)', 'its thread exited with code 3'],
])('rejects when the thread %s before it serves', async (_, source, reason) => {
  const { directory, emulator, failures } = await create(source);
  const message = `Example failed (${reason}). Does another process use ${directory}?`;
  await expect(emulator.start()).rejects.toThrow(message);
  await emulator.stop();
  expect(failures).toEqual([]);
});

it.each([
  ['throws', "throw new Error('disk full')", 'disk full'],
  ['exits', 'process.exit(3)', 'its thread exited with code 3'],
])('reports once when the thread %s after it serves, and can be stopped then', async (_, source, reason) => {
  const { directory, emulator, failed, failures } = await create(
    `import { workerData } from 'node:worker_threads';
     new BroadcastChannel(workerData.directory).onmessage = () => { ${source} };
     ${READY}`,
  );
  await emulator.start();
  // Not earlier: an error of the thread may arrive before a message that it has sent before.
  const channel = new BroadcastChannel(directory);
  onTestFinished(() => channel.close());
  channel.postMessage('fail');
  await failed;
  await emulator.stop();
  expect(failures).toEqual([expect.stringContaining(reason)]);
});

it.each([
  'IO error: 3.log: No space left on device',
  'database or disk is full',
  'ENOSPC: no space left on device, write',
])('names the full disk as the cause when the thread throws: %s', async (reason) => {
  const { directory, emulator } = await create(`throw new Error(${JSON.stringify(reason)})`);
  await expect(emulator.start()).rejects.toThrow(`Example failed (${reason}). Free space on the disk of ${directory}.`);
});
