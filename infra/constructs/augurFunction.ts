import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionCode } from '../functionCode.ts';

export interface AugurFunctionProps {
  readonly code: FunctionCode;
  /** The folder under `functions/`. */
  readonly folder: string;
  readonly description: string;
  readonly environment: Record<string, string>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly logRetention: RetentionDays;
}

/**
 * A function as all of this system's are: Node 24 on ARM64, a log group that is there before the first line is, and no
 * rights but to write to it and what is granted later.
 */
export class AugurFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, name: string, props: AugurFunctionProps) {
    super(scope, name);
    // Names carry the stack's name, so that a second stack does not collide and a person finds the log group.
    const functionName = `${Aws.STACK_NAME}-${name}`;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role,
      logGroup: this.logGroup,
      // Lambda's own lines as JSON too, so that every line can be queried alike, and only when something is wrong: what
      // an invocation did and how long it took, the functions say themselves.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      code: props.code(props.folder),
      handler: 'index.handler',
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: Aws.STACK_NAME,
        NODE_OPTIONS: '--enable-source-maps',
      },
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes,
    });
  }
}
