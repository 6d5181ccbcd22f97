import * as z from 'zod';
import type { StackResource } from '../cloudformation/stackResource.ts';
import type { FunctionDefinition } from './definition.ts';

export interface FunctionResources {
  /** The stack's `AWS::Lambda::Function` resources. */
  readonly functions: readonly StackResource[];
  /** The directory of a file asset, by its S3 key. @throws Error when there is no such asset. */
  readonly assetDirectory: (s3Key: string) => string;
  /** Environment variables for all functions. Those that a function's template sets take precedence. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The defaults are Lambda's.
 * Source: CloudFormation's Template Reference, "AWS::Lambda::Function".
 */
const functionProperties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  Handler: z.string(),
  LoggingConfig: z.object({ SystemLogLevel: z.enum(['DEBUG', 'INFO', 'WARN']).default('INFO') }).optional(),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
});

/**
 * Reads the definitions of a stack's functions.
 *
 * @throws Error that names a function with a property that is not supported on this machine.
 */
export function readFunctions(resources: FunctionResources): FunctionDefinition[] {
  return resources.functions.map((resource) => {
    const { Code, Environment, Handler, LoggingConfig, MemorySize, Timeout } = resource.properties(functionProperties);
    return {
      name: resource.ref,
      arn: resource.attribute('Arn'),
      codeDirectory: resources.assetDirectory(Code.S3Key),
      handler: Handler,
      environment: { ...resources.environment, ...Environment?.Variables },
      timeoutMs: Timeout * 1000,
      memoryMegabytes: MemorySize,
      systemLogLevel: LoggingConfig?.SystemLogLevel ?? 'INFO',
    };
  });
}
