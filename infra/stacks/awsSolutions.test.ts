import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { INFLUX, stackUnderTest } from '../../tests/infra/stackUnderTest.ts';

/** A finding that is accepted: the constructs that it may be about, and the reason. */
interface Accepted {
  readonly constructs: RegExp;
  readonly reason: string;
}

const TOKENS_IN_FUNCTIONS =
  'Functions check the bearer token of the routes that need one (docs/decisions/0004-tokens-checked-in-functions.md). Not every endpoint supports authorizers.';

/** The findings that are accepted, by the id of the rule. */
const accepted: Readonly<Record<string, Accepted>> = {
  'AwsSolutions-APIG2': {
    constructs: /^Augur\/Api\/RestApi\/Resource$/,
    reason: 'Functions validate requests against the schemas of the route table, and say what is wrong with them.',
  },
  'AwsSolutions-APIG3': {
    constructs: /^Augur\/Api\/RestApi\/DeploymentStage\.prod\/Resource$/,
    reason: 'A web ACL costs money per month and is a choice of the account. Throttling limits requests without it.',
  },
  'AwsSolutions-APIG4': { constructs: /^Augur\/Api\/RestApi\/Default\//, reason: TOKENS_IN_FUNCTIONS },
  'AwsSolutions-COG4': { constructs: /^Augur\/Api\/RestApi\/Default\//, reason: TOKENS_IN_FUNCTIONS },
  'AwsSolutions-APIG6': {
    constructs: /^Augur\/Api\/RestApi\/DeploymentStage\.prod\/Resource$/,
    reason: 'Execution logs contain paths and queries, which may contain personal data. The access log has none.',
  },
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]': {
    constructs: /^Augur\/Api\/RestApi\/CloudWatchRole\/Resource$/,
    reason: 'The policy that API Gateway documents for this role of the account. No function has it.',
  },
  'AwsSolutions-SQS3': {
    constructs: /^Augur\/Telemetry\/Failures\/Resource$/,
    reason: 'It is the dead-letter queue of asynchronous invocations. Nothing receives from it.',
  },
};

describe('the rules of AWS Solutions (cdk-nag)', () => {
  const { violations } = new AwsSolutionsChecks().validateScope(stackUnderTest({ influx: INFLUX }));

  it('find nothing in the stack except what is accepted, with a reason', () => {
    const unexpected = violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources
        .filter(({ constructPath }) => !accepted[ruleName]?.constructs.test(constructPath ?? ''))
        .map(({ constructPath }) => `${constructPath}: ${ruleName}: ${description}`),
    );
    expect(unexpected).toEqual([]);
  });

  it('find everything that is accepted: what is no longer found has to be removed from the list', () => {
    expect(violations.map(({ ruleName }) => ruleName).sort()).toEqual(Object.keys(accepted).sort());
  });
});
