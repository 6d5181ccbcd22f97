import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readRestApi } from './apigateway/definition.ts';
import { serveRestApi } from './apigateway/server.ts';
import { withLocalApiUrl } from './apigateway/url.ts';
import { ACCOUNT_ID, arn, nameResources, REGION, resourcesOfType } from './cloudformation/physicalResources.ts';
import { readSynthesizedStack, type SynthesizedStack } from './cloudformation/template.ts';
import { LogGroups } from './cloudwatch/logGroups.ts';
import { logSubscriptions } from './cloudwatch/logSubscriptions.ts';
import { ensureTable } from './dynamodb/tables.ts';
import { type EmulatedService, type Emulator, startEmulator } from './emulator.ts';
import { periodMs, scheduledEvent, startSchedule } from './events/schedule.ts';
import type { FunctionDefinition, FunctionLogLine } from './lambda/definition.ts';
import { type Concurrency, LambdaFunction } from './lambda/lambdaFunction.ts';
import { QueueSource } from './lambda/sqsEventSourceMapping.ts';
import { ensureQueue, releaseInFlight } from './sqs/queues.ts';
import { lockState } from './stateLock.ts';

export interface HostOptions {
  /** The cloud assembly to run: the folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** Where queues, tables and logs are kept between runs. */
  readonly stateDirectory: string;
  /** Forgets what is kept there first. */
  readonly fresh: boolean;
  /** The API's port on 127.0.0.1; 0 for any that is free. */
  readonly port: number;
  /** Values of the template's parameters, by their names; those that the template does not have are not needed. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Whether each invocation has an execution environment of its own, as in classic Lambda, or shares one. */
  readonly concurrency: Concurrency;
  readonly onLog: (line: FunctionLogLine) => void;
  /** Told of what goes wrong in the host itself. `fatal` where nothing works without what broke. */
  readonly onError: (error: Error, fatal: boolean) => void;
}

export interface Host {
  readonly url: string;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** The stack's outputs, with the API's URL as it is here. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Has every function start anew from a newly synthesized assembly; what is in progress finishes as it began. */
  reload(): void;
  /** Takes no more requests and messages, lets what runs finish for a while, and ends with everything on disk. */
  stop(): Promise<void>;
}

/** How long running invocations may go on once the host stops. What is cut off is still in its queue. */
const GRACE_MS = 8_000;
/** An event source without a maximum of its own scales with its load on AWS; here it gets this many invocations. */
const DEFAULT_CONCURRENCY = 10;

/**
 * Runs a synthesized stack on this machine: its queues and tables on emulators, its functions in threads, its event
 * sources and its REST API on loopback.
 *
 * @throws Error that says in a line what the stack has that does not run here, or what is in the way.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { stateDirectory, onError } = options;
  const releaseState = lockState(stateDirectory);
  if (options.fresh) {
    for (const part of ['sqs', 'dynamodb', 'logs'])
      rmSync(join(stateDirectory, part), { recursive: true, force: true });
  }
  const stack = readSynthesizedStack(options.assembly);

  const emulate = (service: EmulatedService) =>
    startEmulator(service, join(stateDirectory, service), (error) => onError(error, true));
  const [sqsEmulator, dynamodbEmulator] = await Promise.all([emulate('sqs'), emulate('dynamodb')]);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ region: REGION, endpoint: sqsEmulator.endpoint, credentials });
  const dynamodb = new DynamoDBClient({ region: REGION, endpoint: dynamodbEmulator.endpoint, credentials });
  const resolve = nameResources(stack, sqsEmulator.endpoint, options.parameters);
  const properties = (logicalId: string) =>
    resolve(stack.template.Resources[logicalId]?.Properties ?? {}) as Record<string, unknown>;

  const queueUrls = new Map<string, string>();
  for (const [logicalId] of resourcesOfType(stack.template, 'AWS::SQS::Queue')) {
    const url = String(resolve({ Ref: logicalId }));
    queueUrls.set(String(resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] })), url);
    await ensureQueue(sqs, url, properties(logicalId));
    await releaseInFlight(sqs, sqsEmulator.endpoint, url);
  }
  for (const [logicalId] of resourcesOfType(stack.template, 'AWS::DynamoDB::Table')) {
    await ensureTable(dynamodb, String(resolve({ Ref: logicalId })), properties(logicalId));
  }

  const [api] = resourcesOfType(stack.template, 'AWS::ApiGateway::RestApi');
  if (!api) throw new Error(`${stack.name} has no REST API.`);
  const server = serveRestApi({
    definition: readRestApi(stack.template, api[0], resolve),
    invoke: (target, event) => functionByArn(target).invoke(event),
  });
  // Before the functions, because those that call the API are told its port.
  await listen(server, options.port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const apiId = String(resolve({ Ref: api[0] }));
  const resolveHere = (value: unknown) => withLocalApiUrl(resolve(value), apiId, url);

  const logsDirectory = join(stateDirectory, 'logs');
  const logGroups = new LogGroups(logsDirectory);
  const functions = new Map<string, LambdaFunction>();
  for (const definition of readFunctions(stack, resolveHere, [sqsEmulator, dynamodbEmulator])) {
    functions.set(
      definition.arn,
      new LambdaFunction(definition, {
        concurrency: options.concurrency,
        onLog: (line) => {
          logGroups.write(line);
          options.onLog(line);
        },
      }),
    );
  }
  const functionByArn = (target: string) => {
    const found = functions.get(target);
    if (!found) throw new Error(`The stack has no function ${target}.`);
    return found;
  };
  const functionArn = (name: string) => (name.startsWith('arn:') ? name : arn('lambda', `function:${name}`));

  const sources = resourcesOfType(stack.template, 'AWS::Lambda::EventSourceMapping').map(([logicalId]) => {
    const mapping = properties(logicalId) as {
      BatchSize?: number;
      EventSourceArn: string;
      FunctionName: string;
      FunctionResponseTypes?: string[];
      ScalingConfig?: { MaximumConcurrency?: number };
    };
    const queueUrl = queueUrls.get(mapping.EventSourceArn);
    if (queueUrl === undefined) throw new Error(`${logicalId} has an event source that is none of the stack's queues.`);
    const target = functionByArn(functionArn(mapping.FunctionName));
    return new QueueSource({
      sqs,
      queueUrl,
      queueArn: mapping.EventSourceArn,
      region: REGION,
      batchSize: mapping.BatchSize ?? 10,
      maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
      reportBatchItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      invoke: (event) => target.invoke(event),
      onError: (error) => onError(error, false),
    });
  });

  const subscriptions = logSubscriptions({
    template: stack.template,
    properties,
    functionByArn,
    logGroups,
    directory: join(logsDirectory, 'subscriptions'),
    sqs,
    queueUrls,
    onError: (error) => onError(error, false),
  });

  for (const source of sources) source.start();
  subscriptions.start();
  const endSchedules = resourcesOfType(stack.template, 'AWS::Events::Rule').flatMap(([logicalId]) => {
    const rule = properties(logicalId) as { ScheduleExpression: string; State?: string; Targets?: { Arn: string }[] };
    if (rule.State === 'DISABLED') return [];
    const ruleArn = String(resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
    return (rule.Targets ?? []).map(({ Arn }) =>
      startSchedule(periodMs(rule.ScheduleExpression), (time) => {
        // What goes wrong there, the function's own log says.
        void functionByArn(Arn).invoke(scheduledEvent(time, ruleArn, ACCOUNT_ID, REGION));
      }),
    );
  });

  return {
    url,
    sqsEndpoint: sqsEmulator.endpoint,
    dynamodbEndpoint: dynamodbEmulator.endpoint,
    outputs: Object.fromEntries(
      Object.entries(stack.template.Outputs ?? {}).map(([name, { Value }]) => [name, String(resolveHere(Value))]),
    ),

    reload() {
      const next = readSynthesizedStack(options.assembly);
      for (const definition of readFunctions(next, resolveHere, [sqsEmulator, dynamodbEmulator])) {
        functionByArn(definition.arn).reload(definition);
      }
    },

    async stop() {
      for (const end of endSchedules) end();
      server.close();
      server.closeIdleConnections();
      const { targets } = subscriptions;
      const others = [...functions.values()].filter((one) => !targets.has(one));
      await Promise.all([...sources.map((source) => source.stop()), ...others.map((one) => one.stop(GRACE_MS))]);
      server.closeAllConnections();
      await subscriptions.stop();
      await Promise.all([...targets].map((one) => one.stop(0)));
      sqs.destroy();
      dynamodb.destroy();
      await Promise.all([sqsEmulator.stop(), dynamodbEmulator.stop(), logGroups.close()]);
      releaseState();
    },
  };
}

/** The stack's functions, as Lambda would run them, with the SDK's standard environment variables leading to the emulators. */
function readFunctions(
  { template, assetDirectory }: SynthesizedStack,
  resolve: (value: unknown) => unknown,
  [sqs, dynamodb]: [Emulator, Emulator],
): FunctionDefinition[] {
  return resourcesOfType(template, 'AWS::Lambda::Function').map(([logicalId, resource]) => {
    const properties = resolve(resource.Properties) as {
      Code: { S3Key: string };
      Environment?: { Variables?: Record<string, string> };
      Handler: string;
      LoggingConfig?: { SystemLogLevel?: FunctionDefinition['systemLogLevel'] };
      MemorySize?: number;
      Timeout?: number;
    };
    return {
      name: String(resolve({ Ref: logicalId })),
      arn: String(resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] })),
      codeDirectory: assetDirectory(properties.Code.S3Key),
      handler: properties.Handler,
      environment: {
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_SQS: sqs.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        ...properties.Environment?.Variables,
      },
      // Lambda's defaults: 3 seconds, 128 MB.
      timeoutMs: (properties.Timeout ?? 3) * 1000,
      memoryMegabytes: properties.MemorySize ?? 128,
      systemLogLevel: properties.LoggingConfig?.SystemLogLevel ?? 'INFO',
    };
  });
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken. Choose another: PORT=8001 npm start`) : error,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
