import { type AttributeValue, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { conditionalWrite } from '../runtime/conditionalWrite.ts';
import { fromItem, toItem } from '../runtime/item.ts';
import { parseJson } from '../runtime/json.ts';

export interface Entry {
  key: string;
  /** Any JSON value, as `parseJson` returns it. */
  value: unknown;
  /** 1 after the first write; each write increments it. */
  version: number;
  /** Milliseconds since the epoch. */
  updatedAt: number;
}

/** An entry as the table holds it. A string is stored as it is, because JSON's escapes can double its size. */
type StoredEntry = Omit<Entry, 'value'> & { format: 'text' | 'json'; content: string };

/** How many versions a condition may name: DynamoDB's limit for the operands of IN. */
export const MAX_CONDITION_VERSIONS = 100;

/**
 * A write's condition: the entry exists, it does not exist, it has one of these versions, or it has none of these, for
 * example because it does not exist.
 */
export type WriteCondition =
  | 'exists'
  | 'does not exist'
  | { versions: readonly number[] }
  | { otherThan: readonly number[] };

/** The store's table. Every write increments the version: of two writers with the same version as condition one succeeds. */
export interface StoreTable {
  /** @returns undefined when there is no such entry */
  read(key: string): Promise<Entry | undefined>;
  /** @returns the entry as written; undefined when the condition does not hold */
  write(
    entry: Pick<Entry, 'key' | 'value'>,
    condition: WriteCondition | undefined,
    now: number,
  ): Promise<Entry | undefined>;
}

export function createStoreTable(dynamodb: DynamoDBClient, tableName: string): StoreTable {
  return {
    async read(key) {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: tableName, Key: toItem({ key }), ConsistentRead: true }),
      );
      return Item && entryOf(Item);
    },

    async write({ key, value }, condition, now) {
      if (typeof condition === 'object' && 'versions' in condition && condition.versions.length === 0) return undefined;
      const { expression, values } = conditionExpression(condition);
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: toItem({ key }),
        ConditionExpression: expression,
        UpdateExpression:
          'SET content = :content, #format = :format, #version = if_not_exists(#version, :none) + :one, updatedAt = :now',
        ExpressionAttributeNames: { '#format': 'format', '#version': 'version' },
        ExpressionAttributeValues: toItem({ ...contentOf(value), ':none': 0, ':one': 1, ':now': now, ...values }),
        ReturnValues: 'ALL_NEW',
      });
      const written = await conditionalWrite(dynamodb.send(command));
      return written?.Attributes && entryOf(written.Attributes);
    },
  };
}

function contentOf(value: Entry['value']): { ':format': 'text' | 'json'; ':content': string } {
  return typeof value === 'string'
    ? { ':format': 'text', ':content': value }
    : { ':format': 'json', ':content': JSON.stringify(value) };
}

/** The size of a value as the table stores it, in bytes. */
export function byteLengthOf(value: Entry['value']): number {
  return Buffer.byteLength(contentOf(value)[':content']);
}

function entryOf(item: Record<string, AttributeValue>): Entry {
  const { key, format, content, version, updatedAt } = fromItem<StoredEntry>(item);
  return { key, value: format === 'text' ? content : parseJson(content), version, updatedAt };
}

function conditionExpression(condition: WriteCondition | undefined): {
  expression: string | undefined;
  values?: Record<string, number>;
} {
  if (condition === undefined) return { expression: undefined };
  if (condition === 'exists') return { expression: 'attribute_exists(#version)' };
  if (condition === 'does not exist') return { expression: 'attribute_not_exists(#version)' };
  const versions = 'versions' in condition ? condition.versions : condition.otherThan;
  if (versions.length === 0) return { expression: undefined };
  const values = Object.fromEntries(versions.map((version, index) => [`:version${index}`, version]));
  const isOneOf = `#version IN (${Object.keys(values).join(', ')})`;
  return {
    expression: 'versions' in condition ? isOneOf : `attribute_not_exists(#version) OR NOT ${isOneOf}`,
    values,
  };
}
