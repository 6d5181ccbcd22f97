import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Template } from '../cloudformation/template.ts';
import { parseTemplate, type TemplatePart } from './gatewayResponse.ts';
import type { MethodSetting } from './throttling.ts';

/** A function answers: its result is the response (Lambda proxy integration). */
interface ProxyIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionArn: string;
  /** Where the integration has a timeout of its own. */
  readonly timeoutMs?: number;
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
  /** The child for any one segment: `{id}`. */
  parameter?: PathParameter;
  /** The child for one segment and all that follow: `{proxy+}`. */
  greedyParameter?: PathParameter;
}

interface PathParameter {
  readonly name: string;
  readonly resource: ApiResource;
}

/** How API Gateway words an error of its own. */
interface GatewayResponse {
  readonly statusCode?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly template?: readonly TemplatePart[];
}

/** What a REST API is made of, checked and ready to be served. */
export interface RestApiDefinition {
  readonly apiId: string;
  readonly stage: string;
  readonly root: ApiResource;
  /** By response type, such as `DEFAULT_4XX`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  /** In lower case. Bodies of these are handed over and taken as Base64. */
  readonly binaryMediaTypes: readonly string[];
  readonly methodSettings: readonly MethodSetting[];
}

type Properties = Readonly<Record<string, unknown>>;
type Entry = readonly [logicalId: string, properties: Properties];

/**
 * What is known here of each resource type; another type or property is an error, so that nothing is left out in
 * silence. What stands here and is not read has no effect on what a client gets.
 */
const KNOWN_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['BinaryMediaTypes', 'Description', 'EndpointConfiguration', 'Name', 'Tags'],
  'AWS::ApiGateway::Resource': ['ParentId', 'PathPart', 'RestApiId'],
  'AWS::ApiGateway::Method': [
    'ApiKeyRequired',
    'AuthorizationType',
    'HttpMethod',
    'Integration',
    'MethodResponses',
    'OperationName',
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
  'AWS::ApiGateway::Deployment': ['Description', 'RestApiId'],
  'AWS::ApiGateway::Stage': ['DeploymentId', 'Description', 'MethodSettings', 'RestApiId', 'StageName', 'Tags'],
  // The role with which API Gateway writes logs and metrics of its own to CloudWatch.
  'AWS::ApiGateway::Account': ['CloudWatchRoleArn'],
};

const INTEGRATION_PROPERTIES: Readonly<Record<Integration['type'], readonly string[]>> = {
  AWS_PROXY: ['IntegrationHttpMethod', 'TimeoutInMillis', 'Type', 'Uri'],
  MOCK: ['IntegrationResponses', 'RequestTemplates', 'Type'],
};

/** Metrics are what CloudWatch makes of requests; caching, logging and tracing of API Gateway's own are not known here. */
const METHOD_SETTING_PROPERTIES = [
  'HttpMethod',
  'MetricsEnabled',
  'ResourcePath',
  'ThrottlingBurstLimit',
  'ThrottlingRateLimit',
];

interface IntegrationProperties {
  readonly Type: string;
  readonly Uri?: string;
  readonly TimeoutInMillis?: number;
  readonly RequestTemplates?: Readonly<Record<string, string>>;
  readonly IntegrationResponses?: readonly {
    readonly StatusCode: string;
    readonly SelectionPattern?: string;
    readonly ResponseParameters?: Readonly<Record<string, string>>;
    readonly ResponseTemplates?: Readonly<Record<string, string>>;
  }[];
}

interface MethodSettingProperties {
  readonly HttpMethod: string;
  readonly ResourcePath: string;
  readonly ThrottlingBurstLimit?: number;
  readonly ThrottlingRateLimit?: number;
}

/**
 * Reads a REST API (API Gateway v1) from the template of its stack. Resources of other APIs in it are left alone.
 * Source: CloudFormation's Template Reference, "AWS::ApiGateway".
 *
 * @param resolve resolves the template's intrinsic functions
 * @throws Error in one line that names the resource, and the property, that does not run here.
 */
export function readRestApi(
  template: Template,
  restApiLogicalId: string,
  resolve: (value: unknown) => unknown,
): RestApiDefinition {
  const apiId = String(resolve({ Ref: restApiLogicalId }));
  const entries = readEntries(template, restApiLogicalId, apiId, resolve);
  const ofType = (type: string) => entries.get(`AWS::ApiGateway::${type}`) ?? [];

  const [api] = ofType('RestApi');
  if (!api) throw new Error(`${restApiLogicalId} is no AWS::ApiGateway::RestApi.`);
  const rootId = String(resolve({ 'Fn::GetAtt': [restApiLogicalId, 'RootResourceId'] }));
  const resources = readResources(ofType('Resource'), rootId, resolve);
  for (const [logicalId, properties] of ofType('Method')) {
    if (properties.AuthorizationType !== 'NONE') {
      throw new Error(`${logicalId} sets AuthorizationType; nobody is authorized by API Gateway on this machine.`);
    }
    if (properties.ApiKeyRequired === true) {
      throw new Error(`${logicalId} sets ApiKeyRequired; API Gateway has no keys on this machine.`);
    }
    const resource = resources.byId.get(String(properties.ResourceId));
    if (!resource) throw new Error(`${logicalId} sets ResourceId to a resource that is not there.`);
    resource.methods.set(
      String(properties.HttpMethod),
      readIntegration(logicalId, properties.Integration as IntegrationProperties),
    );
  }

  const [stage, ...otherStages] = ofType('Stage');
  if (!stage || otherStages.length > 0) {
    throw new Error(`${restApiLogicalId} has ${ofType('Stage').length} stages; one is served on this machine.`);
  }
  const paths = new Set([...resources.byId.values()].map(({ path }) => path));
  return {
    apiId,
    stage: String(stage[1].StageName),
    root: resources.root,
    gatewayResponses: new Map(
      ofType('GatewayResponse').map(([logicalId, properties]) => [
        String(properties.ResponseType),
        readGatewayResponse(logicalId, properties),
      ]),
    ),
    binaryMediaTypes: readBinaryMediaTypes(api),
    methodSettings: ((stage[1].MethodSettings ?? []) as MethodSettingProperties[]).map((setting) =>
      readMethodSetting(stage[0], setting, paths),
    ),
  };
}

/** The API's resources by type, with their properties resolved. */
function readEntries(
  template: Template,
  restApiLogicalId: string,
  apiId: string,
  resolve: (value: unknown) => unknown,
): Map<string, Entry[]> {
  const entries = new Map<string, Entry[]>();
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    if (!Type.startsWith('AWS::ApiGateway::')) continue;
    if (Type === 'AWS::ApiGateway::RestApi' && logicalId !== restApiLogicalId) continue;
    if (Properties.RestApiId !== undefined && resolve(Properties.RestApiId) !== apiId) continue;
    const known = KNOWN_PROPERTIES[Type];
    if (!known) throw new Error(`${logicalId} is an ${Type}, which does not run on this machine.`);
    refuseUnknown(logicalId, `an ${Type}`, Properties, known);
    const ofType = entries.get(Type) ?? [];
    ofType.push([logicalId, resolve(Properties) as Properties]);
    entries.set(Type, ofType);
  }
  return entries;
}

function refuseUnknown(logicalId: string, owner: string, properties: object, known: readonly string[]): void {
  const unknown = Object.keys(properties).find((name) => !known.includes(name));
  if (unknown) throw new Error(`${logicalId} sets ${unknown}, which ${owner} does not have on this machine.`);
}

function readResources(
  entries: readonly Entry[],
  rootId: string,
  resolve: (value: unknown) => unknown,
): { root: ApiResource; byId: Map<string, ApiResource> } {
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
    if (orphans.length === remaining.length) {
      throw new Error(`${orphans[0]?.[0]} sets ParentId to a resource that is not there.`);
    }
    remaining = orphans;
  }
  return { root, byId };
}

function newResource(id: string, path: string): ApiResource {
  return { id, path, methods: new Map(), children: new Map() };
}

function addChild(parent: ApiResource, id: string, part: string): ApiResource {
  const resource = newResource(id, `${parent.path === '/' ? '' : parent.path}/${part}`);
  const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? [];
  if (name === undefined) parent.children.set(part, resource);
  else if (greedy) parent.greedyParameter = { name, resource };
  else parent.parameter = { name, resource };
  return resource;
}

function readIntegration(logicalId: string, integration: IntegrationProperties): Integration {
  const type = integration.Type;
  if (type !== 'AWS_PROXY' && type !== 'MOCK') {
    throw new Error(`${logicalId} sets Integration of type ${type}, which does not run on this machine.`);
  }
  refuseUnknown(logicalId, `an Integration of type ${type}`, integration, INTEGRATION_PROPERTIES[type]);
  return type === 'MOCK' ? readMock(logicalId, integration) : readProxy(logicalId, integration);
}

function readProxy(logicalId: string, { Uri = '', TimeoutInMillis }: IntegrationProperties): ProxyIntegration {
  const [, functionArn] = /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(Uri) ?? [];
  if (functionArn === undefined) throw new Error(`${logicalId} sets Integration.Uri to what is no Lambda function.`);
  return {
    type: 'AWS_PROXY',
    functionArn,
    ...(TimeoutInMillis !== undefined && { timeoutMs: Number(TimeoutInMillis) }),
  };
}

/** The request template chooses a status, and that status one of the integration responses, or the default one. */
function readMock(logicalId: string, integration: IntegrationProperties): MockIntegration {
  const { RequestTemplates = {}, IntegrationResponses = [] } = integration;
  const [, status = ''] = /statusCode["']?\s*:\s*(\d+)/.exec(RequestTemplates['application/json'] ?? '') ?? [];
  const chosen =
    IntegrationResponses.find(
      ({ SelectionPattern }) => SelectionPattern && new RegExp(`^(?:${SelectionPattern})$`).test(status),
    ) ?? IntegrationResponses.find(({ SelectionPattern }) => !SelectionPattern);
  if (!status || !chosen) {
    throw new Error(`${logicalId} sets Integration of type MOCK without a statusCode that has a response.`);
  }
  const body = jsonTemplate(logicalId, chosen.ResponseTemplates);
  if (body !== undefined && /\$[!{a-z]|#[a-z{*#@]/i.test(body)) {
    throw new Error(`${logicalId} sets ResponseTemplates with logic; only literal ones are known on this machine.`);
  }
  return {
    type: 'MOCK',
    statusCode: Number(chosen.StatusCode),
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...literals(logicalId, chosen.ResponseParameters, 'method.response.header.'),
    },
    body: body ?? '',
  };
}

function readGatewayResponse(
  logicalId: string,
  { StatusCode, ResponseParameters, ResponseTemplates }: Properties,
): GatewayResponse {
  const template = jsonTemplate(logicalId, ResponseTemplates as Record<string, string> | undefined);
  return {
    ...(StatusCode !== undefined && { statusCode: Number(StatusCode) }),
    headers: literals(logicalId, ResponseParameters as Record<string, string> | undefined, 'gatewayresponse.header.'),
    ...(template !== undefined && { template: parseTemplate(template, logicalId) }),
  };
}

function jsonTemplate(logicalId: string, templates: Readonly<Record<string, string>> = {}): string | undefined {
  const other = Object.keys(templates).find((type) => type !== 'application/json');
  if (other) {
    throw new Error(
      `${logicalId} sets ResponseTemplates for ${other}; only application/json is known on this machine.`,
    );
  }
  return templates['application/json'];
}

/** Response parameters that are literals, `'…'` in quotes, by the header's name. */
function literals(
  logicalId: string,
  parameters: Readonly<Record<string, string>> = {},
  prefix: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([parameter, value]) => {
      const [, literal] = /^'(.*)'$/s.exec(value) ?? [];
      if (!parameter.startsWith(prefix) || literal === undefined) {
        throw new Error(
          `${logicalId} sets ${parameter} to ${JSON.stringify(value)}; only literal headers are known on this machine.`,
        );
      }
      const name = parameter.slice(prefix.length);
      try {
        validateHeaderName(name);
        validateHeaderValue(name, literal);
      } catch (cause) {
        throw new Error(`${logicalId} sets ${parameter} to ${JSON.stringify(value)}, which HTTP does not allow.`, {
          cause,
        });
      }
      return [name, literal];
    }),
  );
}

function readBinaryMediaTypes([logicalId, { BinaryMediaTypes = [], EndpointConfiguration }]: Entry): string[] {
  const { Types = [] } = (EndpointConfiguration ?? {}) as { Types?: string[] };
  if (Types.includes('PRIVATE')) {
    throw new Error(`${logicalId} sets EndpointConfiguration to PRIVATE; there is no VPC on this machine.`);
  }
  return (BinaryMediaTypes as string[]).map((type) => type.replaceAll('~1', '/').toLowerCase());
}

function readMethodSetting(
  logicalId: string,
  setting: MethodSettingProperties,
  paths: ReadonlySet<string>,
): MethodSetting {
  // CDK writes out every setting that it knows as soon as one is set.
  const set = Object.entries(setting).filter(([, value]) => value !== false && value !== 'OFF');
  refuseUnknown(logicalId, 'a MethodSetting', Object.fromEntries(set), METHOD_SETTING_PROPERTIES);
  const { HttpMethod, ResourcePath, ThrottlingRateLimit, ThrottlingBurstLimit } = setting;
  // Slashes of the resource's path are escaped, after one that is not: `/~1predictions~1{id}`.
  const path = `/${ResourcePath.replaceAll('~1', '/').replace(/^\/+/, '')}`;
  if (path !== '/*' && !paths.has(path)) {
    throw new Error(`${logicalId} sets MethodSettings for ${ResourcePath}, a resource that is not there.`);
  }
  return {
    resourcePath: path === '/*' ? '*' : path,
    httpMethod: HttpMethod,
    ...(ThrottlingRateLimit !== undefined && { throttlingRateLimit: Number(ThrottlingRateLimit) }),
    ...(ThrottlingBurstLimit !== undefined && { throttlingBurstLimit: Number(ThrottlingBurstLimit) }),
  };
}
