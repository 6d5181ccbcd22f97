import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import {
  type FunctionDefinition,
  type FunctionEnvironment,
  type FunctionFolder,
  functionName,
  functions,
  timeoutSecondsOf,
} from '../functions.ts';

export interface AugurFunctionProps<Folder extends FunctionFolder> {
  readonly deployment: Deployment;
  readonly environment: FunctionEnvironment<Folder>;
  /** How many invocations may run at once. No other function can take this concurrency. Without it, none is reserved. */
  readonly reservedConcurrency?: number | undefined;
}

/**
 * A function of the list in `functions.ts`: Node 24 on ARM64, with a log group that exists before the first invocation.
 * Its role has the permissions to write to this log group and no others, until a construct grants it more.
 */
export class AugurFunction<Folder extends FunctionFolder = FunctionFolder> extends Construct {
  /** The deployed name without the stack's name in front, such as `dead-letter`. */
  readonly name: string;
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, folder: Folder, props: AugurFunctionProps<Folder>) {
    super(scope, folder);
    const { environment, reservedConcurrency } = props;
    const { code, settings } = props.deployment;
    const { description, memoryMegabytes }: FunctionDefinition = functions[folder];
    this.name = functionName(folder);
    // The stack's name in front keeps two stacks in one account apart. A log group of this name is the one that a function
    // writes to even where LoggingConfig is ignored (LocalStack), so that retention and subscriptions hold there too.
    const physicalName = `${Aws.STACK_NAME}-${this.name}`;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${physicalName}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, 'Function', {
      functionName: physicalName,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role,
      logGroup: this.logGroup,
      // JSON for Lambda's own lines too, so that one query reads all lines. Only warnings and errors: the functions log
      // the duration and the outcome of an invocation themselves.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      code: code(folder),
      handler: 'index.handler',
      environment: {
        ...definedOnly(environment),
        POWERTOOLS_SERVICE_NAME: this.name,
        POWERTOOLS_METRICS_NAMESPACE: Aws.STACK_NAME,
        NODE_OPTIONS: '--enable-source-maps',
      },
      timeout: Duration.seconds(timeoutSecondsOf(folder, settings.processingSeconds)),
      memorySize: memoryMegabytes,
      ...(reservedConcurrency !== undefined &&
        settings.reserveConcurrency && { reservedConcurrentExecutions: reservedConcurrency }),
    });
  }
}

function definedOnly(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
