import {
  CfnRestApi,
  Cors,
  EndpointType,
  type IResource,
  LambdaIntegration,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type HttpFunction, routeList } from '../../functions/shared/http/routes.ts';

/**
 * API Gateway's own errors, in the shape of the functions' (RFC 9457). Where one type stands for several statuses the
 * problem leaves its status to the response, as the RFC allows.
 */
const gatewayErrors: { type: ResponseType; status?: number; title: string; detail: string }[] = [
  {
    // What API Gateway says of a path or method that it does not have.
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    title: 'Not Found',
    detail: 'There is nothing under this path. GET / lists the routes.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too Many Requests',
    detail: 'Too many requests at once. Send fewer, or wait and try again.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: 'Content Too Large',
    detail: 'The request is too large. Send a body of at most 65536 bytes, or 524288 to store a value.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    title: 'Gateway Timeout',
    detail: 'The answer took too long. Try again.',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    title: 'Request refused',
    detail: 'The request could not be understood. Check its path, headers and encoding.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    title: 'Internal Server Error',
    detail: 'This is our fault, not yours. If it stays, report it with this request id.',
  },
];

export interface ApiProps {
  readonly functions: Record<HttpFunction, IFunction>;
  /** The API's id, where one can be chosen. */
  readonly id: string | undefined;
}

/** The REST API: every route with its function, CORS for every path, and problem details for whatever goes wrong. */
export class Api extends Construct {
  readonly restApi: RestApi;

  constructor(scope: Construct, id: string, { functions, id: apiId }: ApiProps) {
    super(scope, id);
    this.restApi = new RestApi(this, 'RestApi', {
      description: 'Augur: ask a yes/no question, collect the answer later',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      defaultCorsPreflightOptions: {
        allowOrigins: Cors.ALL_ORIGINS,
        allowHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Prefer'],
      },
    });
    // The stack has an output of its own for the URL, under a name that a person can type.
    this.restApi.node.tryRemoveChild('Endpoint');
    if (apiId !== undefined) this.#chooseId(apiId);
    this.#addRoutes(functions);
    this.#addGatewayResponses();
  }

  /** LocalStack and MiniStack each have a tag for it; AWS gives an API an id of its own. */
  #chooseId(id: string): void {
    const { defaultChild } = this.restApi.node;
    if (!(defaultChild instanceof CfnRestApi)) throw new Error('A REST API is no AWS::ApiGateway::RestApi');
    for (const tag of ['_custom_id_', 'ms-custom-id']) defaultChild.tags.setTag(tag, id);
  }

  #addRoutes(functions: Record<HttpFunction, IFunction>): void {
    const options = { scopePermissionToMethod: false };
    const integrations = {
      gateway: new LambdaIntegration(functions.gateway, options),
      submit: new LambdaIntegration(functions.submit, options),
      status: new LambdaIntegration(functions.status, options),
      store: new LambdaIntegration(functions.store, options),
      alertsApi: new LambdaIntegration(functions.alertsApi, options),
    } satisfies Record<HttpFunction, LambdaIntegration>;

    const resources = new Set<IResource>();
    for (const route of routeList) {
      const resource = this.restApi.root.resourceForPath(route.resource);
      resource.addMethod(route.method, integrations[route.function]);
      resources.add(resource);
    }
    // Without these, API Gateway could not tell a wrong method from an unknown path.
    for (const resource of resources) resource.addMethod('ANY', integrations.gateway);
  }

  #addGatewayResponses(): void {
    for (const { type, status, title, detail } of gatewayErrors) {
      const problem = {
        type: 'about:blank',
        title,
        ...(status && { status }),
        detail,
        request_id: '$context.requestId',
      };
      this.restApi.addGatewayResponse(type.responseType, {
        type,
        ...(status && { statusCode: String(status) }),
        responseHeaders: { 'Content-Type': "'application/problem+json'", 'Access-Control-Allow-Origin': "'*'" },
        templates: { 'application/json': JSON.stringify(problem) },
      });
    }
  }
}
