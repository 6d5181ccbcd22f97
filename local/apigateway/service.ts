import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Resolve } from '../cloudformation/intrinsics.ts';
import { stackResources } from '../cloudformation/stackResource.ts';
import type { Template } from '../cloudformation/template.ts';
import { guardRequests } from '../requestGuard.ts';
import type { Service } from '../service.ts';
import { readRestApi } from './definition.ts';
import { replaceExecuteApiUrl } from './executeApiUrl.ts';
import { createRestApiServer, type FunctionResult } from './server.ts';

/** Another process listens on the port. */
export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(`Port ${port} is in use.`, options);
    this.name = 'PortInUseError';
    this.port = port;
  }
}

export interface ApiGatewayServiceOptions {
  readonly template: Template;
  readonly resolve: Resolve;
  /** On 127.0.0.1; 0 for any free port. */
  readonly port: number;
  /** The host names, besides those of the loopback interface, to which it responds. */
  readonly allowedHosts: readonly string[];
  readonly invoke: (functionArn: string, event: APIGatewayProxyEvent) => Promise<FunctionResult>;
}

/** API Gateway: the REST API of the stack. */
export class ApiGatewayService implements Service {
  readonly #apiId: string;
  readonly #port: number;
  readonly #server: Server;

  /**
   * @throws Error when the stack does not have exactly one REST API.
   * @throws Error that names a resource or a property of the API that is not supported on this machine.
   */
  constructor({ template, resolve, port, allowedHosts, invoke }: ApiGatewayServiceOptions) {
    const [api, ...others] = stackResources(template, 'AWS::ApiGateway::RestApi', resolve);
    if (!api || others.length > 0) {
      throw new Error(`The stack has ${api ? others.length + 1 : 'no'} REST APIs. This machine serves exactly one.`);
    }
    this.#apiId = api.ref;
    this.#port = port;
    this.#server = createRestApiServer({ definition: readRestApi(template, api.logicalId, resolve), invoke });
    guardRequests(this.#server, allowedHosts);
  }

  /** `http://127.0.0.1:<port>`. @throws Error before the service has started. */
  get url(): string {
    const address = this.#server.address();
    if (!isAddressInfo(address)) throw new Error('API Gateway has not started.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Replaces the URL of the API on AWS, wherever it is in a value, with `url`. */
  replaceUrl(value: unknown): unknown {
    return replaceExecuteApiUrl(value, this.#apiId, this.url);
  }

  /** @throws PortInUseError */
  async start(): Promise<void> {
    const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(this.#port, '127.0.0.1', resolve);
    try {
      await listening;
    } catch (error) {
      throw isAddressInUse(error) ? new PortInUseError(this.#port, { cause: error }) : error;
    } finally {
      this.#server.off('error', reject);
    }
  }

  /** Accepts no new connections. Responses in progress finish with the functions that give them. */
  async drain(): Promise<void> {
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
