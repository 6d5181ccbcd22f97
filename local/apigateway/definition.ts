import * as z from 'zod';
import type { Resolve } from '../cloudformation/intrinsics.ts';
import { type StackResource, stackResources } from '../cloudformation/stackResource.ts';
import type { Template } from '../cloudformation/template.ts';
import { type GatewayResponseDefinition, readGatewayResponse } from './gatewayResponseDefinition.ts';
import { readMethodSettings } from './methodSettings.ts';
import { type ApiResource, readResourceTree } from './resourceTree.ts';
import type { MethodSetting } from './throttling.ts';

/** A REST API, checked and ready to be served. */
export interface RestApiDefinition {
  readonly apiId: string;
  readonly stage: string;
  readonly root: ApiResource;
  /** By response type, such as `DEFAULT_4XX`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseDefinition>;
  /** In lower case. Bodies of these types are passed to and from functions as Base64. */
  readonly binaryMediaTypes: readonly string[];
  readonly methodSettings: readonly MethodSetting[];
}

const apiProperties = z.object({
  BinaryMediaTypes: z.array(z.string()).default([]),
  EndpointConfiguration: z.object({ Types: z.array(z.string()).default([]) }).optional(),
});

/** The resources of an API say which one it is. */
const partProperties = z.object({ RestApiId: z.string() });

const stageProperties = z.object({ StageName: z.string() });

/**
 * Reads a REST API (API Gateway v1) from the template of its stack. Resources of other APIs are ignored.
 * Source: CloudFormation's Template Reference, "AWS::ApiGateway".
 *
 * @param logicalId of the API
 * @throws Error in one line that names the resource, and the property, that is not supported on this machine.
 */
export function readRestApi(template: Template, logicalId: string, resolve: Resolve): RestApiDefinition {
  const api = stackResources(template, 'AWS::ApiGateway::RestApi', resolve).find((one) => one.logicalId === logicalId);
  if (!api) throw new Error(`${logicalId} is not an AWS::ApiGateway::RestApi.`);
  const ofType = (type: string) =>
    stackResources(template, `AWS::ApiGateway::${type}`, resolve).filter((resource) => belongsTo(api, resource));

  const [stage, ...otherStages] = ofType('Stage');
  if (!stage || otherStages.length > 0) {
    throw new Error(`${logicalId} has ${ofType('Stage').length} stages. This machine serves exactly one.`);
  }
  const { root, paths } = readResourceTree({
    rootId: api.attribute('RootResourceId'),
    resources: ofType('Resource'),
    methods: ofType('Method'),
  });
  return {
    apiId: api.ref,
    stage: stage.properties(stageProperties).StageName,
    root,
    gatewayResponses: new Map(ofType('GatewayResponse').map(readGatewayResponse)),
    binaryMediaTypes: readBinaryMediaTypes(api),
    methodSettings: readMethodSettings(stage, paths),
  };
}

function belongsTo(api: StackResource, resource: StackResource): boolean {
  return resource.properties(partProperties).RestApiId === api.ref;
}

function readBinaryMediaTypes(api: StackResource): string[] {
  const { BinaryMediaTypes, EndpointConfiguration } = api.properties(apiProperties);
  if (EndpointConfiguration?.Types.includes('PRIVATE')) {
    throw new Error(`${api.logicalId} sets EndpointConfiguration to PRIVATE, but this machine has no VPC.`);
  }
  return BinaryMediaTypes.map((type) => type.replaceAll('~1', '/').toLowerCase());
}
