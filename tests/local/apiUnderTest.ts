import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type RestApiDefinition, readRestApi } from '../../local/apigateway/definition.ts';
import { createRestApiServer, type RestApiServerOptions } from '../../local/apigateway/server.ts';
import { createResolver } from '../../local/cloudformation/intrinsics.ts';
import { refuseUnknown } from '../../local/cloudformation/knownProperties.ts';
import type { Template as SynthesizedTemplate } from '../../local/cloudformation/template.ts';

/** What a test needs to define its API. */
export interface Scope {
  readonly stack: Stack;
  /** Creates an integration with a function. The function's name is the end of its ARN. */
  lambda(name: string, options?: ConstructorParameters<typeof LambdaIntegration>[1]): LambdaIntegration;
}

/** Synthesizes a stack with one API. */
export function synthesizeApi(build: (scope: Scope) => RestApi): { template: SynthesizedTemplate; logicalId: string } {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Test');
  const api = build({
    stack,
    lambda: (name, options) =>
      new LambdaIntegration(
        new LambdaFunction(stack, name, {
          code: Code.fromInline('exports.handler = async () => {}'),
          handler: 'index.handler',
          runtime: Runtime.NODEJS_24_X,
        }),
        options,
      ),
  });
  const template = Template.fromStack(stack).toJSON() as SynthesizedTemplate;
  const [logicalId = ''] =
    Object.entries(template.Resources).find(
      ([, { Type, Properties }]) => Type === 'AWS::ApiGateway::RestApi' && Properties?.Name === api.restApiName,
    ) ?? [];
  return { template, logicalId };
}

/** Reads an API from a template. Resources have their logical ids as physical ids. */
export function readApi(template: SynthesizedTemplate, logicalId: string): RestApiDefinition {
  refuseUnknown(template);
  const resources = new Map(
    Object.keys(template.Resources).map((id) => [
      id,
      {
        ref: id,
        // CDK appends eight digits of a hash to the name that the test has given.
        attributes: { RootResourceId: `${id}-root`, Arn: `arn:aws:lambda:us-east-1:0:function:${id.slice(0, -8)}` },
      },
    ]),
  );
  const parameters = new Map([
    ['AWS::Partition', 'aws'],
    ['AWS::Region', 'us-east-1'],
    ['AWS::AccountId', '0'],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
  return readRestApi(template, logicalId, createResolver({ resources, parameters }));
}

export function defineApi(build: (scope: Scope) => RestApi): RestApiDefinition {
  const { template, logicalId } = synthesizeApi(build);
  return readApi(template, logicalId);
}

/** An API that is being served, and the invocations of its functions. */
export interface ServedApi extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  readonly invocations: { readonly functionName: string; readonly event: APIGatewayProxyEvent }[];
  /** The event of the latest invocation, after the conversion to JSON and back. */
  event(): APIGatewayProxyEvent;
}

type Invoke = RestApiServerOptions['invoke'];

/** Serves an API on a free port of 127.0.0.1. Without `invoke`, functions respond with 200 and their names. */
export async function serveApi(
  definition: RestApiDefinition,
  options: Partial<Omit<RestApiServerOptions, 'definition'>> = {},
): Promise<ServedApi> {
  const invocations: { functionName: string; event: APIGatewayProxyEvent }[] = [];
  const invoke: Invoke = async (functionArn, event) => {
    const functionName = functionArn.split(':').at(-1) ?? '';
    invocations.push({ functionName, event });
    return options.invoke?.(functionArn, event) ?? { ok: true, payload: { statusCode: 200, body: functionName } };
  };
  const server = createRestApiServer({ ...options, definition, invoke });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    invocations,
    event() {
      const latest = invocations.at(-1);
      if (!latest) throw new Error('No function was invoked.');
      return JSON.parse(JSON.stringify(latest.event)) as APIGatewayProxyEvent;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Sends bytes over a new connection.
 *
 * @returns the bytes that are received until the connection is closed
 * @throws Error when the connection fails, such as EPIPE when the server has closed it
 */
export async function exchange(port: number, request: string | ((socket: Socket) => void)): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('close', () => resolve());
  socket.on('error', reject);
  if (typeof request === 'string') socket.write(request);
  else request(socket);
  await promise;
  return Buffer.concat(chunks).toString('latin1');
}
