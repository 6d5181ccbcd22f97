import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nameResources } from '../cloudformation/physicalResources.ts';
import { stackResources } from '../cloudformation/stackResource.ts';
import type { Template } from '../cloudformation/template.ts';
import { EventsService } from './service.ts';

/** The service for a stack with one rule, whose target is `known` unless the properties set another. */
function events(properties: Record<string, unknown>, work: Promise<void> = Promise.resolve()) {
  const invoked: string[] = [];
  const Properties = { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: 'known' }], ...properties };
  const template: Template = { Resources: { Rule: { Type: 'AWS::Events::Rule', Properties } } };
  const stack = { name: 'Example', template, assetDirectory: () => '' };
  const service = new EventsService({
    rules: stackResources(template, 'AWS::Events::Rule', nameResources(stack, { queueUrl: () => '' })),
    functionByArn(functionArn) {
      if (functionArn !== 'known') throw new Error(`no function ${functionArn}`);
      return {
        invoke({ time, resources }) {
          invoked.push(`${time} ${resources}`);
          return work;
        },
      };
    },
  });
  return { service, invoked };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 30_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('invokes the targets of a rule on its schedule, from its start until it is drained', async () => {
  const { service, invoked } = events({});
  vi.advanceTimersByTime(60_000);
  expect(invoked).toEqual([]);
  await service.start();
  vi.advanceTimersByTime(60_000);
  expect(invoked).toEqual(['1970-01-01T00:02:00Z arn:aws:events:us-east-1:000000000000:rule/Example-Rule']);
  await service.drain();
  vi.advanceTimersByTime(60_000);
  expect(invoked).toHaveLength(1);
});

it('drains only when the invocations in progress have ended, which may call other services', async () => {
  const work = Promise.withResolvers<void>();
  const { service } = events({}, work.promise);
  await service.start();
  vi.advanceTimersByTime(60_000);
  let isDrained = false;
  const drained = service.drain().then(() => {
    isDrained = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isDrained).toBe(false);
  work.resolve();
  await drained;
});

it('invokes nothing for a rule that is disabled', async () => {
  const { service, invoked } = events({ State: 'DISABLED' });
  await service.start();
  vi.advanceTimersByTime(60_000);
  expect(invoked).toEqual([]);
  await service.stop();
});

it('refuses a target that is not a function of the stack', () => {
  expect(() => events({ Targets: [{ Arn: 'other' }] })).toThrow('no function other');
});
