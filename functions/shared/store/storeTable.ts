import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { fromItem, toItem } from '../runtime/item.ts';

/** What a value may have, in bytes: as text where it is one, else as JSON. */
export const MAX_VALUE_BYTES = 256 * 1024;

/** The name of an entry: letters and digits of any script, and what separates them. */
export const keyName = z.string({ error: 'is missing: send the name of an entry here.' }).check(
  z.regex(/^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} ._:@/-]{0,199}$/u, {
    error: 'has to be 1 to 200 letters, digits, spaces or . _ : @ / - and begin with a letter or a digit.',
  }),
);

export interface Entry {
  key: string;
  /** Any JSON value. */
  value: z.core.util.JSONType;
  /** 1 when it is first written, and one more with each write. */
  version: number;
  /** Milliseconds since the epoch. */
  updatedAt: number;
}

/** An entry as the table holds it. */
type StoredEntry = Omit<Entry, 'value'> & { format: 'text' | 'json'; content: string };

/** What a write may depend on: that an entry is there, that none is, or that it is still as somebody read it. */
export type WriteCondition = 'exists' | 'does not exist' | { version: number };

/** The store's table. Every write raises the version, so of two writers that read the same one only one can go on from it. */
export interface StoreTable {
  read(key: string): Promise<Entry | undefined>;
  /** @returns the entry as it is now, or nothing when the condition does not hold */
  write(
    entry: Pick<Entry, 'key' | 'value'>,
    condition: WriteCondition | undefined,
    now: number,
  ): Promise<Entry | undefined>;
}

export function storeTable(dynamodb: DynamoDBClient, tableName: string): StoreTable {
  return {
    async read(key) {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: tableName, Key: toItem({ key }), ConsistentRead: true }),
      );
      return Item && entryOf(Item);
    },

    async write({ key, value }, condition, now) {
      const { expression, values } = conditionExpression(condition);
      try {
        const { Attributes } = await dynamodb.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: toItem({ key }),
            ConditionExpression: expression,
            UpdateExpression:
              'SET content = :content, #format = :format, #version = if_not_exists(#version, :none) + :one, updatedAt = :now',
            ExpressionAttributeNames: { '#format': 'format', '#version': 'version' },
            ExpressionAttributeValues: toItem({
              ...contentOf(value),
              ':none': 0,
              ':one': 1,
              ':now': now,
              ...values,
            }),
            ReturnValues: 'ALL_NEW',
          }),
        );
        return Attributes && entryOf(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
  };
}

/** Text is kept as it is, because JSON's escapes could double it; another value as JSON, which keeps its shape to the letter. */
function contentOf(value: Entry['value']): { ':format': 'text' | 'json'; ':content': string } {
  return typeof value === 'string'
    ? { ':format': 'text', ':content': value }
    : { ':format': 'json', ':content': JSON.stringify(value) };
}

function entryOf(item: Record<string, AttributeValue>): Entry {
  const { key, format, content, version, updatedAt } = fromItem<StoredEntry>(item);
  return { key, value: format === 'text' ? content : JSON.parse(content), version, updatedAt };
}

function conditionExpression(condition: WriteCondition | undefined): {
  expression: string | undefined;
  values?: Record<string, number>;
} {
  if (condition === undefined) return { expression: undefined };
  if (condition === 'exists') return { expression: 'attribute_exists(#version)' };
  if (condition === 'does not exist') return { expression: 'attribute_not_exists(#version)' };
  return { expression: '#version = :expected', values: { ':expected': condition.version } };
}
