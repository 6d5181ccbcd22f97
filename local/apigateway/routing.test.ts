import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { describe, expect, it } from 'vitest';
import { defineApi } from '../../tests/local/apiUnderTest.ts';
import { findRoute } from './routing.ts';

const { root } = defineApi(({ stack, lambda }) => {
  const api = new RestApi(stack, 'Api');
  const anyone = lambda('anyone');
  api.root.addMethod('GET', anyone);
  const pets = api.root.addResource('pets');
  pets.addMethod('ANY', anyone);
  pets.addMethod('POST', lambda('exact'));
  pets.addResource('mine').addMethod('GET', anyone);
  const pet = pets.addResource('{id}');
  pet.addMethod('GET', anyone);
  pet.addResource('name').addMethod('GET', anyone);
  api.root.addResource('files').addResource('{path+}').addMethod('GET', anyone);
  api.root.addResource('group').addResource('member').addMethod('GET', anyone);
  const proxy = api.root.addResource('{proxy+}');
  proxy.addMethod('GET', anyone);
  return api;
});

const { root: withoutProxy } = defineApi(({ stack, lambda }) => {
  const api = new RestApi(stack, 'Api');
  for (const path of ['/', '/pets', '/pets/{id}', '/pets/mine', '/files/{path+}']) {
    api.root.resourceForPath(path).addMethod('ANY', lambda(`function${path.replace(/\W/g, '')}`));
  }
  return api;
});

function route(method: string, path: string) {
  const found = findRoute(root, method, path);
  return found && [found.resource.path, found.pathParameters];
}

describe('findRoute', () => {
  it.each([
    ['/', '/', null],
    ['/pets', '/pets', null],
    ['/pets/', '/pets', null],
    ['/pets/mine', '/pets/mine', null],
    ['/pets/7', '/pets/{id}', { id: '7' }],
    ['/pets/7/', '/pets/{id}', { id: '7' }],
    ['/pets/7/name', '/pets/{id}/name', { id: '7' }],
    // The literal segment has no such child; the parameter has.
    ['/pets/mine/name', '/pets/{id}/name', { id: 'mine' }],
    ['/pets/7/age', '/{proxy+}', { proxy: 'pets/7/age' }],
    ['/pets//name', '/{proxy+}', { proxy: 'pets//name' }],
    ['/files/a/b', '/files/{path+}', { path: 'a/b' }],
    ['/files/a//b', '/files/{path+}', { path: 'a//b' }],
    // Resources without methods do not match.
    ['/files', '/{proxy+}', { proxy: 'files' }],
    ['/group', '/{proxy+}', { proxy: 'group' }],
    ['/group/member', '/group/member', null],
    ['/other', '/{proxy+}', { proxy: 'other' }],
  ])('matches GET %s with the resource %s', (path, resource, parameters) => {
    expect(route('GET', path)).toEqual([resource, parameters]);
  });

  it.each([
    ['/pets/a%20b', 'a b'],
    ['/pets/a%2Fb', 'a/b'],
    ['/pets/%C3%A9', 'é'],
    ['/pets/a+b', 'a+b'],
    ['/pets/100%', '100%'],
    ['/pets/live%forever%20', 'live%forever '],
    ['/pets/%FF', '\uFFFD'],
    ['/%70ets/7', '7'],
  ])('reads the path parameter of %s as %s', (path, id) => {
    expect(route('GET', path)).toEqual(['/pets/{id}', { id }]);
  });

  it('prefers the exact method to ANY', () => {
    const functionOf = (method: string) => findRoute(root, method, '/pets')?.integration;
    expect(functionOf('POST')).toMatchObject({ functionArn: expect.stringMatching(/exact$/) });
    expect(functionOf('DELETE')).toMatchObject({ functionArn: expect.stringMatching(/anyone$/) });
  });

  it.each(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT'])('matches %s with ANY', (method) => {
    expect(route(method, '/pets')).toEqual(['/pets', null]);
  });

  it.each(['TRACE', 'PROPFIND', 'QUERY', 'CONNECT', 'get', ''])('does not match %s with ANY', (method) => {
    expect(route(method, '/pets')).toBeUndefined();
  });

  it.each(['//pets', '/pets//', '//', '/pets/mine//', '/files/a//', '*'])(
    'matches %s with no resource but a greedy parameter',
    (path) => {
      expect(route('GET', path)?.[0] ?? '+').toContain('+');
      expect(findRoute(withoutProxy, 'GET', path)?.resource.path ?? '+').toContain('+');
    },
  );

  it('returns undefined for a method that the resource does not have', () => {
    expect(route('POST', '/pets/mine')).toBeUndefined();
    expect(route('HEAD', '/')).toBeUndefined();
  });
});
