import * as z from 'zod';
import type { StackResource } from '../cloudformation/stackResource.ts';
import { jsonTemplate, literalHeaders } from './responseProperties.ts';
import { parseResponseTemplate, type ResponseTemplate } from './responseTemplate.ts';

/** How an API responds to an error of API Gateway. */
export interface GatewayResponseDefinition {
  readonly statusCode?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly template?: ResponseTemplate;
}

const gatewayResponseProperties = z.object({
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
});

/**
 * Reads an `AWS::ApiGateway::GatewayResponse`.
 *
 * @returns its response type, such as `DEFAULT_4XX`, and its definition
 * @throws Error that names the resource, and the property, that is not supported on this machine.
 */
export function readGatewayResponse(
  resource: StackResource,
): [responseType: string, definition: GatewayResponseDefinition] {
  const { logicalId } = resource;
  const properties = resource.properties(gatewayResponseProperties);
  const template = jsonTemplate(logicalId, properties.ResponseTemplates);
  return [
    properties.ResponseType,
    {
      ...(properties.StatusCode !== undefined && { statusCode: properties.StatusCode }),
      headers: literalHeaders(logicalId, properties.ResponseParameters, 'gatewayresponse.header.'),
      ...(template !== undefined && { template: parseResponseTemplate(template, logicalId) }),
    },
  ];
}
