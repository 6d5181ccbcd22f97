import type { FunctionDefinition } from './definition.ts';

/**
 * The value of `AWS_LAMBDA_MAX_CONCURRENCY` in a shared execution environment. Libraries check only whether it is set, and
 * then keep the state of each invocation separate. The local host does not enforce the number.
 */
const MAX_CONCURRENCY = '1000';

export interface EnvironmentVariablesOptions {
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Where the thread's Node keeps compiled code. */
  readonly compileCache: string;
  /** Whether the environment runs several invocations at a time. */
  readonly overlapping: boolean;
}

/**
 * Returns the environment variables of an execution environment: those of Lambda and of the function's template, none of
 * the host's.
 * Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
 */
export function environmentVariables(
  { name, arn, codeDirectory, handler, memoryMegabytes, environment }: FunctionDefinition,
  { logGroupName, logStreamName, compileCache, overlapping }: EnvironmentVariablesOptions,
): Record<string, string> {
  const region = arn.split(':')[3] ?? '';
  return {
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    LANG: 'en_US.UTF-8',
    NODE_COMPILE_CACHE: compileCache,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    // Only for code that reads the variable. In a thread Node ignores it: dates are in the host's time zone.
    TZ: ':UTC',
    ...environment,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    ...(overlapping && { AWS_LAMBDA_MAX_CONCURRENCY: MAX_CONCURRENCY }),
    LAMBDA_TASK_ROOT: codeDirectory,
    _HANDLER: handler,
  };
}
