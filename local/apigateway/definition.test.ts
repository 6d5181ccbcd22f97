import { CfnResource, Duration } from 'aws-cdk-lib';
import { ApiKey, MockIntegration, RestApi, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { defineApi, readApi, type Scope, synthesizeApi } from '../../tests/local/apiUnderTest.ts';
import type { Resource, Template } from '../cloudformation/template.ts';

function pets({ stack, lambda }: Scope, props: RestApiProps = {}): RestApi {
  const api = new RestApi(stack, 'Api', props);
  api.root.addResource('pets').addResource('{id}').addMethod('GET', lambda('pet'));
  return api;
}

describe('readRestApi', () => {
  it('reads resources, functions and the stage', () => {
    const definition = defineApi((scope) => pets(scope, { deployOptions: { stageName: 'live' } }));
    expect(definition.stage).toBe('live');
    const pet = definition.root.children.get('pets')?.parameter;
    expect(pet?.name).toBe('id');
    expect(pet?.resource.path).toBe('/pets/{id}');
    expect(pet?.resource.methods).toEqual(
      new Map([['GET', { type: 'AWS_PROXY', functionArn: 'arn:aws:lambda:us-east-1:0:function:pet' }]]),
    );
  });

  it('reads resources that the template lists before their parents', () => {
    const { template, logicalId } = synthesizeApi(pets);
    const backwards = { Resources: Object.fromEntries(Object.entries(template.Resources).reverse()) };
    expect(readApi(backwards, logicalId).root.children.get('pets')?.parameter?.resource.path).toBe('/pets/{id}');
  });

  it('ignores the other APIs of the stack', () => {
    const definition = defineApi((scope) => {
      const other = new RestApi(scope.stack, 'Other', { binaryMediaTypes: ['*/*'] });
      other.root.addResource('cars').addMethod('GET', scope.lambda('car'));
      return pets(scope);
    });
    expect([...definition.root.children.keys()]).toEqual(['pets']);
    expect(definition.binaryMediaTypes).toEqual([]);
  });

  it('reads the timeout of an integration', () => {
    const definition = defineApi((scope) => {
      const api = new RestApi(scope.stack, 'Api');
      api.root.addMethod('GET', scope.lambda('slow', { timeout: Duration.seconds(2) }));
      return api;
    });
    expect(definition.root.methods.get('GET')).toMatchObject({ timeoutMs: 2000 });
  });

  it('reads the response of a MOCK integration that its status code selects', () => {
    const definition = defineApi(({ stack }) => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod(
        'GET',
        new MockIntegration({
          requestTemplates: { 'application/json': '{"statusCode": 418}' },
          integrationResponses: [
            { statusCode: '200' },
            { statusCode: '418', selectionPattern: '4\\d\\d', responseTemplates: { 'application/json': '{"tea":1}' } },
          ],
        }),
        { methodResponses: [{ statusCode: '200' }, { statusCode: '418' }] },
      );
      return api;
    });
    expect(definition.root.methods.get('GET')).toEqual({
      type: 'MOCK',
      statusCode: 418,
      headers: { 'Content-Type': 'application/json' },
      body: '{"tea":1}',
    });
  });
});

describe('readRestApi, of what is not supported on this machine,', () => {
  /** The template with properties of its first resource of a type set. */
  function withProperties(type: string, properties: Record<string, unknown>) {
    const { template, logicalId } = synthesizeApi(pets);
    const [changedId, changed] = Object.entries(template.Resources).find(([, { Type }]) => Type === type) ?? [];
    if (!changedId || !changed) throw new Error(`The template has no ${type}.`);
    const resource: Resource = { ...changed, Properties: { ...changed.Properties, ...properties } };
    const changedTemplate: Template = { Resources: { ...template.Resources, [changedId]: resource } };
    return { changedId, read: () => readApi(changedTemplate, logicalId) };
  }
  const mock = (extra: object) => ({
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode":200}' },
      IntegrationResponses: [{ StatusCode: '200', ...extra }],
    },
  });
  const setting = (extra: object) => ({ MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ...extra }] });

  it.each<[type: string, properties: Record<string, unknown>, named: string]>([
    ['RestApi', { MinimumCompressionSize: 0 }, 'MinimumCompressionSize'],
    ['RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] } }, 'EndpointConfiguration'],
    ['Resource', { ParentId: 'missing' }, 'ParentId'],
    ['Method', { RequestValidatorId: 'validator' }, 'RequestValidatorId'],
    ['Method', { AuthorizationType: 'AWS_IAM' }, 'AuthorizationType'],
    ['Method', { ApiKeyRequired: true }, 'ApiKeyRequired'],
    ['Method', { ResourceId: 'missing' }, 'ResourceId'],
    ['Method', { Integration: { Type: 'HTTP_PROXY', Uri: 'https://example.com' } }, 'HTTP_PROXY'],
    ['Method', { Integration: { Type: 'AWS_PROXY', Uri: 'arn:aws:apigateway:us-east-1:sqs:path/q' } }, 'Uri'],
    ['Method', { Integration: { Type: 'AWS_PROXY', Uri: '', Credentials: 'role' } }, 'Credentials'],
    ['Method', mock({ SelectionPattern: '5..' }), 'statusCode'],
    ['Method', mock({ ResponseTemplates: { 'application/json': '#set($a = 1)' } }), 'ResponseTemplates'],
    ['Method', mock({ ResponseTemplates: { 'text/html': 'no' } }), 'text/html'],
    ['Method', mock({ ResponseParameters: { 'method.response.header.A': 'context.requestId' } }), 'header.A'],
    ['Method', mock({ ResponseParameters: { 'method.response.header.A': "'a\nb'" } }), 'header.A'],
    ['Deployment', { StageName: 'second' }, 'StageName'],
    ['Stage', { Variables: { a: 'b' } }, 'Variables'],
    ['Stage', setting({ CachingEnabled: true }), 'CachingEnabled'],
    ['Stage', setting({ LoggingLevel: 'INFO' }), 'LoggingLevel'],
    ['Stage', setting({ ResourcePath: '/~1cats' }), '/~1cats'],
  ])('refuses %s %j, and names both the resource and the property', (type, properties, named) => {
    const { changedId, read } = withProperties(`AWS::ApiGateway::${type}`, properties);
    expect(read).toThrow(named);
    expect(read).toThrow(new RegExp(`^${changedId} .*\\.$`));
  });

  it('refuses an API key, and names it', () => {
    const build = (scope: Scope) => {
      new ApiKey(scope.stack, 'Key');
      return pets(scope);
    };
    expect(() => defineApi(build)).toThrow(/^Key\w+ is an AWS::ApiGateway::ApiKey, which is not supported/);
  });

  it('refuses two stages', () => {
    const build = (scope: Scope) => {
      const api = pets(scope);
      const properties = { RestApiId: api.restApiId, StageName: 'second' };
      new CfnResource(scope.stack, 'Second', { type: 'AWS::ApiGateway::Stage', properties });
      return api;
    };
    expect(() => defineApi(build)).toThrow(/has 2 stages/);
  });

  it('accepts settings that are off', () => {
    const { read } = withProperties(
      'AWS::ApiGateway::Stage',
      setting({ DataTraceEnabled: false, LoggingLevel: 'OFF' }),
    );
    expect(read).not.toThrow();
  });
});
