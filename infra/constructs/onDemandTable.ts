import { type Attribute, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

export interface OnDemandTableProps {
  readonly deployment: Deployment;
  readonly partitionKey: Attribute;
  /** The attribute with the time at which an item expires, in seconds since the epoch. Without it, items do not expire. */
  readonly timeToLiveAttribute?: string;
}

/**
 * A table that is paid per request and can be restored to any second of the last 35 days. With the setting `keepData`, DynamoDB
 * refuses to delete it.
 */
export class OnDemandTable extends Table {
  constructor(scope: Construct, id: string, { deployment, ...props }: OnDemandTableProps) {
    super(scope, id, {
      ...props,
      billingMode: BillingMode.PAY_PER_REQUEST,
      deletionProtection: deployment.settings.keepData,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
  }
}
