import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { inBatches } from '../runtime/batcher.ts';
import { fromItem, toItem } from '../runtime/item.ts';
import type { Outcome, Task } from './task.ts';

/** What DynamoDB takes in a BatchWriteItem. */
const MAX_BATCH_WRITE = 25;
/** What DynamoDB takes in a BatchGetItem. */
const MAX_BATCH_GET = 100;

/**
 * The tasks table. A task only ever moves forward: queued → processing → succeeded or failed. Each move is a conditional
 * write, so whoever comes late or twice changes nothing, and gets told so.
 */
export interface TasksTable {
  create(task: Task): Promise<void>;
  /** The task, or nothing when there is none or its retention has ended. */
  read(id: string): Promise<Task | undefined>;
  /**
   * Takes a task for one attempt at it, the message's receive count: SQS raises it with every receive, and receives
   * again only when the attempt before has had its visibility timeout, so a higher attempt may take over what a lower one
   * left behind. From then on the lower one cannot complete the task any more.
   *
   * @returns whether the task is the caller's now.
   */
  claim(id: string, attempt: number, now: number): Promise<boolean>;
  /**
   * Gives a task back after an attempt that failed, whether or not it had been claimed. The task keeps the attempt's
   * number: where that is missing, the attempt ended without a word. Does nothing when a later one has the task.
   */
  release(id: string, attempt: number): Promise<void>;
  /** @returns whether the outcome was written: not when the task is no longer this attempt's. */
  succeed(id: string, attempt: number, outcome: Outcome, now: number): Promise<boolean>;
  /** @returns whether the task was marked as failed: not when it had already ended. */
  fail(id: string, reason: string, now: number): Promise<boolean>;
}

export function tasksTable(dynamodb: DynamoDBClient, tableName: string): TasksTable {
  async function update(
    id: string,
    condition: string,
    set: string,
    values: Record<string, unknown>,
    names: Record<string, string> = {},
  ): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: toItem({ id }),
      ConditionExpression: condition,
      UpdateExpression: `SET ${set}`,
      ExpressionAttributeNames: { '#status': 'status', ...names },
      ExpressionAttributeValues: toItem(values),
    });
    try {
      await dynamodb.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  const put = (task: Task) => dynamodb.send(new PutItemCommand({ TableName: tableName, Item: toItem(task) }));

  const create = inBatches<Task>(MAX_BATCH_WRITE, async (tasks) => {
    const [only] = tasks;
    if (only && tasks.length === 1) {
      await put(only);
      return [];
    }
    const requests = tasks.map((task) => ({ PutRequest: { Item: toItem(task) } }));
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } });
    const { UnprocessedItems } = await dynamodb.send(command);
    // What the table had no capacity for goes again on its own, with the SDK's retries.
    const left = new Set(UnprocessedItems?.[tableName]?.map(({ PutRequest }) => PutRequest?.Item?.id?.S));
    await Promise.all(tasks.filter(({ id }) => left.has(id)).map(put));
    return [];
  });

  async function get(id: string): Promise<Task | undefined> {
    const command = new GetItemCommand({ TableName: tableName, Key: toItem({ id }), ConsistentRead: true });
    const { Item } = await dynamodb.send(command);
    return Item && fromItem<Task>(Item);
  }

  const getShared = inBatches<string, Task | undefined>(MAX_BATCH_GET, async (ids) => {
    const distinct = [...new Set(ids)];
    const [only] = distinct;
    if (only !== undefined && distinct.length === 1) {
      const task = await get(only);
      return ids.map(() => task);
    }
    const keys = { Keys: distinct.map((id) => toItem({ id })), ConsistentRead: true };
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: keys } }),
    );
    const found = new Map(Responses?.[tableName]?.map((item) => fromItem<Task>(item)).map((task) => [task.id, task]));
    // What did not fit into the response, or the table had no capacity for, is read on its own, with the SDK's retries.
    const left = UnprocessedKeys?.[tableName]?.Keys?.flatMap(({ id }) => id?.S ?? []) ?? [];
    await Promise.all(
      left.map(async (id) => {
        const task = await get(id);
        if (task) found.set(id, task);
      }),
    );
    return ids.map((id) => found.get(id));
  });

  return {
    create,

    async read(id) {
      const task = await getShared(id);
      // DynamoDB deletes what has expired when it finds the time, which may be days later.
      return task && task.expiresAt * 1000 > Date.now() ? task : undefined;
    },

    claim(id, attempt, now) {
      return update(
        id,
        '#status = :queued OR #status = :processing AND attempt < :attempt',
        '#status = :processing, attempt = :attempt, startedAt = :now',
        { ':queued': 'queued', ':processing': 'processing', ':attempt': attempt, ':now': now },
      );
    },

    async release(id, attempt) {
      await update(
        id,
        '#status = :queued OR #status = :processing AND attempt <= :attempt',
        '#status = :queued, attempt = :attempt REMOVE startedAt',
        { ':processing': 'processing', ':attempt': attempt, ':queued': 'queued' },
      );
    },

    succeed(id, attempt, outcome, now) {
      const own = Object.entries(outcome);
      return update(
        id,
        '#status = :processing AND attempt = :attempt',
        ['#status = :succeeded', 'completedAt = :now', ...own.map(([name]) => `#${name} = :${name}`)].join(', '),
        {
          ':processing': 'processing',
          ':attempt': attempt,
          ':succeeded': 'succeeded',
          ':now': now,
          ...Object.fromEntries(own.map(([name, value]) => [`:${name}`, value])),
        },
        Object.fromEntries(own.map(([name]) => [`#${name}`, name])),
      );
    },

    fail(id, reason, now) {
      return update(
        id,
        '#status IN (:queued, :processing)',
        '#status = :failed, reason = :reason, completedAt = :now',
        { ':queued': 'queued', ':processing': 'processing', ':failed': 'failed', ':reason': reason, ':now': now },
      );
    },
  };
}
