import { rmSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { ApiGatewayService } from './apigateway/service.ts';
import { CREDENTIALS } from './cloudformation/account.ts';
import { nameResources } from './cloudformation/physicalResources.ts';
import { stackResources } from './cloudformation/stackResource.ts';
import { readSynthesizedStack, type SynthesizedStack } from './cloudformation/template.ts';
import { LogGroups } from './cloudwatch/logGroups.ts';
import { LogSubscriptions } from './cloudwatch/logSubscriptions.ts';
import { DynamoDbService } from './dynamodb/service.ts';
import { TimeToLive } from './dynamodb/timeToLive.ts';
import { EventsService } from './events/service.ts';
import type { FunctionLogLine } from './lambda/definition.ts';
import type { FunctionResources } from './lambda/functionResources.ts';
import type { Concurrency } from './lambda/lambdaFunction.ts';
import { LambdaService } from './lambda/service.ts';
import { PrivateFiles } from './privateFiles.ts';
import { ServiceGroup } from './service.ts';
import { SqsService } from './sqs/service.ts';
import { StateLock } from './stateLock.ts';

export { PortInUseError } from './apigateway/service.ts';
export { StateInUseError } from './stateLock.ts';

export interface HostOptions {
  /** The cloud assembly: the directory that `cdk synth` wrote. */
  readonly assembly: string;
  /** Where messages, items and logs are kept between runs. */
  readonly stateDirectory: string;
  /** Whether what earlier runs have kept is deleted first. */
  readonly fresh: boolean;
  /** The port of the REST API on 127.0.0.1; 0 for any free port. */
  readonly port: number;
  /**
   * Further host names or addresses that the `Host` and `Origin` headers of requests may have, without a port. Those of the
   * loopback interface are always allowed. None by default.
   */
  readonly allowedHosts?: readonly string[];
  /** The values of the template's parameters, by name. Those of parameters that the template lacks are ignored. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Whether invocations share execution environments. */
  readonly concurrency: Concurrency;
  /** Called with each line that a function writes, or that Lambda writes about it. */
  readonly onLog: (line: FunctionLogLine) => void;
  /** Called with each error of the host itself. After a fatal one, the host has to be stopped. */
  readonly onError: (error: Error, fatal: boolean) => void;
}

/** A stack that runs on this machine. */
export interface Host {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** The stack's outputs, with the URL of the API on this machine. */
  readonly outputs: Readonly<Record<string, string>>;
  /**
   * Replaces the functions with those of another assembly of the stack. Invocations in progress finish with the code that
   * they started with. Changes to other resources have no effect.
   *
   * @throws Error when the assembly has functions or references that the running stack lacks.
   */
  reload(assembly: string): void;
  /**
   * Accepts no more requests and messages, gives invocations in progress eight seconds to finish, and frees everything.
   * Messages that are not processed stay in their queues.
   */
  stop(): Promise<void>;
}

/**
 * Runs a synthesized stack on this machine.
 *
 * @throws StateInUseError when another host uses the state directory.
 * @throws PortInUseError when another process listens on the port.
 * @throws Error that names what the stack has that is not supported on this machine.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const services = new ServiceGroup();
  try {
    return await startServices(options, services);
  } catch (error) {
    await services.stop().catch((cause) => options.onError(cause, false));
    throw error;
  }
}

/** The parts of the state directory. Everything else in it is not the host's. */
const STATE_DIRECTORIES = ['sqs', 'dynamodb', 'logs'];

async function startServices(options: HostOptions, services: ServiceGroup): Promise<Host> {
  const { allowedHosts = [], assembly, concurrency, parameters, port, stateDirectory } = options;
  const onError = (error: Error) => options.onError(error, false);
  const onFailure = (error: Error) => options.onError(error, true);
  const directory = (name: string) => join(stateDirectory, name);

  await services.start(new PrivateFiles(['lock', ...STATE_DIRECTORIES].map(directory)));
  await services.start(new StateLock(stateDirectory));
  if (options.fresh) {
    for (const name of STATE_DIRECTORIES) rmSync(directory(name), { recursive: true, force: true });
  }

  const stack = readSynthesizedStack(assembly);
  const { template } = stack;
  const resolve = nameResources(stack, { queueUrl: (queueName) => sqs.queueUrl(queueName), parameters });
  const resourcesOf = (type: string) => stackResources(template, type, resolve);

  const sqs = new SqsService({
    queues: resourcesOf('AWS::SQS::Queue'),
    directory: directory('sqs'),
    allowedHosts,
    onFailure,
  });
  const tables = resourcesOf('AWS::DynamoDB::Table');
  const dynamodb = new DynamoDbService({ tables, directory: directory('dynamodb'), allowedHosts, onFailure });
  const api = new ApiGatewayService({
    template,
    resolve,
    port,
    allowedHosts,
    invoke: (functionArn, event) => lambda.functionByArn(functionArn).invoke(event),
  });
  const logGroups = new LogGroups(directory('logs'), { onError });
  // Before Lambda, because functions log until they have ended.
  await services.start(sqs, dynamodb, logGroups);
  // Before Lambda, because the environment variables of functions may contain the API's URL. No request is read before
  // the next turn of the event loop, and Lambda is there by then.
  await services.start(api);

  const subscriptions = new LogSubscriptions({
    subscriptionFilters: resourcesOf('AWS::Logs::SubscriptionFilter'),
    logGroups,
    directory: join(directory('logs'), 'subscriptions'),
    invokeAsync: (functionArn, event) => lambda.invokeAsync(functionArn, event),
    onError,
  });
  const resolveWithUrl = (value: unknown) => api.replaceUrl(resolve(value));
  const functionResources = ({ template, assetDirectory }: SynthesizedStack): FunctionResources => ({
    functions: stackResources(template, 'AWS::Lambda::Function', resolveWithUrl),
    assetDirectory,
    environment: {
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      // Lambda has no such files. By default the SDK would read those of this machine's user.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    },
  });
  const lambda = new LambdaService({
    ...functionResources(stack),
    eventSourceMappings: resourcesOf('AWS::Lambda::EventSourceMapping'),
    eventInvokeConfigs: resourcesOf('AWS::Lambda::EventInvokeConfig'),
    logConsumers: subscriptions.destinations,
    concurrency,
    sqs: sqs.client,
    queueUrl: (queueArn) => sqs.queueUrlByArn(queueArn),
    onLog(line) {
      logGroups.write(line);
      options.onLog(line);
    },
    onError,
  });
  const events = new EventsService({
    rules: resourcesOf('AWS::Events::Rule'),
    functionByArn: (functionArn) => lambda.functionByArn(functionArn),
  });
  await services.start(lambda);
  await services.start(subscriptions);
  await services.start(events, new TimeToLive({ tables, endpoint: () => dynamodb.endpoint, onError }));

  const outputs = Object.entries(template.Outputs ?? {});
  return {
    url: api.url,
    sqsEndpoint: sqs.endpoint,
    dynamodbEndpoint: dynamodb.endpoint,
    outputs: Object.fromEntries(outputs.map(([name, { Value }]) => [name, String(resolveWithUrl(Value))])),
    reload: (changed) => lambda.reload(functionResources(readSynthesizedStack(changed))),
    async stop() {
      try {
        await services.drain();
      } finally {
        await services.stop();
      }
    },
  };
}
