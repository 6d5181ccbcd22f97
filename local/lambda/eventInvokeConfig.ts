import * as z from 'zod';
import type { StackResource } from '../cloudformation/stackResource.ts';
import { functionArnOf } from './functionArn.ts';

/** How Lambda handles the asynchronous invocations of a function that fail. */
export interface EventInvokeConfig {
  /** How often a failed event is tried again. */
  readonly maximumRetryAttempts: number;
  /** The queue for events whose attempts have all failed. Without one, such events are tried again. */
  readonly failureQueueUrl?: string | undefined;
}

/** Lambda's configuration for a function that has none. Source: AWS Lambda Developer Guide, "Configuring error handling". */
export const DEFAULT_EVENT_INVOKE_CONFIG: EventInvokeConfig = { maximumRetryAttempts: 2 };

const eventInvokeConfigProperties = z.object({
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().default(DEFAULT_EVENT_INVOKE_CONFIG.maximumRetryAttempts),
});

/**
 * Reads the stack's `AWS::Lambda::EventInvokeConfig` resources.
 *
 * @param queueUrl the URL of a queue by its ARN; `undefined` for a queue that the stack does not have
 * @returns the configurations by function ARN
 * @throws Error that names a resource whose failure destination is not a queue of the stack.
 */
export function readEventInvokeConfigs(
  resources: readonly StackResource[],
  queueUrl: (queueArn: string) => string | undefined,
): ReadonlyMap<string, EventInvokeConfig> {
  return new Map(
    resources.map((resource) => {
      const { DestinationConfig, FunctionName, MaximumRetryAttempts } =
        resource.properties(eventInvokeConfigProperties);
      const destination = DestinationConfig?.OnFailure?.Destination;
      const failureQueueUrl = destination === undefined ? undefined : queueUrl(destination);
      if (destination !== undefined && failureQueueUrl === undefined) {
        throw new Error(
          `${resource.logicalId} sets DestinationConfig to ${destination}, which is not a queue of the stack.`,
        );
      }
      return [functionArnOf(FunctionName), { maximumRetryAttempts: MaximumRetryAttempts, failureQueueUrl }];
    }),
  );
}
