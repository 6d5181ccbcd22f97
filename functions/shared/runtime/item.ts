import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** Converts plain values to a DynamoDB item. Undefined members are left out. */
export function toItem(values: object): Record<string, AttributeValue> {
  return marshall(values, { removeUndefinedValues: true });
}

/** Converts a DynamoDB item to plain values. The caller states the type: it knows what its table holds. */
export function fromItem<Values extends object>(item: Record<string, AttributeValue>): Values {
  return unmarshall(item) as Values;
}
