import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import { log } from '../shared/runtime/log.ts';
import { type CheckHealthOptions, createCheckHealth } from './checkHealth.ts';

/** Checks the service's health on a schedule. */
export function createHandler(dependencies: CheckHealthOptions) {
  const checkHealth = createCheckHealth(dependencies);
  return middy<ScheduledEvent, void>()
    .use(injectLambdaContext(log))
    .handler(() => checkHealth());
}
