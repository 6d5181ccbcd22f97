import * as z from 'zod';
import { refuseUnknownProperties } from '../cloudformation/knownProperties.ts';
import { parseProperties } from '../cloudformation/stackResource.ts';
import { jsonTemplate, literalHeaders } from './responseProperties.ts';

/** The result of a function is the response (Lambda proxy integration). */
interface ProxyIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionArn: string;
  /** Only if the integration sets a timeout. */
  readonly timeoutMs?: number;
}

/** API Gateway gives a fixed response, such as that to a CORS preflight request. */
interface MockIntegration {
  readonly type: 'MOCK';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Integration = ProxyIntegration | MockIntegration;

const proxyProperties = z.object({ Uri: z.string(), TimeoutInMillis: z.coerce.number().optional() });

const mockProperties = z.object({
  RequestTemplates: z.record(z.string(), z.string()).default({}),
  IntegrationResponses: z
    .array(
      z.object({
        StatusCode: z.coerce.number(),
        SelectionPattern: z.string().default(''),
        ResponseParameters: z.record(z.string(), z.string()).default({}),
        ResponseTemplates: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default([]),
});

/**
 * Reads the integration of a method.
 * Source: CloudFormation's Template Reference, "AWS::ApiGateway::Method Integration".
 *
 * @param logicalId of the method
 * @throws Error that names the method, and the property, that is not supported on this machine.
 */
export function readIntegration(logicalId: string, properties: { readonly Type: string }): Integration {
  const { Type } = properties;
  if (Type !== 'AWS_PROXY' && Type !== 'MOCK') {
    throw new Error(`${logicalId} sets Integration of type ${Type}, which is not supported on this machine.`);
  }
  refuseUnknownProperties(logicalId, `AWS::ApiGateway::Method.Integration of type ${Type}`, properties);
  return Type === 'MOCK'
    ? readMock(logicalId, parseProperties(logicalId, mockProperties, properties))
    : readProxy(logicalId, parseProperties(logicalId, proxyProperties, properties));
}

function readProxy(logicalId: string, { Uri, TimeoutInMillis }: z.output<typeof proxyProperties>): ProxyIntegration {
  const [, functionArn] = /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(Uri) ?? [];
  if (functionArn === undefined) {
    throw new Error(`${logicalId} sets Integration.Uri to ${Uri}, which is not a Lambda function.`);
  }
  return { type: 'AWS_PROXY', functionArn, ...(TimeoutInMillis !== undefined && { timeoutMs: TimeoutInMillis }) };
}

/** The request template gives a status code, which selects an integration response, or else the default one. */
function readMock(logicalId: string, integration: z.output<typeof mockProperties>): MockIntegration {
  const { RequestTemplates, IntegrationResponses } = integration;
  const [, status = ''] = /statusCode["']?\s*:\s*(\d+)/.exec(RequestTemplates['application/json'] ?? '') ?? [];
  const response =
    IntegrationResponses.find(
      ({ SelectionPattern }) => SelectionPattern && new RegExp(`^(?:${SelectionPattern})$`).test(status),
    ) ?? IntegrationResponses.find(({ SelectionPattern }) => !SelectionPattern);
  if (!status || !response) {
    throw new Error(`${logicalId} sets Integration of type MOCK without a statusCode that selects a response.`);
  }
  const body = jsonTemplate(logicalId, response.ResponseTemplates);
  if (body !== undefined && /\$[!{a-z]|#[a-z{*#@]/i.test(body)) {
    throw new Error(
      `${logicalId} sets ResponseTemplates with variables or directives, which are not supported on this machine.`,
    );
  }
  return {
    type: 'MOCK',
    statusCode: response.StatusCode,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...literalHeaders(logicalId, response.ResponseParameters, 'method.response.header.'),
    },
    body: body ?? '',
  };
}
