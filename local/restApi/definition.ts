import type { Template } from '../template.ts';

/** A function answers: its result is the response (Lambda proxy integration). */
interface ProxyIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionArn: string;
}

/** API Gateway answers by itself, always the same: CORS preflight is made of this. */
interface MockIntegration {
  readonly type: 'MOCK';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Integration = ProxyIntegration | MockIntegration;

/** A resource of the API's tree, with what lies below it. */
export interface ApiResource {
  readonly id: string;
  /** As the template has it: `/predictions/{id}`. */
  readonly path: string;
  readonly methods: Map<string, Integration>;
  readonly children: Map<string, ApiResource>;
  /** The child for any one segment (`{id}`), or for all that follow (`{proxy+}`). */
  parameter?: { readonly name: string; readonly greedy: boolean; readonly resource: ApiResource };
}

/** How API Gateway words an error of its own. Templates are by content type. */
interface GatewayResponse {
  readonly statusCode?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly template?: string;
}

export interface RestApiDefinition {
  readonly apiId: string;
  readonly stage: string;
  readonly root: ApiResource;
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
}

type Properties = Readonly<Record<string, unknown>>;

/** What is known here of each resource type; another property is an error, so that nothing is left out in silence. */
const KNOWN_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['Description', 'EndpointConfiguration', 'Name'],
  'AWS::ApiGateway::Resource': ['ParentId', 'PathPart', 'RestApiId'],
  'AWS::ApiGateway::Method': [
    'ApiKeyRequired',
    'AuthorizationType',
    'HttpMethod',
    'Integration',
    'MethodResponses',
    'ResourceId',
    'RestApiId',
  ],
  'AWS::ApiGateway::GatewayResponse': [
    'ResponseParameters',
    'ResponseTemplates',
    'ResponseType',
    'RestApiId',
    'StatusCode',
  ],
  'AWS::ApiGateway::Stage': ['DeploymentId', 'RestApiId', 'StageName'],
};

interface IntegrationProperties {
  readonly Type: string;
  readonly Uri?: string;
  readonly IntegrationResponses?: readonly {
    readonly StatusCode: string;
    readonly SelectionPattern?: string;
    readonly ResponseParameters?: Readonly<Record<string, string>>;
    readonly ResponseTemplates?: Readonly<Record<string, string>>;
  }[];
}

/**
 * Reads a REST API (API Gateway v1) from the template of its stack.
 *
 * @param resolve resolves the template's intrinsic functions
 * @throws Error naming the resource and the property that does not run here.
 */
export function readRestApi(
  template: Template,
  restApiLogicalId: string,
  resolve: (value: unknown) => unknown,
): RestApiDefinition {
  const ofType = (type: string): [logicalId: string, properties: Properties][] =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, { Properties = {} }]) => {
        const unknown = Object.keys(Properties).find((name) => !KNOWN_PROPERTIES[type]?.includes(name));
        if (unknown) throw new Error(`${logicalId} sets ${unknown}, which an ${type} does not have on this machine.`);
        return [logicalId, resolve(Properties) as Properties];
      });

  ofType('AWS::ApiGateway::RestApi');
  const root = readResources(
    ofType('AWS::ApiGateway::Resource'),
    String(resolve({ 'Fn::GetAtt': [restApiLogicalId, 'RootResourceId'] })),
    resolve,
  );
  for (const [logicalId, properties] of ofType('AWS::ApiGateway::Method')) {
    if (properties.AuthorizationType !== 'NONE' || properties.ApiKeyRequired === true) {
      throw new Error(`${logicalId} is authorized by API Gateway, which nobody is on this machine.`);
    }
    const resource = root.byId.get(String(properties.ResourceId));
    if (!resource) throw new Error(`${logicalId} belongs to a resource that is not there.`);
    resource.methods.set(
      String(properties.HttpMethod),
      readIntegration(logicalId, properties.Integration as IntegrationProperties),
    );
  }

  const [stage] = ofType('AWS::ApiGateway::Stage');
  return {
    apiId: String(resolve({ Ref: restApiLogicalId })),
    stage: String(stage?.[1].StageName),
    root: root.resource,
    gatewayResponses: new Map(
      ofType('AWS::ApiGateway::GatewayResponse').map(([, properties]) => [
        String(properties.ResponseType),
        readGatewayResponse(properties),
      ]),
    ),
  };
}

function readResources(
  entries: [logicalId: string, properties: Properties][],
  rootId: string,
  resolve: (value: unknown) => unknown,
): { resource: ApiResource; byId: Map<string, ApiResource> } {
  const root = newResource(rootId, '/');
  const byId = new Map([[rootId, root]]);
  let remaining = entries;
  // A parent may stand after its children in the template.
  while (remaining.length > 0) {
    const orphans = remaining.filter(([logicalId, { ParentId, PathPart }]) => {
      const parent = byId.get(String(ParentId));
      if (!parent) return true;
      const id = String(resolve({ Ref: logicalId }));
      byId.set(id, addChild(parent, id, String(PathPart)));
      return false;
    });
    if (orphans.length === remaining.length) throw new Error(`${orphans[0]?.[0]} has a parent that is not there.`);
    remaining = orphans;
  }
  return { resource: root, byId };
}

function newResource(id: string, path: string): ApiResource {
  return { id, path, methods: new Map(), children: new Map() };
}

function addChild(parent: ApiResource, id: string, part: string): ApiResource {
  const resource = newResource(id, `${parent.path === '/' ? '' : parent.path}/${part}`);
  const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? [];
  if (name === undefined) parent.children.set(part, resource);
  else parent.parameter = { name, greedy: greedy === '+', resource };
  return resource;
}

function readIntegration(logicalId: string, integration: IntegrationProperties): Integration {
  if (integration.Type === 'AWS_PROXY') {
    const [, functionArn] = /\/functions\/(.+)\/invocations$/.exec(integration.Uri ?? '') ?? [];
    if (functionArn === undefined) throw new Error(`${logicalId} has an integration that is no Lambda function.`);
    return { type: 'AWS_PROXY', functionArn };
  }
  const response = integration.IntegrationResponses?.find(({ SelectionPattern }) => SelectionPattern === undefined);
  if (integration.Type !== 'MOCK' || !response) {
    throw new Error(`${logicalId} has an integration of type ${integration.Type}, which does not run on this machine.`);
  }
  return {
    type: 'MOCK',
    statusCode: Number(response.StatusCode),
    headers: literals(response.ResponseParameters ?? {}, 'method.response.header.'),
    body: response.ResponseTemplates?.['application/json'] ?? '',
  };
}

function readGatewayResponse({ StatusCode, ResponseParameters, ResponseTemplates }: Properties): GatewayResponse {
  const template = (ResponseTemplates as Record<string, string> | undefined)?.['application/json'];
  return {
    ...(StatusCode !== undefined && { statusCode: Number(StatusCode) }),
    headers: literals((ResponseParameters ?? {}) as Record<string, string>, 'gatewayresponse.header.'),
    ...(template !== undefined && { template }),
  };
}

/** Response parameters that are literals, `'…'` in quotes, by the header's name. */
function literals(parameters: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const [, literal] = /^'(.*)'$/s.exec(value) ?? [];
      if (!name.startsWith(prefix) || literal === undefined) {
        throw new Error(`${name} is mapped from ${value}; only literal headers are known on this machine.`);
      }
      return [name.slice(prefix.length), literal];
    }),
  );
}
