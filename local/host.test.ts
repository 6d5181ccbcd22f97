import { chmod, glob, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { type HostOptions, PortInUseError, StateInUseError, startHost } from './host.ts';
import { StateLock } from './stateLock.ts';

/** Responds to requests with its environment variables, and takes messages. */
const SOURCE = `
  export const handler = async (event) => {
    console.log('invoked');
    return event.Records ? null : { body: JSON.stringify(process.env) };
  };`;

/** Synthesizes a stack with a resource of each service, into a directory of its own. @returns the host's options for it */
async function example(schedule = Schedule.rate(Duration.days(1))) {
  const directory = await mkdtemp(join(tmpdir(), 'host-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const code = await mkdtemp(join(directory, 'code-'));
  await writeFile(join(code, 'index.mjs'), SOURCE);
  const assembly = join(directory, 'cdk.out');

  const app = new App({ outdir: assembly, analyticsReporting: false });
  const stack = new Stack(app, 'Example');
  const example = new LambdaFunction(stack, 'Function', {
    code: Code.fromAsset(code),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
  const queue = new Queue(stack, 'Queue');
  example.addEventSource(new SqsEventSource(queue));
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  const api = new RestApi(stack, 'Api');
  api.root.addMethod('GET', new LambdaIntegration(example));
  new Rule(stack, 'Rule', { schedule, targets: [new LambdaTarget(example)] });
  example.addEnvironment('QUEUE_URL', queue.queueUrl);
  example.addEnvironment('TABLE', table.tableName);
  app.synth();

  const errors: string[] = [];
  const lines: string[] = [];
  const options: HostOptions = {
    assembly,
    stateDirectory: join(directory, 'state'),
    fresh: false,
    port: 0,
    concurrency: 'shared',
    onLog: ({ message }) => lines.push(message),
    onError: ({ message }) => errors.push(message),
  };
  return { options, errors, lines };
}

const report = z.object({
  workers: z.array(z.unknown()),
  libuv: z.array(
    z.object({ type: z.string(), localEndpoint: z.unknown().optional(), remoteEndpoint: z.unknown().optional() }),
  ),
});

/** The worker threads of this process, and the sockets on which its main thread listens. */
function threadsAndListeners() {
  // Without the names of remote endpoints, whose look-up blocks. The types of Node 24 lack this property.
  Object.assign(process.report, { excludeNetwork: true });
  const { workers, libuv } = report.parse(process.report.getReport());
  const listeners = libuv.filter(
    ({ type, localEndpoint, remoteEndpoint }) => type === 'tcp' && localEndpoint && !remoteEndpoint,
  );
  return { threads: workers.length, listeners: listeners.length };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The permissions of the directory and of everything in it, by path. */
async function modesIn(directory: string) {
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
  const files = new Map<string, number>();
  const directories = new Map([[directory, await modeOf(directory)]]);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    (entry.isDirectory() ? directories : files).set(path, await modeOf(path));
  }
  return { files, directories };
}

/** Sends a GET request. `fetch` does not let its caller set the Host header. */
function statusOf(url: string, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

describe('a host', () => {
  it('runs a stack, frees everything when it stops, and runs it again with the same state', async () => {
    const before = threadsAndListeners();
    const { options, errors, lines } = await example();
    const port = await freePort();
    for (let run = 0; run < 2; run += 1) {
      const host = await startHost({ ...options, port });
      expect(host.url).toBe(`http://127.0.0.1:${port}`);
      expect(await (await fetch(host.url)).json()).toMatchObject({
        AWS_ENDPOINT_URL_SQS: host.sqsEndpoint,
        AWS_ENDPOINT_URL_DYNAMODB: host.dynamodbEndpoint,
        QUEUE_URL: expect.stringMatching(`^${host.sqsEndpoint}/000000000000/Example-Queue`),
        TABLE: expect.stringMatching(/^Example-Table/),
      });
      expect(Object.values(host.outputs)).toEqual([`${host.url}/`]);
      expect(threadsAndListeners().threads).toBe(before.threads + 3);
      await host.stop();
      expect(threadsAndListeners()).toEqual(before);
    }
    expect(lines.filter((line) => line === 'invoked')).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it('refuses requests for other hosts and from pages of other sites at every listener', async () => {
    const { options } = await example();
    const host = await startHost({ ...options, allowedHosts: ['augur.test'] });
    onTestFinished(() => host.stop());
    for (const url of [host.url, host.sqsEndpoint, host.dynamodbEndpoint]) {
      expect(await statusOf(url, { Host: 'example.com' })).toBe(403);
      expect(await statusOf(url, { Origin: 'https://example.com' })).toBe(403);
      expect(await statusOf(url, { Host: 'localhost', Origin: 'http://localhost:3000' })).not.toBe(403);
      expect(await statusOf(url, { Host: 'augur.test', Origin: 'https://augur.test' })).not.toBe(403);
    }
  });

  it.each([0o000, 0o022, 0o177])(
    'creates files that only its user can read, and restores the umask, with the umask %i',
    async (umask) => {
      const { options } = await example();
      const original = process.umask(umask);
      onTestFinished(() => void process.umask(original));
      const host = await startHost(options);
      await fetch(host.url);
      await host.stop();
      const { files, directories } = await modesIn(options.stateDirectory);
      expect(files.size).toBeGreaterThan(3);
      expect(new Set(files.values())).toEqual(new Set([0o600]));
      expect(new Set(directories.values())).toEqual(new Set([0o700]));
      expect(process.umask()).toBe(umask);
    },
  );

  it('makes the files of earlier runs private, and leaves files in the state directory that are not its own', async () => {
    const { options } = await example();
    const { stateDirectory } = options;
    const group = join(stateDirectory, 'logs', 'aws', 'lambda');
    const [log, other] = [join(group, 'Example.jsonl'), join(stateDirectory, 'notes.txt')];
    await mkdir(group, { recursive: true });
    for (const file of [log, other]) await writeFile(file, '');
    for (const path of [group, log, other]) await chmod(path, 0o755);
    const host = await startHost({ ...options, fresh: false });
    await host.stop();
    const { files, directories } = await modesIn(stateDirectory);
    expect([directories.get(group), files.get(log), files.get(other)]).toEqual([0o700, 0o600, 0o755]);
  });

  it('runs further invocations with the code of the assembly after it reloads', async () => {
    const { options } = await example();
    const host = await startHost(options);
    onTestFinished(() => host.stop());
    await fetch(host.url);
    for await (const file of glob('asset.*/index.mjs', { cwd: options.assembly })) {
      await writeFile(join(options.assembly, file), "export const handler = async () => ({ body: 'new' });");
    }
    host.reload(options.assembly);
    expect(await (await fetch(host.url)).text()).toBe('new');
  });

  it('leaves no thread, socket and lock when its last service cannot be set up', async () => {
    const before = threadsAndListeners();
    const { options } = await example(Schedule.cron({}));
    const port = await freePort();
    await expect(startHost({ ...options, port })).rejects.toThrow('The schedule cron(* * * * ? *) is not supported');
    expect(threadsAndListeners()).toEqual(before);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();

    const { options: supported } = await example();
    const host = await startHost({ ...supported, port, stateDirectory: options.stateDirectory });
    await host.stop();
  });

  it('rejects with a PortInUseError, and leaves no thread and lock, when another process listens on the port', async () => {
    const other = createServer();
    onTestFinished(() => void other.close());
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const before = threadsAndListeners();
    const { options } = await example();
    const error = await startHost({ ...options, port }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(PortInUseError);
    expect(error).toMatchObject({ port });
    expect(threadsAndListeners()).toEqual(before);
    const host = await startHost(options);
    await host.stop();
  });

  it('rejects with a StateInUseError, and leaves the lock of the other host, when that uses the state directory', async () => {
    const { options } = await example();
    const { stateDirectory } = options;
    const other = new StateLock(stateDirectory);
    await other.start();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const error = await startHost(options).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(StateInUseError);
      expect(error).toMatchObject({ directory: stateDirectory });
    }
    await other.stop();
  });
});
