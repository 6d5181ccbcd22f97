import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** Plain values as DynamoDB writes them down, each with its type; what is undefined is left out. */
export function toItem(values: object): Record<string, AttributeValue> {
  return marshall(values, { removeUndefinedValues: true });
}

/** What DynamoDB wrote down, as the plain values that the caller knows the table to hold. */
export function fromItem<Values extends object>(item: Record<string, AttributeValue>): Values {
  return unmarshall(item) as Values;
}
