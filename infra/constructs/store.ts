import { AttributeType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { AugurFunction } from './augurFunction.ts';
import { OnDemandTable } from './onDemandTable.ts';

export interface StoreProps {
  readonly deployment: Deployment;
  readonly alertsQueue: IQueue;
}

/** The key-value store: its table, and the function that answers the requests for it. */
export class Store extends Construct {
  readonly table: Table;
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { deployment, alertsQueue }: StoreProps) {
    super(scope, id);
    const table = new OnDemandTable(this, 'Table', {
      deployment,
      partitionKey: { name: 'key', type: AttributeType.STRING },
    });
    const { function: store } = new AugurFunction(this, 'store', {
      deployment,
      environment: {
        ALERTS_QUEUE_URL: alertsQueue.queueUrl,
        API_TOKEN_DIGESTS: deployment.apiTokenDigests.join(','),
        STORE_TABLE: table.tableName,
      },
    });
    alertsQueue.grant(store, 'sqs:SendMessage');
    table.grant(store, 'dynamodb:GetItem', 'dynamodb:UpdateItem');

    this.table = table;
    this.function = store;
  }
}
